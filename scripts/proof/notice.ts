/** Plays random rollouts until one breaks a promise, and names it to its parent; run with a fault planted. */
import { play } from '../../__tests__/property/play.ts'
import { trialOf } from '../../__tests__/property/prove.ts'
import { faults } from './faults.ts'
import type { Notice } from './noticing.ts'

const [runs = 0, first = 0] = process.argv.slice(2).map(Number)
const fault = faults.find(({ name }) => name === process.env['FAULT'])
for (let seed = first; seed < first + runs; seed++) {
  const trial = trialOf(seed)
  if (fault?.where?.(trial) === false) continue
  const { broken } = await play(trial)
  if (broken.length === 0) continue
  const notice: Notice = { seed, promise: broken[0] ?? '' }
  process.send?.(notice)
  break
}
