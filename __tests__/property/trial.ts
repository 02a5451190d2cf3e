/** One random rollout as plain data: a trial that fails can be written down, shrunk, and given a name. */
import type { Rules } from '../../simulator/aws/world/rules.ts'

/** How an image behaves. Seconds, counted from in service. */
export type Nature =
  | { readonly type: 'good' }
  | { readonly type: 'cannot-launch' }
  | { readonly type: 'launch-cancelled' }
  | { readonly type: 'dies'; readonly after: number }
  | { readonly type: 'never-healthy'; readonly in: 'everywhere' | 'web' | 'api' }
  | { readonly type: 'flaps'; readonly up: number; readonly down: number }
  | { readonly type: 'goes-bad'; readonly after: number }

/** Its id, a Systems Manager parameter, Packer's manifest, the newest of a name. */
export const sources = ['id', 'parameter', 'packer', 'newest'] as const
export type Source = (typeof sources)[number]

/** What people, and other programs, do to the group. `at`: seconds since the world began. */
export type Deed = { readonly at: number } & (
  | { readonly does: 'scale'; readonly by: number }
  | { readonly does: PlainDeed }
  | { readonly does: 'suspend'; readonly process: Suspended; readonly for: number }
  | { readonly does: 'alarm'; readonly for: number }
  | { readonly does: DeedToOne; readonly which: number }
)

/** Processes that people suspend for a while. */
export const suspendable = ['Launch', 'Terminate', 'InstanceRefresh', 'AddToLoadBalancer', 'ReplaceUnhealthy'] as const
export type Suspended = (typeof suspendable)[number]

export const plainDeeds = [
  'cancel-refresh',
  'rollback-refresh',
  'start-refresh',
  'make-version',
  'set-default',
  'save-older',
  'make-plain',
  'make-mixed',
  'narrow-bounds',
  'delete-group',
  'delete-template',
  'delete-new-version',
  'delete-old-version',
  'deregister-image',
  'bring-later-image',
  'move-parameter',
  'delete-parameters',
] as const
export type PlainDeed = (typeof plainDeeds)[number]

/** What is done to the so-manieth instance in service. `end-machine`: EC2 ends it, as a Spot interruption does. `deregister`: from one of its target groups. */
export const deedsToOne = ['end-machine', 'terminate-instance', 'protect', 'standby', 'detach', 'deregister'] as const
export type DeedToOne = (typeof deedsToOne)[number]

export const operations = [
  'DescribeAutoScalingGroups',
  'DescribeInstanceRefreshes',
  'DescribeTargetGroups',
  'DescribeTargetHealth',
  'DescribeImages',
  'DescribeInstances',
  'DescribeScalingActivities',
  'DescribeLaunchTemplates',
  'DescribeLaunchTemplateVersions',
  'DescribeAlarms',
  'GetParameter',
  'RunInstances',
  'CreateOrUpdateTags',
  'DeleteTags',
  'UpdateAutoScalingGroup',
  'CreateLaunchTemplateVersion',
  'ModifyLaunchTemplate',
  'DeleteLaunchTemplateVersions',
  'StartInstanceRefresh',
  'RollbackInstanceRefresh',
  'CancelInstanceRefresh',
] as const
export type Operation = (typeof operations)[number]

/** Rights of docs/iam-policy.json that somebody left out. */
export const rights = [
  'autoscaling:DescribeScalingActivities',
  'autoscaling:RollbackInstanceRefresh',
  'autoscaling:CancelInstanceRefresh',
  'autoscaling:UpdateAutoScalingGroup',
  'autoscaling:DeleteTags',
  'ec2:DescribeImages',
  'ec2:CreateLaunchTemplateVersion',
  'ec2:ModifyLaunchTemplate',
  'ec2:DeleteLaunchTemplateVersions',
  'ec2:RunInstances',
  'elasticloadbalancing:DescribeTargetHealth',
  'iam:PassRole',
  'ssm:GetParameter',
] as const
export type RightName = (typeof rights)[number]

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

