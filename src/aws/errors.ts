/** What AWS answered instead, recognised by code: here and nowhere else. Never by message. */
import type { Problem } from '../rollout/model/problem.ts'
import { AwsProblem } from '../rollout/ports.ts'
import { ForeignAnswer } from './answer.ts'
import { type DiagnosisContext, faultIn } from './diagnosis.ts'
import { isDeserialization, read, type Thrown } from './thrown.ts'

/** What was asked. `is`: whether an answer that never came leaves open what happened. */
export interface Question {
  readonly operation: string
  readonly type: 'read' | 'write'
}

/**
 * Codes, less the SDK's suffixes `Fault` and `Exception`: modelled errors carry the SDK's name, all others AWS's bare
 * wire code, and the two styles differ only in that. A map, since a code is foreign text: `constructor` is one too.
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

  // Throttled: certainly not carried out.
  ['Throttling', 'passing'],
  ['Throttled', 'passing'],
  ['RequestLimitExceeded', 'passing'],
  ['RequestThrottled', 'passing'],
  ['SlowDown', 'passing'],
  ['TooManyRequests', 'passing'],
  ['PriorRequestNotComplete', 'passing'],
  // A pending update of the group: an HTTP 500, yet a plain no.
  ['ResourceContention', 'passing'],
  ['ScalingActivityInProgress', 'passing'],
])

/** Errors of a connection that was never made: nothing was sent. */
const unsent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Faults that stay until somebody changes the machine's surroundings: another attempt does not help. */
const lasting: ReadonlySet<string> = new Set(['no-credentials', 'certificate', 'clock'])

/**
 * Turns what the SDK threw into the problem that it is. What is no answer and no failure on the way is a bug, and thrown
 * on.
 */
export function problemOf(question: Question, thrown: unknown, around: DiagnosisContext): AwsProblem {
  if (thrown instanceof AwsProblem) return thrown
  const seen = read(thrown)
  const fault = faultIn(thrown, around)
  const kind = fault && lasting.has(fault.type) ? 'environment' : seen && kindOf(seen, thrown, question.type)
  if (!seen || kind === undefined) throw thrown
  const code = seen.answered ? seen.name : (seen.code ?? seen.name)
  const problem = { kind, operation: question.operation, code, message: seen.message, ...(fault && { fault }) }
  return new AwsProblem(problem, thrown)
}

function kindOf(seen: Thrown, thrown: unknown, type: Question['type']): Problem['kind'] | undefined {
  if (thrown instanceof ForeignAnswer) return foreignKind(thrown.status, type)
  // Well formed, and yet not what AWS's own model says: as good as no answer.
  if (isDeserialization(thrown)) return foreignKind(seen.status ?? 200, type)
  if (seen.answered) return kinds.get(seen.name.replace(/(Fault|Exception)$/, '')) ?? answeredKind(seen, type)
  return unansweredKind(seen, type)
}

/** A server error leaves open whether a write was carried out. */
const answeredKind = ({ status = 400 }: Thrown, type: Question['type']): Problem['kind'] => {
  if (status < 500 && status !== 429) return 'rejected'
  return type === 'write' && status >= 500 ? 'lost' : 'passing'
}

/** Whoever refuses in AWS's place has not let the request through; after any other status AWS may have carried it out. */
const foreignKind = (status: number, type: Question['type']): Problem['kind'] => {
  const isRefusal = status >= 400 && status < 500 && status !== 408
  return type === 'write' && !isRefusal ? 'lost' : 'passing'
}

const unansweredKind = ({ code, name, syscall }: Thrown, type: Question['type']): Problem['kind'] | undefined => {
  if (code !== undefined && unsent.has(code)) return 'passing'
  const onTheWay = syscall !== undefined || code !== undefined || name === 'TimeoutError'
  if (!onTheWay) return undefined
  return type === 'write' ? 'lost' : 'passing'
}
