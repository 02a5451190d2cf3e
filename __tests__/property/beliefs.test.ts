/** Each wrong belief about AWS can be planted. `npm run proof -- --beliefs` plants them, and plays the tests that must contradict each. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { beliefs } from '../../scripts/proof/beliefs.ts'

const source = (file: string): string => readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8')

test.each(beliefs)('can be planted: $name', ({ file, was, becomes, noticedBy }) => {
  expect(source(file).split(was)).toHaveLength(2)
  expect(becomes).not.toBe(was)
  expect(noticedBy.filter((each) => !existsSync(new URL(`../${each.file}`, import.meta.url)))).toEqual([])
})
