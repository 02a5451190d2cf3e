/** A story whose calls meet the faults that tell comes out as its table says; the tables beside this file are written by `npm run proof -- --calls`. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { meetFaults, metIn, telling } from './calls.ts'
import { type Story, tableFile } from './stories.ts'

/** A test of one story. */
export async function meetsItsTable(story: Story): Promise<void> {
  const { calls, met, complaints } = await meetFaults(story, telling)
  expect(complaints).toEqual([])
  const told = metIn(readFileSync(tableFile(story), 'utf8'))
  const isPlayed = ({ call, strike }: (typeof told)[number]) =>
    met.some((one) => one.call === call && one.strike === strike)
  const isInTable = ({ strike }: (typeof met)[number]) => told.some((one) => one.strike === strike)
  expect(met.filter(isInTable)).toEqual(told.filter(isPlayed))
  expect(new Set(calls)).toEqual(new Set(told.map(({ call }) => call)))
}
