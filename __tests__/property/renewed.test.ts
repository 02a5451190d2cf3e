/** Random rollouts of `image: current`: every instance goes, and nothing else changes. More: `npm run proof -- --current`. */
import { expect, test } from 'vitest'
import { goodImagesIn } from './good-images.ts'
import { type Broken, prove } from './prove.ts'
import { Tally } from './tally.ts'

const [FIRST, ROLLOUTS] = [11, 6]
/** Rollouts that all end red have shown little. */
const LEAST_SUCCEEDED = 1

test('random rollouts without a new image', { timeout: 300_000 }, async () => {
  const broken: Broken[] = []
  const tally = new Tally()
  for (let seed = FIRST; seed < FIRST + ROLLOUTS; seed++) {
    const found = await prove(seed, { kind: 'renewed', tally })
    if (found) broken.push(found)
  }
  expect(broken).toEqual([])
  const succeeded = goodImagesIn(tally.counts).ends.find(([end]) => end === 'succeeded')?.[1] ?? 0
  expect(succeeded).toBeGreaterThanOrEqual(LEAST_SUCCEEDED)
})
