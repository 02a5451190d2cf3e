/** Nothing in use is ever archived: random accounts, judged by the world alone. More of them: `npm run proof -- --images`. */
import { expect, test } from 'vitest'
import { playCleanUps, tableOfReasons } from './image-play.ts'

/** Among the worlds from here on each reason is often enough. */
const FIRST = 110
const WORLDS = 60

test('random accounts: nothing in use is archived or deleted, and each reason to keep an image occurs', {
  timeout: 300_000,
}, async () => {
  const { broken, counts, tooSeldom } = await playCleanUps(FIRST, WORLDS)
  console.log(`${WORLDS} clean-ups of images in random accounts:\n${tableOfReasons(counts)}`)
  expect(broken).toEqual([])
  expect(tooSeldom).toEqual([])
})
