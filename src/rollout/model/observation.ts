/** The result of one poll. */
import type { FiredAlarm } from './alarm.ts'
import type { Ec2Instance, Instance } from './instance.ts'
import type { Problem } from './problem.ts'
import type { Refresh, Unread } from './refresh.ts'
import type { InstanceFinding } from './run-command.ts'
import type { LaunchHistory } from './scaling-activity.ts'
import type { StatusChecks } from './status-checks.ts'
import type { Target } from './target.ts'
import type { Instant } from './time.ts'

/** What one poll of an operation read, with AWS's time. Facts only, no judgement. */
export interface Observation {
  readonly at: Instant
  readonly refresh?: Refresh
  readonly desired: number
  /** The versions that the group has saved: numbers or aliases. */
  readonly saved: readonly { readonly id: string; readonly version: string }[]
  readonly instances: readonly Instance[]
  /** Whether Auto Scaling itself ends what a load balancer finds unhealthy: the group's health check type has ELB. */
  readonly endsUnhealthyTargets: boolean
  /** For a target group that could not be read: its targets as last seen. */
  readonly targets: readonly Target[]
  /** Only the instances that this poll asked EC2 for. */
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
  /** EC2's status checks, only of the instances that were asked for and run. */
  readonly statusChecks?: ReadonlyMap<string, StatusChecks>
  /** Only when they were asked for: launches since the operation began, or since what the polls before know to have ended. */
  readonly launches?: LaunchHistory
  /** The operation's alarms that fired since it began; read only when the refresh ended in a status other than Successful. */
  readonly alarms?: readonly FiredAlarm[]
  /** The state of the newest verification. */
  readonly verify?: VerifyResult
  /** The parts that could not be read. They count neither as a fault nor as proof of success. */
  readonly unread: readonly Unread[]
}

/** A poll that could not read the refresh or the group. */
export interface FailedPoll {
  readonly problem: Problem
  /** The state of the newest verification, which does not depend on AWS. */
  readonly verify?: VerifyResult
}

/**
 * The state of the newest verification: of the `verify` script, of `verify-on-instance`, or of both. `tail`: the last lines
 * of output, foreign text. `on`: `verify-on-instance` decided, on this instance.
 */
export interface VerifyResult {
  readonly step: string
  readonly result: 'running' | 'passed' | 'failed' | 'timed-out'
  readonly exit?: number
  readonly tail: readonly string[]
  readonly on?: InstanceFinding
}
