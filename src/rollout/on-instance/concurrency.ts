/** On how many instances a script runs at once. Pure. */
import type { Ms } from '../model/time.ts'

/** Until a command is delivered, and its end is read. */
const AROUND: Ms = 15_000

/** A run may take so many times as long as those before. */
const MARGIN = 1.5

/** `all`, `left`: instances of the step, and those that have not passed. `longest`: the longest run so far, also of those that go on. */
export interface Pending {
  readonly all: number
  readonly left: number
  readonly timeLeft: Ms
  readonly longest: Ms
}

/**
 * A tenth of the instances, since a check may burden what serves; more where the rest would not fit into the time that is
 * left, if it takes as long as the longest so far: all of them where no second turn fits.
 */
export function atOnce({ all, left, timeLeft, longest }: Pending): number {
  const turns = Math.floor(timeLeft / (longest * MARGIN + AROUND))
  return turns < 2 ? left : Math.max(Math.ceil(all / 10), Math.ceil(left / turns))
}
