/**
 * The promises hold in random worlds, whatever AWS, the network, the runner and people do to a rollout. More of them:
 * `npm run proof -- --disturbed`.
 */
import { describe, expect, test } from 'vitest'
import { type Broken, prove } from './prove.ts'

const EACH = 50

/** Tests of a hundred disturbed rollouts, from this seed on. */
export function hundredFrom(first: number): void {
  describe(`random rollouts from the seeds ${first} to ${first + 2 * EACH - 1}`, () => {
    test.each([0, 1])('tell the truth and keep every promise: part %i', { timeout: 300_000 }, async (part) => {
      const broken: Broken[] = []
      for (let i = 0; i < EACH; i++) {
        const found = await prove(first + part * EACH + i, { kind: 'disturbed' })
        if (found) broken.push(found)
      }
      expect(broken).toEqual([])
    })
  })
}