/** Connections that neither answer nor break, answers that are not AWS's, a wrong date: `npm run proof -- --disturbed` plays them. */
export const connectionTroubles = [
  'silent-before',
  'silent-after',
  'stalled-before',
  'stalled-after',
  'html-before',
  'html-after',
  'text-before',
  'empty-after',
  'wrong-after',
  'truncated',
  'mislabelled',
  'misdated',
] as const
export type Trouble = (typeof troubles)[number] | (typeof connectionTroubles)[number]

export const services = ['Auto Scaling', 'EC2', 'Elastic Load Balancing v2', 'SSM'] as const
export type ServiceName = (typeof services)[number]

/**
 * A fault that strikes some calls of one operation (`nth`, from 1); all calls, or those of one service, for a while; or
 * all calls for a while from the so-manieth of an operation on. `from` in seconds since the world began, `for` in seconds.
 */
export type Strike = { readonly what: Trouble } & (
  | { readonly operation: Operation; readonly nth: readonly number[] }
  | { readonly from: number; readonly for: number; readonly service?: ServiceName }
  | { readonly since: Operation; readonly nth: number; readonly for: number }
)

/** What else of AWS and the runner may be against a run. */
export interface Disturbance {
  /** The credentials that are in use end, so many seconds since the world began; a user's keys are gone then. */
  readonly sessionEnd: { readonly at: number; readonly how: 'expired' | 'revoked' | 'deleted' } | 'none'
  /** Pages have no more records than this, whatever was asked for. */
  readonly recordsAPage: number | 'as asked'
  /** The runner's clock is so many seconds ahead, or behind if negative. */
  readonly clockAhead: number
}

export const modes = ['deploy', 'rollback', 'plan', 'check'] as const
export type Mode = (typeof modes)[number]

/** One start of the job. `pause`: seconds before it. */
export interface Start {
  readonly pause: number
  /** Another attempt of the same run, or another run. */
  readonly run: 'same' | 'other'
  readonly mode: Mode
  /** SIGINT or SIGKILL, so many seconds after the start, or on one call. */
  readonly stop?: { readonly by: 'cancel' | 'kill' } & (
    | { readonly after: number }
    | {
        readonly on: Operation | 'TerminateInstances' | 'SendCommand'
        readonly nth: number
        readonly when: 'before' | 'after'
      }
  )
}

/** What a group may be set to, and what AWS does by itself, that a good image has nothing to do with. */
export const features = [
  'launch hook',
  'termination hook',
  'long drain',
  'network load balancer',
  'spot interruptions',
  'capacity rebalancing',
  'schedule',
  'retained instances',
  'born protected',
  'zone lost',
  'failed hosts',
  'brief outage',
] as const
export type Feature = (typeof features)[number]

/** Some of them together. Times in seconds, those of what happens since the world began. */
export interface Surroundings {
  /** Until each launch is completed; at most an hour. */
  readonly launchHook: number | 'none'
  /** Until each termination is completed; `unanswered`: its hook times out. */
  readonly terminationHook: number | 'unanswered' | 'none'
  readonly drains: number
  /** Its target groups belong to a Network Load Balancer. */
  readonly isNetwork: boolean
  /** When EC2 gives notice to a Spot instance. */
  readonly interruptions: readonly number[]
  /** When EC2 recommends to replace a Spot instance of a group that rebalances its capacity. */
  readonly recommendations: readonly number[]
  /** When a scheduled action changes the desired capacity, and by how much. */
  readonly schedule: readonly { readonly at: number; readonly by: number }[]
  /** What a termination hook abandons runs on. */
  readonly retains: boolean
  /** New instances are protected from scale-in. */
  readonly bornProtected: boolean
  /** When EC2 has no more capacity in one Availability Zone; it does not come back. */
  readonly zoneLost: number | 'none'
  /** When the host of a new instance fails for good. */
  readonly hostFailures: readonly number[]
}

