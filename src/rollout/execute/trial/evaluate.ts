/** Judges the instance of a trial by what EC2 says of it. Pure. */
import type { Failure } from '../../failures/index.ts'
import type { Ec2Instance } from '../../model/instance.ts'
import { isImpaired, passesAll, type StatusChecks, statusCheckWords } from '../../model/status-checks.ts'

/** What a poll has seen of one instance. Missing: EC2 does not list it, or says nothing of its checks, yet. */
export interface TrialPoll {
  readonly ec2Instance?: Ec2Instance
  readonly checks?: StatusChecks
}

/** `says`: the state, as a person reads it. */
export type TrialState =
  | { readonly type: 'wait'; readonly says: string; readonly isImpaired: boolean }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly failure: Failure }

const running: ReadonlySet<string> = new Set(['pending', 'running'])

/** A check that fails once may be a moment of the host; twice in a row it fails the trial. */
export function evaluateTrial(instance: string, { ec2Instance, checks }: TrialPoll, wasImpaired: boolean): TrialState {
  if (!ec2Instance) return { type: 'wait', says: 'EC2 does not list it yet', isImpaired: false }
  const { state, reason = '' } = ec2Instance
  if (!running.has(state))
    return { type: 'failed', failure: { code: 'trial', reason: 'ended', instance, state, stateReason: reason } }
  if (state === 'pending' || !checks)
    return { type: 'wait', says: state === 'pending' ? state : 'running, not checked yet', isImpaired: false }
  const says = statusCheckWords(checks)
  if (!isImpaired(checks)) return passesAll(checks) ? { type: 'ready' } : { type: 'wait', says, isImpaired: false }
  return wasImpaired
    ? { type: 'failed', failure: { code: 'trial', reason: 'impaired', instance, says } }
    : { type: 'wait', says, isImpaired: true }
}
