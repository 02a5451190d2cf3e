import { count, duration, list, targetGroupName } from '../measure.ts'
import { isClassic } from '../model/target.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { GONE, healthCommand } from './words.ts'

/** A target group in which instances are not healthy, with their states. */
export interface Shortfall {
  readonly targetGroup: string
  readonly instances: readonly string[]
  readonly states: readonly string[]
  /** How many of the instances in service that the target group checks are healthy. */
  readonly healthy: number
  readonly judged: number
}

/** Whose doing it is. `not-judged`: load balancers do not use the targets any more. `not-registered`: they have not begun to check them. */
export type UnhealthyReason = 'unhealthy' | 'not-judged' | 'not-registered'

/** New instances are not healthy in time, or do not stay healthy. */
export type TargetHealth = { readonly code: 'target-health'; readonly since: Instant } & (
  | {
      readonly reason: UnhealthyReason
      readonly short: readonly Shortfall[]
      readonly limitMs: Ms
    }
  | { readonly reason: 'flapping'; readonly instance: string; readonly flapCount: number; readonly limit: number }
)

/** The row of `target-health`. */
export const targetHealth = (failure: TargetHealth): FailureRow => ({
  action: 'on-failure',
  sentence:
    failure.reason === 'flapping'
      ? `${failure.instance} was healthy and then was not, ${failure.flapCount} times (limit ${failure.limit}).`
      : `${late[failure.reason]} for longer than ${duration(failure.limitMs)}: ${shortWords(failure.short)}.`,
  nextStep: healthSteps[failure.reason],
  ...goneStep(failure.reason),
  runAgain: failure.reason === 'not-registered',
  commands: () =>
    failure.reason === 'flapping' ? [] : failure.short.map(({ targetGroup }) => healthCommand(targetGroup)),
})

const late = {
  unhealthy: 'Not healthy',
  'not-judged': 'Not used by the load balancer, so not healthy,',
  'not-registered': 'Not registered with the load balancer',
} as const

/** What to do where target groups know the cause. */
export const FIX_HEALTH =
  'The target groups show why instances are not healthy. Fix the image or its health check, then deploy again.'

/** What to do about it. */
export const healthSteps: Readonly<Record<TargetHealth['reason'], string>> = {
  unhealthy: FIX_HEALTH,
  flapping: FIX_HEALTH,
  'not-judged':
    'This is not the image’s doing: the load balancer has stopped judging these targets. Give the target group its listener or rule back, enable the zone for the load balancer, or switch its health checks on again; then deploy again.',
  'not-registered':
    'This is not the image’s doing: the load balancer has not begun to check these targets. See whether the group registers new instances (its process AddToLoadBalancer) and whether somebody takes them out; then run again.',
}

/** What the image does is gone with its instances; what a load balancer does to every target is still to be seen. */
export const goneStep = (reason: TargetHealth['reason']): Pick<FailureRow, 'onceGone'> =>
  reason === 'unhealthy' || reason === 'flapping' ? { onceGone: GONE } : {}

/** `2 of 6 instances in target group web-tg (i-1 and i-2; unhealthy: Timeout); 4 are healthy`, for each target group. */
export const shortWords = (short: readonly Shortfall[]): string =>
  short
    .map(({ targetGroup, instances, states, healthy, judged }) => {
      const instead = [list(instances, 2), ...(states.length > 0 ? [list(states)] : [])].join('; ')
      const total = Math.max(judged, instances.length)
      return `${instances.length} of ${count(total, 'instance')} in ${isClassic(targetGroup) ? 'load balancer' : 'target group'} ${targetGroupName(targetGroup)} (${instead}); ${healthy} ${healthy === 1 ? 'is' : 'are'} healthy`
    })
    .join('; ')
