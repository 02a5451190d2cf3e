/** Plays random rollouts until one breaks a promise, and tells its parent which; run with a fault planted. */
import { prove } from '../../__tests__/truth/prove.ts'
import type { Notice } from './noticing.ts'

const [runs = 0, first = 0] = process.argv.slice(2).map(Number)
for (let seed = first; seed < first + runs; seed++) {
  const broken = await prove(seed, 0)
  if (!broken) continue
  const notice: Notice = { seed, promise: broken.promises[0] ?? '' }
  process.send?.(notice)
  break
}
