/** Converts SDK errors to problems, by error code and never by message. No other file does that. */
import type { EnvironmentFault } from '../rollout/model/environment-fault.ts'
import type { Problem } from '../rollout/model/problem.ts'
import { AwsProblem } from '../rollout/ports.ts'
import { ForeignAnswer, IncompleteAnswer } from './answer.ts'
import { type DiagnosisContext, faultIn } from './diagnosis.ts'
import { isSignedByDates } from './signing-time.ts'
import { isDeserialization, read, type Thrown } from './thrown.ts'

/** The call that failed. `type`: for a `write`, a missing answer leaves open whether it took effect. */
export interface Question {
  readonly operation: string
  readonly type: 'read' | 'write'
}

/**
 * Error codes without the SDK's suffixes `Fault` and `Exception`: modelled errors have the SDK's name, others AWS's wire
 * code, which differ only in the suffix. A map, because a code is foreign text and could be `constructor`.
 */
const kinds: ReadonlyMap<string, Problem['kind']> = new Map<string, Problem['kind']>([
  ['InstanceRefreshInProgress', 'conflict'],
  ['ActiveInstanceRefreshNotFound', 'idle'],
  ['IrreversibleInstanceRefresh', 'irreversible'],

  ['AccessDenied', 'denied'],
  ['UnauthorizedOperation', 'denied'],
  ['AuthFailure', 'denied'],
  ['OptInRequired', 'denied'],
  ['InvalidClientTokenId', 'denied'],
  ['UnrecognizedClient', 'denied'],
  ['SignatureDoesNotMatch', 'denied'],

  ['ExpiredToken', 'expired'],
  ['RequestExpired', 'expired'],

  ['InvalidAMIID.NotFound', 'missing'],
  ['InvalidAMIID.Unavailable', 'missing'],
  ['InvalidLaunchTemplateId.NotFound', 'missing'],
  ['InvalidLaunchTemplateId.VersionNotFound', 'missing'],
  ['InvalidLaunchTemplateName.NotFound', 'missing'],
  ['InvalidInstanceID.NotFound', 'missing'],
  ['TargetGroupNotFound', 'missing'],
  ['LoadBalancerNotFound', 'missing'],
  ['AccessPointNotFound', 'missing'],

  // Throttled: AWS has not executed it.
  ['Throttling', 'throttled'],
  ['Throttled', 'throttled'],
  ['RequestLimitExceeded', 'throttled'],
  ['RequestThrottled', 'throttled'],
  ['SlowDown', 'throttled'],
  ['TooManyRequests', 'throttled'],
  // A pending update of the group: HTTP 500, but AWS has certainly not executed the call.
  ['PriorRequestNotComplete', 'passing'],
  ['ResourceContention', 'passing'],
  ['ScalingActivityInProgress', 'passing'],
])

/** Error codes of a failed connection: nothing was sent. */
const unsent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Faults of the environment that no retry fixes. */
const lasting: ReadonlySet<string> = new Set(['no-credentials', 'certificate', 'clock'])

/**
 * Converts an SDK error to an `AwsProblem`. Anything that is neither an answer nor a network error is a bug and is thrown
 * again.
 */
export function problemOf(question: Question, thrown: unknown, around: DiagnosisContext): AwsProblem {
  if (thrown instanceof AwsProblem) return thrown
  const seen = read(thrown)
  const fault = faultIn(thrown, around)
  const kind = kindIn(seen, { thrown, fault, type: question.type })
  if (!seen || kind === undefined) throw thrown
  const code = seen.answered ? seen.name : (seen.code ?? seen.name)
  const problem = { kind, operation: question.operation, code, message: seen.message, ...(fault && { fault }) }
  return new AwsProblem(problem, thrown)
}

function kindIn(
  seen: Thrown | undefined,
  {
    thrown,
    fault,
    type,
  }: {
    readonly thrown: unknown
    readonly fault: EnvironmentFault | undefined
    readonly type: Question['type']
  },
): Problem['kind'] | undefined {
  if (isSignedByDates(thrown)) return 'passing'
  return fault && lasting.has(fault.type) ? 'environment' : seen && kindOf(seen, thrown, type)
}

function kindOf(seen: Thrown, thrown: unknown, type: Question['type']): Problem['kind'] | undefined {
  if (thrown instanceof ForeignAnswer) return foreignKind(thrown.status, type)
  // Well-formed, but not as AWS's model describes it: treated as no answer.
  if (isDeserialization(thrown) || thrown instanceof IncompleteAnswer) return foreignKind(seen.status ?? 200, type)
  if (seen.answered) return kinds.get(seen.name.replace(/(Fault|Exception)$/, '')) ?? answeredKind(seen, type)
  return unansweredKind(seen, type)
}

/** The kind for an answer without a known code. A 5xx leaves open whether a write took effect. */
const answeredKind = ({ status = 400 }: Thrown, type: Question['type']): Problem['kind'] => {
  if (status === 429) return 'throttled'
  if (status < 500) return 'rejected'
  return type === 'write' && status >= 500 ? 'lost' : 'passing'
}

/** The kind for a foreign answer. A 4xx did not reach AWS; after any other status AWS may have executed the request. */
const foreignKind = (status: number, type: Question['type']): Problem['kind'] => {
  const isRefusal = status >= 400 && status < 500 && status !== 408
  return type === 'write' && !isRefusal ? 'lost' : 'passing'
}

const unansweredKind = ({ code, name, syscall }: Thrown, type: Question['type']): Problem['kind'] | undefined => {
  if (code !== undefined && unsent.has(code)) return 'passing'
  const isConnectionError = syscall !== undefined || code !== undefined || name === 'TimeoutError'
  if (!isConnectionError) return undefined
  return type === 'write' ? 'lost' : 'passing'
}
