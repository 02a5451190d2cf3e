/**
 * How long the group's own settings make AWS wait. A good image is not given up for being slow within these times.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 */
import type { Hook } from './group.ts'
import { type HookNames, hookNamesOf } from './hook-wait.ts'
import type { LaunchEnvironment } from './survey.ts'
import type { TargetGroup } from './target.ts'
import type { Ms } from './time.ts'

/** What a group declares. Plain data: the post step goes on with it. */
export interface GroupWaits {
  /** The longest heartbeat timeout of its lifecycle hooks; 0: it has none there. */
  readonly launchHook: Ms
  readonly terminationHook: Ms
  readonly hookNames: HookNames
  /** The longest deregistration delay. */
  readonly deregistrationDelay: Ms
  /** Until a target that is registered can be healthy, by target group or classic load balancer. */
  readonly timeToHealthy: Readonly<Record<string, Ms>>
  /** Until a target that was unhealthy can be healthy again, likewise. */
  readonly timeToRecover: Readonly<Record<string, Ms>>
  /** Until a target of the slowest Network or Gateway Load Balancer can be healthy: minutes; 0 without one. */
  readonly registration: Ms
}

/** What is not known of a group's waits is taken to be AWS's longest usual one: nothing is rolled back for a guess. */
const UNKNOWN_HOOK: Ms = 3_600_000
const UNKNOWN_DRAIN: Ms = 3_600_000

const MINUTE: Ms = 60_000

/**
 * A Network or Gateway Load Balancer takes minutes to register a target before it checks it (ELB, "a few minutes"; AWS
 * support: 180 to 300 s, aws-load-balancer-controller #1834).
 */
const NETWORK_REGISTRATION: Ms = 5 * MINUTE
/** An Application Load Balancer takes seconds; AWS does not say how many. */
const APPLICATION_REGISTRATION: Ms = MINUTE

/** The waits of a group with these target groups; what could not be read of it is taken to be long. Without surroundings nothing is launched. */
export const waitsOf = (around: LaunchEnvironment | undefined, targetGroups: readonly TargetGroup[]): GroupWaits => ({
  launchHook: around ? longestHook(around.hooks, 'launch') : 0,
  terminationHook: around ? longestHook(around.hooks, 'termination') : 0,
  hookNames: hookNamesOf(around?.hooks),
  deregistrationDelay: around
    ? Math.max(0, ...targetGroups.map(({ arn }) => around.deregistrationDelays.get(arn) ?? UNKNOWN_DRAIN))
    : 0,
  timeToHealthy: Object.fromEntries(
    targetGroups.filter(({ checked }) => checked).map((each) => [each.arn, longestToHealthy(each)]),
  ),
  timeToRecover: Object.fromEntries(
    targetGroups.filter(({ checked }) => checked).map((each) => [each.arn, each.interval * each.healthyThreshold]),
  ),
  registration: Math.max(
    0,
    ...targetGroups.filter(({ checked, balancer }) => checked && balancer === 'network').map(timeToHealthy),
  ),
})

/** Hooks of one transition are waited for side by side. */
const longestHook = (hooks: readonly Hook[] | undefined, at: Hook['at']): Ms =>
  hooks ? Math.max(0, ...hooks.filter((hook) => hook.at === at).map(({ timeout }) => timeout)) : UNKNOWN_HOOK

/**
 * Until a target group can call a new target healthy, if all goes well. An Application Load Balancer asks for one good
 * check; the healthy threshold is for targets that were unhealthy (ALB guide, "Health checks for your target groups").
 */
export const timeToHealthy = ({ balancer, interval, healthyThreshold }: TargetGroup): Ms => {
  switch (balancer) {
    case 'application':
      return interval
    case 'network':
      return NETWORK_REGISTRATION + interval * healthyThreshold
    case 'classic':
      return interval * healthyThreshold
  }
}

/** A target that is still `initial` after so long is one that its load balancer does not get to. */
const longestToHealthy = (targetGroup: TargetGroup): Ms =>
  timeToHealthy(targetGroup) + (targetGroup.balancer === 'network' ? 0 : APPLICATION_REGISTRATION)

const HOURS_48: Ms = 48 * 60 * MINUTE
const MOST_HEARTBEATS = 100

/** However many heartbeats are recorded, an instance waits no longer for a hook than 48 hours or 100 heartbeat timeouts. */
export const longestHookWait = (heartbeatTimeout: Ms): Ms =>
  heartbeatTimeout === 0 ? HOURS_48 : Math.min(HOURS_48, MOST_HEARTBEATS * heartbeatTimeout)
