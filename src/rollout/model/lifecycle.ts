/**
 * Where an instance is in the life of its group. States are AWS's (User Guide, "Amazon EC2 Auto Scaling instance
 * lifecycle"), a warm pool's among them.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 */

const known = [
  'Pending',
  'Pending:Wait',
  'Pending:Proceed',
  'Quarantined',
  'InService',
  'Terminating',
  'Terminating:Wait',
  'Terminating:Proceed',
  'Terminating:Retained',
  'Terminated',
  'Detaching',
  'Detached',
  'EnteringStandby',
  'Standby',
  'ReplacingRootVolume',
  'ReplacingRootVolume:Wait',
  'ReplacingRootVolume:Proceed',
  'RootVolumeReplaced',
  'Warmed:Pending',
  'Warmed:Pending:Wait',
  'Warmed:Pending:Proceed',
  'Warmed:Pending:Retained',
  'Warmed:Terminating',
  'Warmed:Terminating:Wait',
  'Warmed:Terminating:Proceed',
  'Warmed:Terminating:Retained',
  'Warmed:Terminated',
  'Warmed:Stopped',
  'Warmed:Running',
  'Warmed:Hibernated',
] as const

/** The states that AWS documents. */
export type KnownLifecycle = (typeof known)[number]

/** A state that AWS has added since: such an instance is a member that is not in service. */
export type UnknownLifecycle = string & { readonly unknown: 'lifecycle state' }

/** AWS's word for where an instance is in its life. */
export type Lifecycle = KnownLifecycle | UnknownLifecycle

const isKnown = (text: string): text is KnownLifecycle => known.some((state) => state === text)

/** Reads AWS's word, once, where its answer comes in. */
export const lifecycleOf = (text: string): Lifecycle => (isKnown(text) ? text : (text as UnknownLifecycle))

interface Living {
  readonly lifecycle: Lifecycle
}

/** Takes traffic and counts towards the capacity. */
export const isInService = ({ lifecycle }: Living): boolean => lifecycle === 'InService'

/** On its way into service. */
export const isLaunching = ({ lifecycle }: Living): boolean =>
  lifecycle === 'Pending' || lifecycle === 'Pending:Wait' || lifecycle === 'Pending:Proceed'

/** Being ended; a retained one stays until somebody ends it. */
export const isTerminating = ({ lifecycle }: Living): boolean =>
  lifecycle === 'Terminating' ||
  lifecycle === 'Terminating:Wait' ||
  lifecycle === 'Terminating:Proceed' ||
  lifecycle === 'Terminating:Retained'

/** On its way out of the group, or out already: nothing is expected of it. */
export const isLeaving = (living: Living): boolean =>
  isTerminating(living) || isDetaching(living) || living.lifecycle === 'Terminated'

/** Somebody takes it out of the group, or has. */
export const isDetaching = ({ lifecycle }: Living): boolean => lifecycle === 'Detaching' || lifecycle === 'Detached'

/** Somebody has taken it out of service, or does so now. */
export const isStandby = ({ lifecycle }: Living): boolean => lifecycle === 'Standby' || lifecycle === 'EnteringStandby'

/** Kept for later by a warm pool. */
export const isInWarmPool = ({ lifecycle }: Living): boolean => lifecycle.startsWith('Warmed:')

/** A lifecycle hook waits for somebody's word. */
export const isWaitingForHook = ({ lifecycle }: Living): boolean =>
  lifecycle === 'Pending:Wait' || lifecycle === 'Terminating:Wait'
