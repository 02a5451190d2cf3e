/**
 * A good image is not taken back for what the group is set to or AWS does by itself: hooks up to an hour, drains, Network
 * Load Balancers, Spot, rebalancing, schedules, protection from the start, a lost zone, brief outages. And no bad one is a
 * success for it. More of them: `npm run proof -- --features`.
 */
import { expect, test } from 'vitest'
import { featureCounts } from './features-met.ts'
import { goodImagesIn, LEAST_SUCCEEDED, tableOfGoodImages } from './good-images.ts'
import { type Broken, prove } from './prove.ts'
import { Tally } from './tally.ts'

/** Among the sixty seeds from here on each feature is often enough. */
const FIRST = 8
const EACH = 15
/** A feature that is seldom met has shown nothing. */
const LEAST = 6
const tally = new Tally()

test.each([0, 1, 2, 3])('random rollouts over groups with features: part %i', { timeout: 300_000 }, async (part) => {
  const broken: Broken[] = []
  for (let i = 0; i < EACH; i++) {
    const found = await prove(FIRST + part * EACH + i, { kind: 'featured', tally })
    if (found) broken.push(found)
  }
  expect(broken).toEqual([])
})

test('most good images get through', () => {
  const found = goodImagesIn(tally.counts)
  expect(found.rollouts).toBeGreaterThan(EACH)
  expect(found.succeeded, tableOfGoodImages(found)).toBeGreaterThanOrEqual(LEAST_SUCCEEDED)
})

test('each feature is met, with good images and with others', () => {
  expect(featureCounts(tally.counts).filter(({ met, good }) => good < LEAST / 2 || met < LEAST)).toEqual([])
})
