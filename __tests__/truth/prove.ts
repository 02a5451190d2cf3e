/** One seed, one random rollout; a rollout that breaks a promise is made as small as it can be. */
import * as fc from 'fast-check'
import { play } from './play.ts'
import { trials } from './random.ts'
import type { Trial } from './trial.ts'

/** A seed that broke promises, with the smallest trial that still does. */
export interface Broken {
  readonly seed: number
  readonly trial: Trial
  readonly promises: readonly string[]
}

const SHRINK = 60_000

/** The trial of a seed, not played. */
export function trialOf(seed: number): Trial {
  const [trial] = fc.sample(trials, { seed, numRuns: 1, unbiased: true })
  if (!trial) throw new Error(`no trial of the seed ${seed}`)
  return trial
}

/** Plays the trial of a seed; `undefined` when every promise was kept. `shrink`: how long a failing trial is made smaller, in ms. */
export async function prove(seed: number, shrink = SHRINK): Promise<Broken | undefined> {
  let until = Number.POSITIVE_INFINITY
  const kept = fc.asyncProperty(trials, async (trial) => {
    if (performance.now() > until) return true
    const { broken } = await play(trial)
    if (broken.length > 0) until = Math.min(until, performance.now() + shrink)
    return broken.length === 0
  })
  const { counterexample } = await fc.check(kept, { seed, numRuns: 1, unbiased: true })
  const [trial] = counterexample ?? []
  return trial && { seed, trial, promises: (await play(trial)).broken }
}
