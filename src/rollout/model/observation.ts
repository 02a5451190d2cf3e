/** What one poll saw. */
import type { Ec2Instance, Instance } from './instance.ts'
import type { Problem } from './problem.ts'
import type { Refresh, Unread } from './refresh.ts'
import type { FailedLaunch } from './scaling-activity.ts'
import type { Target } from './target.ts'
import type { Instant } from './time.ts'

/** One poll of an operation: facts only, of one moment, stamped with AWS's clock. */
export interface Observation {
  readonly at: Instant
  readonly refresh?: Refresh
  readonly desired: number
  /** The versions that the group has saved: numbers or aliases. */
  readonly saved: readonly { readonly id: string; readonly version: string }[]
  readonly instances: readonly Instance[]
  /** Of a target group that is unknown, as they were seen last. */
  readonly targets: readonly Target[]
  /** Only of the instances that were asked for. */
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
  /** Only when they were asked for: launches that came to nothing since the operation began. */
  readonly failedLaunches?: readonly FailedLaunch[]
  /** Only when AWS ended otherwise than asked: the operation's alarms that are in ALARM. */
  readonly alarms?: readonly string[]
  /** How the verification stands. */
  readonly verify?: VerifyResult
  /** What could not be read: it blames nobody, and nothing is proved without it. */
  readonly unread: readonly Unread[]
}

/** A poll that saw neither refresh nor group, or only one of them: one more thing seen. */
export interface FailedPoll {
  readonly problem: Problem
  /** How the verification stands all the same. */
  readonly verify?: VerifyResult
}

/** How the newest check of the user's stands. `tail`: the last lines that it wrote, foreign text. */
export interface VerifyResult {
  readonly step: string
  readonly result: 'running' | 'passed' | 'failed' | 'timed-out'
  readonly exit?: number
  readonly tail: readonly string[]
}
