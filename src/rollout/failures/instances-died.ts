import { count, duration, list, targetGroupName } from '../measure.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { activities, GONE } from './words.ts'

/** New instances do not live: they end again, or EC2's own status checks fail. */
export type InstancesDied = {
  readonly code: 'instances-died'
  readonly instances: readonly string[]
  readonly since: Instant
} & (
  | {
      readonly reason: 'ended'
      readonly limit: number
      /** The longest that one of them was in service. */
      readonly lived: Ms
      /** Target groups that did not find them healthy before. */
      readonly unhealthyIn: readonly string[]
    }
  | {
      /** `hosts-failed`: every one is on a host of EC2 that has failed, and Auto Scaling has not replaced it yet. */
      readonly reason: 'status-checks' | 'hosts-failed'
      /** The checks that do not pass, in EC2's words. */
      readonly states: readonly string[]
      readonly limitMs: Ms
    }
)

/** The row of `instances-died`. */
export const instancesDied = (failure: InstancesDied): FailureRow =>
  failure.reason === 'ended' ? ended(failure) : statusChecks(failure)

type Of<R extends InstancesDied['reason']> = Extract<InstancesDied, { readonly reason: R }>

const ended = ({ instances, lived, unhealthyIn }: Of<'ended'>): FailureRow => ({
  action: 'on-failure',
  sentence: `${count(instances.length, 'new instance')} came into service and ended again (${list(instances)}), the longest after ${duration(lived)}${unhealthyIn.length > 0 ? `; not healthy before in ${list(unhealthyIn.map(targetGroupName))}` : ''}.`,
  nextStep: 'The instance’s console and system log show why it ended. Fix the image, then deploy again.',
  runAgain: false,
  commands: activities,
})

type Checked = Exclude<InstancesDied, Of<'ended'>>

const statusChecks = ({ reason, instances, states, limitMs }: Checked): FailureRow => ({
  // Another image has no better hosts.
  action: reason === 'hosts-failed' ? 'leave' : 'on-failure',
  sentence: `EC2’s status checks of ${list(instances)} did not pass for longer than ${duration(limitMs)} (${list(states)}).`,
  nextStep:
    reason === 'hosts-failed'
      ? 'The hosts of these instances have failed: that is EC2’s own fault, not the image’s. Auto Scaling replaces the instances after the group’s health check grace period; then run again.'
      : 'The console and the system log of the instance show how far it booted. Fix the image, then deploy again. A system check that fails is EC2’s own fault: run again.',
  ...(reason === 'status-checks' && { onceGone: `${GONE} A system check that failed was EC2’s own fault: run again.` }),
  runAgain: reason === 'hosts-failed',
  commands: () => [
    `aws ec2 describe-instance-status --include-all-instances --instance-ids ${instances.slice(0, 5).join(' ')}`,
  ],
})
