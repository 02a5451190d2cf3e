/** Estimates the batches and the duration of a refresh. AWS does not document all of it; the assumptions are named below. */

import type { Group } from '../model/group.ts'
import type { Instance } from '../model/instance.ts'
import { capacityOf } from '../model/instance.ts'
import type { Preferences } from '../model/refresh.ts'
import type { Ms } from '../model/time.ts'
import type { GroupWaits } from '../model/waits.ts'

/** In instances. `stay`: stay in service; `size`: replaced at a time; `extra`: launched above the desired capacity; `fewer`: below it. */
export interface Estimate {
  readonly replaced: number
  readonly batches: number
  readonly size: number
  readonly stay: number
  readonly extra: number
  readonly fewer: number
  /** Of the trial before the first instance is replaced; 0 without one. Counted in `length`. */
  readonly trial: Ms
  /** Pauses at checkpoints. */
  readonly pauses: number
  /** Without lifecycle hooks: nobody knows beforehand how soon they are completed. */
  readonly length: Ms
  /** Lifecycle hooks may add as much, if each is completed only as its heartbeat timeout ends. */
  readonly hooks: Ms
  /**
   * With all that the group's own settings allow, and if AWS does not launch above the group's maximum, which is not
   * documented: what a time limit is measured by.
   */
  readonly longest: Ms
}

/** Assumed: from the request to in service. */
export const LAUNCH: Ms = 90_000

/**
 * Minimum in service is rounded up (AWS, RefreshPreferences); the maximum is taken as rounded down, which AWS does not
 * document. With equal bounds one instance at a time is launched first, then one terminated (User Guide, overview).
 * Percentages are of the desired capacity, which may be in units: an instance of the mean weight stands for so many.
 * At a checkpoint AWS pauses, but not at 100 %. Whether a batch that would pass one is cut short there is not
 * documented: it is taken to be, so that a time limit holds either way.
 * Old instances drain while the next ones are launched, so that a drain counts once, at the end; a time limit allows for
 * one in each turn. A Network Load Balancer may be waited for in each turn.
 */
export function estimate(
  due: readonly Instance[],
  { desired, max }: Pick<Group, 'desired' | 'max'>,
  { preferences, waits }: { readonly preferences: Preferences; readonly waits: GroupWaits },
): Estimate {
  const replaced = due.length
  const weight = replaced === 0 ? 1 : capacityOf(due) / replaced
  const least = Math.ceil((desired * preferences.minHealthyPercentage) / 100)
  const most = Math.max(Math.floor((desired * preferences.maxHealthyPercentage) / 100), desired)
  const inInstances = (units: number): number => Math.floor(units / weight)
  const sizeUpTo = (highest: number): number => Math.max(1, inInstances(highest - least))
  const size = sizeUpTo(most)
  const extra = Math.min(replaced, Math.max(inInstances(most - desired), least === desired ? 1 : 0))
  const batches = Math.ceil(replaced / size)
  const pauses = Math.min(
    preferences.checkpoints.filter((percentage) => percentage < 100).length,
    Math.max(0, replaced - 1),
  )
  const { instanceWarmup, checkpointDelay, bakeTime } = preferences
  const turnsBy = (each: number): number => Math.min(replaced, Math.ceil(replaced / each) + pauses)
  const { launchHook, terminationHook, deregistrationDelay, registration } = waits
  // What is healthy by the end of its warm-up has been waited for.
  const batchTime = LAUNCH + Math.max(instanceWarmup, registration)
  const around = pauses * checkpointDelay + bakeTime
  const turns = turnsBy(size)
  const slowest = batchTime + launchHook + deregistrationDelay + terminationHook
  return {
    replaced,
    batches,
    size: Math.min(size, replaced),
    stay: Math.ceil(least / weight),
    extra,
    fewer: Math.min(replaced, inInstances(desired - least)),
    trial: 0,
    pauses,
    length: turns * batchTime + (turns > 0 ? deregistrationDelay : 0) + around,
    hooks: turns * (launchHook + terminationHook),
    longest: turnsBy(sizeUpTo(Math.min(most, Math.max(max, desired)))) * slowest + around,
  }
}

/** Assumed, of a trial that goes well: from its launch until it is gone. Status checks take some minutes. */
const USUAL_TRIAL: Ms = 300_000

/** The estimate with the trial that comes first: at the longest its time limit. */
export function withTrial(guess: Estimate, trial: { readonly limit: Ms } | undefined): Estimate {
  if (!trial) return guess
  const usual = Math.min(USUAL_TRIAL, trial.limit)
  return { ...guess, trial: usual, length: guess.length + usual, longest: guess.longest + trial.limit }
}
