/** Judges the instance of a trial by what EC2 says of it. Pure. */
import type { Failure } from '../../failures/index.ts'
import type { Ec2Instance } from '../../model/instance.ts'
import { checksFact, ec2Fact, type KnownInstance } from '../../model/known-instance.ts'
import { isImpaired, passesAll, type StatusChecks } from '../../model/status-checks.ts'

/** What a poll has seen of one instance. Undefined: EC2 does not list it, or says nothing of its checks, yet. */
export interface TrialPoll {
  readonly ec2Instance: Ec2Instance | undefined
  readonly checks?: StatusChecks | undefined
}

/** `known`: what EC2 says of it. */
export type TrialState =
  | { readonly type: 'wait'; readonly known: KnownInstance; readonly isImpaired: boolean }
  | { readonly type: 'ready'; readonly known: KnownInstance }
  | { readonly type: 'failed'; readonly failure: Failure }

/** A check that fails once may be a moment of the host; twice in a row it fails the trial. */
export function evaluateTrial(id: string, { ec2Instance, checks }: TrialPoll, wasImpaired: boolean): TrialState {
  const state = ec2Instance?.state
  if (state !== 'running') {
    const known = { id, facts: [ec2Fact(ec2Instance)] }
    return state === undefined || state === 'pending'
      ? { type: 'wait', known, isImpaired: false }
      : { type: 'failed', failure: { code: 'trial', reason: 'ended', known: [known] } }
  }
  const known = { id, facts: [ec2Fact(ec2Instance), checksFact(checks)] }
  if (!checks || !isImpaired(checks))
    return checks && passesAll(checks) ? { type: 'ready', known } : { type: 'wait', known, isImpaired: false }
  return wasImpaired
    ? { type: 'failed', failure: { code: 'trial', reason: 'impaired', known: [known] } }
    : { type: 'wait', known, isImpaired: true }
}
