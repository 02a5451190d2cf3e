import { duration } from '../measure.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { goneStep, healthSteps, type Shortfall, shortWords, type UnhealthyReason } from './target-health.ts'
import { activities, healthCommand } from './words.ts'

/** Healthy capacity is below the minimum of the preferences, and unhealthy or missing new instances are part of the gap. */
export interface BelowMinimum {
  readonly code: 'below-minimum'
  /** Set where the group counts weighted capacity instead of instances. */
  readonly units?: 'units of capacity'
  readonly healthy: number
  readonly minimum: number
  readonly short: readonly Shortfall[]
  readonly cause: UnhealthyReason
  readonly since: Instant
  readonly limitMs: Ms
}

/** The row of `below-minimum`. */
export const belowMinimum = ({ units, healthy, minimum, short, cause, limitMs }: BelowMinimum): FailureRow => ({
  action: 'on-failure',
  sentence: `Only ${healthy} ${units ?? 'instances'} are healthy (minimum ${minimum}), for longer than ${duration(limitMs)}.${short.length > 0 ? ` Not healthy: ${shortWords(short)}.` : ''}`,
  nextStep: healthSteps[cause],
  ...(short.length > 0 && goneStep(cause)),
  runAgain: false,
  commands: (group) =>
    short.length > 0 ? short.map(({ targetGroup }) => healthCommand(targetGroup)) : activities(group),
})
