/** Who may call: access keys known to STS, and roles that a web identity can assume. */
import { AwsError } from '../error.ts'
import type { Cloud } from './cloud.ts'

/** An access key. `issuedAt`, `expiresAt` in ms since epoch; missing: as old as the account, never. */
export interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly issuedAt?: number
  readonly expiresAt?: number
  readonly arn: string
  readonly userId: string
}

/** A role that trusts GitHub's tokens. `subject` may end in `*`; times in seconds. */
export interface RoleSpec {
  readonly name: string
  readonly audience?: string
  readonly subject?: string
  readonly maxSessionDuration?: number
}

/** A request to assume a role. `durationSeconds`: an hour unless said. */
export interface WebIdentity {
  readonly roleArn: string
  readonly sessionName: string
  readonly token: string
  readonly durationSeconds?: number | undefined
}

/** A session of a role, and whose it is. */
export interface Session {
  readonly key: Key & { readonly sessionToken: string; readonly expiresAt: number }
  readonly subject: string
  readonly audience: string
  readonly issuer: string
}

interface Claims {
  readonly sub: string
  readonly aud: string
  readonly iss: string
  readonly exp: number
}

/** The key that every scene knows and that never expires. */
export const standingKey = {
  accessKeyId: 'SIMULATEDACCESSKEYID',
  secretAccessKey: 'simulated-secret-access-key',
} as const

/** Keys and roles of an account. */
export class Credentials {
  readonly #cloud: Cloud
  readonly #keys = new Map<string, Key>()
  readonly #roles = new Map<string, Required<RoleSpec>>()

  constructor(cloud: Cloud) {
    this.#cloud = cloud
    this.add({ ...standingKey, arn: `arn:aws:iam::${cloud.id}:user/someone`, userId: 'AIDASIMULATEDUSER001' })
  }

  add(key: Key): void {
    this.#keys.set(key.accessKeyId, key)
  }

  /** The key of this id, expired or not. */
  find(accessKeyId: string): Key | undefined {
    return this.#keys.get(accessKeyId)
  }

  /** Lets GitHub's tokens of this subject assume a role; its ARN. */
  role({ name, audience = 'sts.amazonaws.com', subject = '*', maxSessionDuration = 3600 }: RoleSpec): string {
    const arn = `arn:aws:iam::${this.#cloud.id}:role/${name}`
    this.#roles.set(arn, { name, audience, subject, maxSessionDuration })
    return arn
  }

  /** Opens a session. Throws STS's refusals. */
  assume({ roleArn, sessionName, token, durationSeconds = 3600 }: WebIdentity): Session {
    const claims = readClaims(token)
    if (claims.exp * 1000 <= this.#cloud.agenda.now) {
      throw new AwsError(
        'ExpiredTokenException',
        'Token expired: current date/time must be before the expiration date/time',
      )
    }
    const role = this.#roles.get(roleArn)
    if (!role || role.audience !== claims.aud || !matches(role.subject, claims.sub)) {
      throw new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403)
    }
    if (durationSeconds > role.maxSessionDuration) {
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      )
    }
    const key = {
      accessKeyId: this.#cloud.ids.accessKey(),
      secretAccessKey: this.#cloud.ids.suffix('secret'),
      sessionToken: this.#cloud.ids.suffix('session'),
      issuedAt: this.#cloud.agenda.now,
      expiresAt: this.#cloud.agenda.now + durationSeconds * 1000,
      arn: `arn:aws:sts::${this.#cloud.id}:assumed-role/${role.name}/${sessionName}`,
      userId: `AROASIMULATEDROLE001:${sessionName}`,
    }
    this.add(key)
    return { key, subject: claims.sub, audience: claims.aud, issuer: claims.iss }
  }
}

function matches(pattern: string, subject: string): boolean {
  return pattern.endsWith('*') ? subject.startsWith(pattern.slice(0, -1)) : pattern === subject
}

/** The claims of a JWT; the signature is not checked, the issuer being simulated too. */
function readClaims(token: string): Claims {
  const claims = parse(token.split('.')[1] ?? '')
  const { sub, aud, iss, exp } = claims
  if (typeof sub !== 'string' || typeof aud !== 'string' || typeof iss !== 'string' || typeof exp !== 'number') {
    throw new AwsError(
      'InvalidIdentityToken',
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    )
  }
  return { sub, aud, iss, exp }
}

function parse(payload: string): Readonly<Record<'sub' | 'aud' | 'iss' | 'exp', unknown>> {
  const none = { sub: undefined, aud: undefined, iss: undefined, exp: undefined }
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? { ...none, ...claims } : none
  } catch {
    return none
  }
}
