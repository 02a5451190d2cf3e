/**
 * The lifecycle states of an instance in its group, as AWS documents them (User Guide, "Amazon EC2 Auto Scaling instance
 * lifecycle"), including those of a warm pool.
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

/** A state that AWS may add later. Such an instance counts as a member that is not in service. */
export type UnknownLifecycle = string & { readonly unknown: 'lifecycle state' }

/** An instance's lifecycle state, known or unknown. */
export type Lifecycle = KnownLifecycle | UnknownLifecycle

const isKnown = (text: string): text is KnownLifecycle => known.some((state) => state === text)

/** Converts AWS's text. Only the adapter calls this, when it reads an answer. */
export const lifecycleOf = (text: string): Lifecycle => (isKnown(text) ? text : (text as UnknownLifecycle))

/** Whatever has a lifecycle state. */
export interface Living {
  readonly lifecycle: Lifecycle
}

/** In service: counts towards the capacity and may get traffic. */
export const isInService = ({ lifecycle }: Living): boolean => lifecycle === 'InService'

/** Launching: not in service yet. */
export const isLaunching = ({ lifecycle }: Living): boolean =>
  lifecycle === 'Pending' || lifecycle === 'Pending:Wait' || lifecycle === 'Pending:Proceed'

/** Being ended: AWS finishes that by itself. */
export const isTerminating = ({ lifecycle }: Living): boolean =>
  lifecycle === 'Terminating' || lifecycle === 'Terminating:Wait' || lifecycle === 'Terminating:Proceed'

/** Taken out and kept running by an instance lifecycle policy: it stays, and is billed, until somebody ends it. */
export const isRetained = ({ lifecycle }: Living): boolean => lifecycle === 'Terminating:Retained'

/** Leaving the group or gone from it; the rollout expects nothing of such an instance. */
export const isLeaving = (living: Living): boolean =>
  isTerminating(living) || isRetained(living) || isDetaching(living) || living.lifecycle === 'Terminated'

/** Being detached from the group, or detached. */
export const isDetaching = ({ lifecycle }: Living): boolean => lifecycle === 'Detaching' || lifecycle === 'Detached'

/** In standby, or entering it. */
export const isStandby = ({ lifecycle }: Living): boolean => lifecycle === 'Standby' || lifecycle === 'EnteringStandby'

/** In the warm pool. */
export const isInWarmPool = ({ lifecycle }: Living): boolean => lifecycle.startsWith('Warmed:')

/** Waiting for a lifecycle hook to be completed: up to its time limit, an hour unless set (User Guide, Lifecycle hooks). */
export const isWaitingForHook = ({ lifecycle }: Living): boolean =>
  lifecycle === 'Pending:Wait' || lifecycle === 'Terminating:Wait'
