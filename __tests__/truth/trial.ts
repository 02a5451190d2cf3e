/** One random rollout as plain data: a trial that fails can be written down, shrunk, and given a name. */
import type { Rules } from '../../simulator/aws/world/rules.ts'

/** How the new image behaves. Seconds, counted from in service. */
export type Nature =
  | { readonly is: 'good' }
  | { readonly is: 'cannot-launch' }
  | { readonly is: 'launch-cancelled' }
  | { readonly is: 'dies'; readonly after: number }
  | { readonly is: 'never-healthy'; readonly in: 'everywhere' | 'web' | 'api' }
  | { readonly is: 'flaps'; readonly up: number; readonly down: number }
  | { readonly is: 'goes-bad'; readonly after: number }

/** What people, and other programs, do to the group. `at`: seconds since the world began. */
export type Deed = { readonly at: number } & (
  | { readonly does: 'scale'; readonly by: number }
  | { readonly does: 'cancel-refresh' | 'rollback-refresh' | 'start-refresh' | 'make-version' }
  | { readonly does: 'suspend'; readonly process: 'Launch' | 'Terminate' | 'InstanceRefresh'; readonly for: number }
  | { readonly does: 'end-machine' | 'terminate-instance' | 'protect' | 'standby'; readonly which: number }
)

export const operations = [
  'DescribeAutoScalingGroups',
  'DescribeInstanceRefreshes',
  'DescribeTargetHealth',
  'DescribeInstances',
  'DescribeScalingActivities',
  'DescribeLaunchTemplates',
  'DescribeLaunchTemplateVersions',
  'CreateOrUpdateTags',
  'DeleteTags',
  'UpdateAutoScalingGroup',
  'CreateLaunchTemplateVersion',
  'StartInstanceRefresh',
  'RollbackInstanceRefresh',
  'CancelInstanceRefresh',
] as const
export type Operation = (typeof operations)[number]

export const troubles = [
  'throttled',
  'failed',
  'unavailable',
  'severed-before',
  'severed-mid',
  'lost',
  'slow',
  'stale',
  'denied',
  'expired',
] as const
export type Trouble = (typeof troubles)[number]

/** A fault that strikes some calls of one operation (`nth`, from 1), or all calls for a while (seconds since the world began). */
export type Strike = { readonly what: Trouble } & (
  | { readonly operation: Operation; readonly nth: readonly number[] }
  | { readonly from: number; readonly for: number }
)

/** One start of the job. `pause`: seconds before it. */
export interface Start {
  readonly pause: number
  /** Another attempt of the same run, or another run. */
  readonly run: 'same' | 'other'
  /** SIGINT or SIGKILL, so many seconds after the start, or on one call. */
  readonly stop?: { readonly by: 'cancel' | 'kill' } & (
    | { readonly after: number }
    | { readonly on: Operation; readonly nth: number; readonly when: 'before' | 'after' }
  )
}

/** Everything that is random. Times in seconds. */
export interface Trial {
  readonly group: {
    readonly desired: number
    readonly version: '7' | '$Latest' | '$Default'
    readonly healthCheck: 'EC2' | 'ELB'
    readonly grace: number
    readonly warmup: number
    readonly targetGroups: readonly ('web' | 'api')[]
    readonly protectedOnes: number
    readonly standby: number
    /** Room between desired and MaxSize. */
    readonly room: number
  }
  readonly image: { readonly boot: number; readonly nature: Nature }
  readonly inputs: Readonly<Record<string, string>>
  readonly rules: Partial<Rules>
  readonly deeds: readonly Deed[]
  readonly strikes: readonly Strike[]
  readonly starts: readonly Start[]
}
