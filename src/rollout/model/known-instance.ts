/**
 * What is known of one instance. A trial, a poll of the group and the evidence of a failure know it in the same facts,
 * each as one of AWS's services said it; instance-words.ts has their words.
 */
import type { Ec2Instance, Instance } from './instance.ts'
import type { InstanceFinding } from './run-command.ts'
import { passesAll, type StatusChecks } from './status-checks.ts'
import type { Target } from './target.ts'

/** What one service says of it. */
export type InstanceFact =
  /** Auto Scaling. An instance of a trial is in no group. */
  | ({ readonly type: 'member' } & Pick<Instance, 'lifecycle' | 'healthy' | 'protectedFromScaleIn'>)
  | ({ readonly type: 'ec2' } & Pick<Ec2Instance, 'state' | 'reason'>)
  /** EC2 was asked, and does not list it: not yet, or not any more. */
  | { readonly type: 'not-listed' }
  | { readonly type: 'status-checks'; readonly checks: StatusChecks }
  /** EC2 was asked, and has no status checks of it yet. */
  | { readonly type: 'not-checked' }
  | { readonly type: 'target'; readonly target: Target }
  /** The script of `verify-on-instance` has not passed on it. */
  | { readonly type: 'script'; readonly finding: InstanceFinding }

/** An instance with what was found when it was asked about. What nobody asked has no fact. */
export interface KnownInstance {
  readonly id: string
  readonly facts: readonly InstanceFact[]
}

/** Auto Scaling's part. */
export const memberFact = ({ lifecycle, healthy, protectedFromScaleIn }: Instance): InstanceFact => ({
  type: 'member',
  lifecycle,
  healthy,
  protectedFromScaleIn,
})

/** EC2's part, of an instance that it was asked about. */
export const ec2Fact = (of: Ec2Instance | undefined): InstanceFact =>
  of ? { type: 'ec2', state: of.state, ...(of.reason !== undefined && { reason: of.reason }) } : { type: 'not-listed' }

/** EC2's status checks of an instance that runs, and that it was asked about. */
export const checksFact = (checks: StatusChecks | undefined): InstanceFact =>
  checks ? { type: 'status-checks', checks } : { type: 'not-checked' }

/** What target groups say of it. */
export const targetFacts = (targets: readonly Target[]): readonly InstanceFact[] =>
  targets.map((target) => ({ type: 'target', target }))

/** Whether this is as of an instance that serves. */
export function isInOrder(fact: InstanceFact): boolean {
  switch (fact.type) {
    case 'member':
      return fact.lifecycle === 'InService' && fact.healthy
    case 'ec2':
      return fact.state === 'running'
    case 'status-checks':
      return passesAll(fact.checks)
    case 'target':
      return fact.target.state === 'healthy'
    case 'not-listed':
    case 'not-checked':
    case 'script':
      return false
  }
}
