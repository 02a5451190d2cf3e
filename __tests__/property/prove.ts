/** One seed, one random rollout; a rollout that breaks a promise is made as small as it can be. */
import * as fc from 'fast-check'
import { play } from './play.ts'
import { disturbedTrials, featuredTrials, renewedTrials, trials, triedTrials } from './random.ts'
import type { Tally } from './tally.ts'
import type { Trial } from './trial.ts'

/** A seed that broke promises, with the smallest trial that still does. */
export interface Broken {
  readonly seed: number
  readonly trial: Trial
  readonly promises: readonly string[]
}

/**
 * What is played. `disturbed`: with the faults that are not in the rollouts of every test run. `featured`: over groups with features
 * of AWS's own. `tried`: with a trial before the rollout. `renewed`: without a new image (`image: current`).
 */
export type Kind = 'usual' | 'disturbed' | 'featured' | 'tried' | 'renewed'
const arbitraries: Readonly<Record<Kind, fc.Arbitrary<Trial>>> = {
  usual: trials,
  disturbed: disturbedTrials,
  featured: featuredTrials,
  tried: triedTrials,
  renewed: renewedTrials,
}

/** `shrink`: how long a failing trial is made smaller, in ms. `tally`: counts the faults of the trial itself. */
export interface ProveOptions {
  readonly kind?: Kind
  readonly shrink?: number
  readonly tally?: Tally
}

const SHRINK = 60_000

/** The trial of a seed, not played. */
export function trialOf(seed: number, kind: Kind = 'usual'): Trial {
  const [trial] = fc.sample(arbitraries[kind], { seed, numRuns: 1, unbiased: true })
  if (!trial) throw new Error(`no trial of the seed ${seed}`)
  return trial
}

/** Plays the trial of a seed; `undefined` when every promise was kept. */
export async function prove(
  seed: number,
  { kind = 'usual', shrink = SHRINK, tally }: ProveOptions = {},
): Promise<Broken | undefined> {
  let until = Number.POSITIVE_INFINITY
  let isFirst = true
  const kept = fc.asyncProperty(arbitraries[kind], async (trial) => {
    if (performance.now() > until) return true
    // Smaller trials of a seed that failed are no rollouts of their own.
    const { broken } = await play(trial, isFirst ? tally : undefined)
    isFirst = false
    if (broken.length > 0) until = Math.min(until, performance.now() + shrink)
    return broken.length === 0
  })
  const { counterexample } = await fc.check(kept, { seed, numRuns: 1, unbiased: true })
  const [trial] = counterexample ?? []
  return trial && { seed, trial, promises: (await play(trial)).broken }
}
