/**
 * The promises hold in random worlds, whatever AWS, the network, the runner and people do to a rollout. More of them:
 * `npm run proof -- --disturbed`.
 */
import { describe, expect, test } from 'vitest'
import { type Broken, prove } from './prove.ts'

/** The seeds of the rollouts that every test run plays. */
const FIRST = 1
const PARTS = 4
const EACH = 50

describe(`random rollouts from the seeds ${FIRST} to ${PARTS * EACH}`, () => {
  test.each([0, 1, 2, 3])('tell the truth and keep every promise: part %i', { timeout: 300_000 }, async (part) => {
    const broken: Broken[] = []
    for (let i = 0; i < EACH; i++) {
      const found = await prove(FIRST + part * EACH + i, { kind: 'disturbed' })
      if (found) broken.push(found)
    }
    expect(broken).toEqual([])
  })
})