/** Which features a trial has. */
export const featuresOf = ({
  surroundings: of,
  strikes,
}: Pick<Trial, 'surroundings' | 'strikes'>): readonly Feature[] => {
  if (!of) return []
  const has: Readonly<Record<Feature, boolean>> = {
    'launch hook': of.launchHook !== 'none',
    'termination hook': of.terminationHook !== 'none',
    'long drain': of.drains > 300,
    'network load balancer': of.isNetwork,
    'spot interruptions': of.interruptions.length > 0,
    'capacity rebalancing': of.recommendations.length > 0,
    schedule: of.schedule.length > 0,
    'retained instances': of.retains,
    'born protected': of.bornProtected,
    'zone lost': of.zoneLost !== 'none',
    'failed hosts': of.hostFailures.length > 0,
    'brief outage': strikes.length > 0,
  }
  return features.filter((feature) => has[feature])
}

/** What the script of `verify-on-instance` comes to on each new instance. `takes`: seconds. */
export interface Script {
  readonly end: 'passes' | 'fails' | 'hangs' | 'unmanaged'
  readonly takes: number
}

/** Everything that is random. Times in seconds. */
export interface Trial {
  readonly group: {
    /** One launch template; a mixed instances policy over it, with weights or without; one over two architectures. */
    readonly form: 'template' | 'policy' | 'weights' | 'two-templates'
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
    /** A hook that holds each launch. `after`: seconds until it is answered. */
    readonly hook: { readonly answer: 'CONTINUE' | 'ABANDON' | 'none'; readonly after: number } | 'none'
    /** How long a target group drains. */
    readonly drains: number
    /** A target group that checks nothing is attached as well. */
    readonly unchecked: boolean
    /** A classic load balancer checks the instances as well. */
    readonly classic: boolean
    /** How many of the template's versions carry our marker, each with an image of its own. */
    readonly past: number
    /** What another, empty, group of the same template has saved. */
    readonly sibling: '7' | '$Default' | '$Latest' | 'none'
    /** The template names its image by a parameter; then this is what `ssm-template` says. */
    readonly parameter: 'none' | 'refuse' | 'pin'
    /** Somebody has suspended AddToLoadBalancer: no new instance is registered. */
    readonly unregistered: boolean
    /** How the present image behaves. */
    readonly old: Nature
  }
  /** `from`: what it is asked for by. */
  readonly image: { readonly boot: number; readonly nature: Nature; readonly from: Source }
  /** The user's check: how often it passes before it fails, and how long each takes. */
  readonly check: { readonly passes: number; readonly takes: number } | 'none'
  readonly inputs: Readonly<Record<string, string>>
  readonly account: {
    readonly rules: Partial<Rules>
    /** AWS's token buckets are at work. */
    readonly buckets: boolean
    readonly withheld: RightName | 'none'
    /** No capacity to launch anything, seconds since the world began. */
    readonly shortage: { readonly from: number; readonly for: number } | 'none'
  }
  readonly deeds: readonly Deed[]
  readonly strikes: readonly Strike[]
  /** Missing in the rollouts of every test run. */
  readonly disturbance?: Disturbance
  /** Likewise. */
  readonly surroundings?: Surroundings
  /** Missing: nobody asks for one. */
  readonly script?: Script
  /** The instances are replaced without a new image (`image: current`): `image` says how what is launched from now on fares. Missing: an image is brought. */
  readonly renews?: true
  readonly starts: readonly Start[]
}

/** Nothing that AWS does, and nobody beside the jobs. */
export const isQuiet = ({ deeds, strikes, account, group, disturbance, surroundings }: Trial): boolean =>
  deeds.length + strikes.length === 0 &&
  disturbance === undefined &&
  surroundings === undefined &&
  !account.buckets &&
  account.withheld === 'none' &&
  account.shortage === 'none' &&
  group.hook === 'none' &&
  !group.unregistered &&
  group.old.type === 'good'

/** Whether the jobs are these, each let be. */
export const isOnly = ({ starts }: Trial, ...wanted: readonly Mode[]): boolean =>
  starts.length === wanted.length && starts.every(({ mode, stop }, i) => mode === wanted[i] && !stop)
