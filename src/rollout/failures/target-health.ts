import { count, duration, list, targetGroupName } from '../measure.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { healthCommand, stateWords } from './words.ts'

/** A target group in which instances are not healthy, with their states. */
export interface Shortfall {
  readonly targetGroup: string
  readonly instances: readonly string[]
  readonly states: readonly string[]
  /** How many of the instances in service that the target group checks are healthy. */
  readonly healthy: number
  readonly judged: number
}

/** New instances do not become healthy in time, or do not stay healthy. */
export type TargetHealth = { readonly code: 'target-health'; readonly since: Instant } & (
  | { readonly reason: 'unhealthy'; readonly short: readonly Shortfall[]; readonly limitMs: Ms }
  | { readonly reason: 'flapping'; readonly instance: string; readonly flapCount: number; readonly limit: number }
)

/** The row of `target-health`. */
export const targetHealth = (failure: TargetHealth): FailureRow => ({
  action: 'on-failure',
  sentence:
    failure.reason === 'unhealthy'
      ? `Not healthy for longer than ${duration(failure.limitMs)}: ${shortWords(failure.short)}.`
      : `${failure.instance} was healthy and then was not ${failure.flapCount} times, where ${failure.limit} are too many.`,
  nextStep: FIX_HEALTH,
  runAgain: false,
  commands: () =>
    failure.reason === 'unhealthy' ? failure.short.map(({ targetGroup }) => healthCommand(targetGroup)) : [],
})

/** The next step where the target health reason names the cause. */
export const FIX_HEALTH =
  'The target groups tell why instances are not healthy; mend the image, or its health check, then deploy again.'

/** `2 instances in web-tg (i-1 and i-2; unhealthy: Timeout), where 4 of 6 are healthy`, for each target group. */
export const shortWords = (short: readonly Shortfall[]): string =>
  short
    .map(({ targetGroup, instances, states, healthy, judged }) => {
      const instead = [list(instances, 2), ...(states.length > 0 ? [list(states.map(stateWords))] : [])].join('; ')
      return `${count(instances.length, 'instance')} in ${targetGroupName(targetGroup)} (${instead}), where ${healthy} of ${judged} are healthy`
    })
    .join('; ')
