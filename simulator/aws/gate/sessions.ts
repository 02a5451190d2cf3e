/** Credentials that end before their time, in the middle of a run. */
import type { Call, Gate } from '../call.ts'
import { type KeyRing, UNSIGNED } from './credentials.ts'
import { actionOf, refusalsOf } from './dialect.ts'

/**
 * From `at` (ms since epoch on the simulator's clock) nothing works with a key that was issued before; a new session does.
 * `expired`: as at the end of its time. `revoked`: by a policy that denies everything to older sessions [IAM User Guide,
 * Revoke IAM role temporary security credentials]. `deleted`: the key is not known any more.
 */
export interface SessionEnd {
  readonly at: number
  readonly how: 'expired' | 'revoked' | 'deleted'
}

/** Ends sessions. The account's own refusals come from the gate of credentials, behind this one. */
export function sessions(ring: KeyRing, ends: readonly SessionEnd[]): Gate {
  return (call, next) => {
    const end = UNSIGNED.has(call.operation) ? undefined : ends.find((each) => strikes(each, call, ring))
    if (!end) return next()
    const refusals = refusalsOf(call.service)
    if (end.how === 'expired') throw refusals.expired()
    if (end.how === 'deleted') throw refusals.unknownKey()
    throw refusals.denied(
      `User is not authorized to perform: ${actionOf(call.service, call.operation)} with an explicit deny in an identity-based policy`,
    )
  }
}

function strikes({ at }: SessionEnd, call: Call, ring: KeyRing): boolean {
  if (call.at < at) return false
  return (ring.find(call.accessKeyId)?.issuedAt ?? Number.NEGATIVE_INFINITY) < at
}
