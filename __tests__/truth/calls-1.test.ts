/** Every call of a third of the stories meets the faults that tell; all of them stand in the tables beside this file, which `npm run proof -- --calls` writes. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { meetFaults, metIn, telling } from './calls.ts'
import { tableFile, third } from './stories.ts'

test.each(third(0))('$title', { timeout: 600_000 }, async (story) => {
  const { met, complaints } = await meetFaults(story, telling)
  expect(complaints).toEqual([])
  const told = metIn(readFileSync(tableFile(story), 'utf8'))
  const isPlayed = ({ call, strike }: (typeof told)[number]) =>
    met.some((one) => one.call === call && one.strike === strike)
  expect(met).toEqual(told.filter(isPlayed))
  expect(new Set(met.map(({ call }) => call))).toEqual(new Set(told.map(({ call }) => call)))
})
