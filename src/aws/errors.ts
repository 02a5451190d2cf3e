/** What AWS answered instead, recognised by code: here and nowhere else. Never by message. */
import type { Problem } from '../rollout/model.ts'
import { AwsProblem } from '../rollout/world.ts'

/**
 * Codes, less the SDK's suffixes `Fault` and `Exception`: modelled errors carry the SDK's name, all others AWS's bare
 * wire code, and the two styles differ only in that.
 */
const kinds: Readonly<Record<string, Problem['kind']>> = {
  InstanceRefreshInProgress: 'conflict',
  ActiveInstanceRefreshNotFound: 'idle',
  IrreversibleInstanceRefresh: 'irreversible',

  AccessDenied: 'denied',
  UnauthorizedOperation: 'denied',
  AuthFailure: 'denied',
  OptInRequired: 'denied',
  InvalidClientTokenId: 'denied',
  UnrecognizedClient: 'denied',
  SignatureDoesNotMatch: 'denied',
  // The SDK found no credentials, or could not get them.
  CredentialsProviderError: 'denied',

  ExpiredToken: 'expired',
  RequestExpired: 'expired',

  'InvalidAMIID.NotFound': 'missing',
  'InvalidAMIID.Unavailable': 'missing',
  'InvalidLaunchTemplateId.NotFound': 'missing',
  'InvalidLaunchTemplateId.VersionNotFound': 'missing',
  'InvalidLaunchTemplateName.NotFound': 'missing',
  'InvalidInstanceID.NotFound': 'missing',
  TargetGroupNotFound: 'missing',
  AccessPointNotFound: 'missing',

  // Throttled: certainly not carried out.
  Throttling: 'passing',
  Throttled: 'passing',
  RequestLimitExceeded: 'passing',
  RequestThrottled: 'passing',
  SlowDown: 'passing',
  TooManyRequests: 'passing',
  PriorRequestNotComplete: 'passing',
  // A pending update of the group: an HTTP 500, yet a plain no.
  ResourceContention: 'passing',
  ScalingActivityInProgress: 'passing',
}

/** Errors of a connection that was never made: nothing was sent. */
const unsent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

interface Thrown {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly syscall?: string
  readonly status?: number
  readonly answered: boolean
}

/** Turns what the SDK threw into the problem that it is. What is no answer of AWS's and no failure on the way is a bug. */
export function problemOf(operation: string, thrown: unknown, is: 'read' | 'write'): AwsProblem {
  const seen = read(thrown)
  if (!seen) throw thrown
  const kind =
    kinds[seen.name.replace(/(Fault|Exception)$/, '')] ??
    (seen.answered ? answeredKind(seen, is) : unansweredKind(seen, is))
  if (kind === undefined) throw thrown
  const code = seen.answered ? seen.name : (seen.code ?? seen.name)
  return new AwsProblem({ kind, operation, code, message: seen.message }, thrown)
}

/** A server error leaves open whether a write was carried out. */
const answeredKind = ({ status = 400 }: Thrown, is: 'read' | 'write'): Problem['kind'] => {
  if (status < 500 && status !== 429) return 'rejected'
  return is === 'write' && status >= 500 ? 'lost' : 'passing'
}

const unansweredKind = ({ code, name, syscall }: Thrown, is: 'read' | 'write'): Problem['kind'] | undefined => {
  if (code !== undefined && unsent.has(code)) return 'passing'
  const onTheWay = syscall !== undefined || code !== undefined || name === 'TimeoutError'
  if (!onTheWay) return undefined
  return is === 'write' ? 'lost' : 'passing'
}

function read(thrown: unknown): Thrown | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { name, message } = thrown
  const status = numberIn(thrown, '$metadata', 'httpStatusCode')
  const [code, syscall] = [textIn(thrown, 'code'), textIn(thrown, 'syscall')]
  return {
    name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall }),
    ...(status === undefined ? {} : { status }),
    answered: '$fault' in thrown && status !== undefined,
  }
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined
const textIn = (value: unknown, key: string): string | undefined => {
  const found = at(value, key)
  return typeof found === 'string' ? found : undefined
}
const numberIn = (value: unknown, outer: string, inner: string): number | undefined => {
  const found = at(at(value, outer), inner)
  return typeof found === 'number' ? found : undefined
}
