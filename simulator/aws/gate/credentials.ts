/** Who calls: is the access key known, is the token its own and still good? The signature itself is not computed again. */
import type { Gate } from '../call.ts'
import { AwsError } from '../error.ts'
import { refusalsOf } from './dialect.ts'

/**
 * An access key. `issuedAt`, `expiresAt`: ms since epoch on the simulator's clock. A key without `expiresAt` is a user's
 * and lasts; one without `issuedAt` is as old as the account.
 */
export interface Credential {
  readonly accessKeyId: string
  readonly sessionToken?: string
  readonly issuedAt?: number
  readonly expiresAt?: number
}

/** The keys that AWS knows now, expired ones too. */
export interface KeyRing {
  find(accessKeyId: string): Credential | undefined
}

/** Operations that prove the caller by other means than a signature. */
export const UNSIGNED: ReadonlySet<string> = new Set(['AssumeRoleWithWebIdentity', 'AssumeRoleWithSAML'])

/** Lets signed calls with a key of the ring pass, and those that need no signature. */
export function credentials(ring: KeyRing): Gate {
  return (call, next) => {
    if (UNSIGNED.has(call.operation)) return next()
    if (call.accessKeyId === '')
      throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
    const refusals = refusalsOf(call.service)
    const credential = ring.find(call.accessKeyId)
    if (!credential || credential.sessionToken !== call.sessionToken) throw refusals.unknownKey()
    if (credential.expiresAt !== undefined && call.at >= credential.expiresAt) throw refusals.expired()
    return next()
  }
}
