/** What docs/proof.md counts is what stands in the tables beside this file. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { read } from '../repo/fences.ts'
import { metIn } from './calls.ts'
import { stories, tableFile } from './stories.ts'

/** By its row in the page, how an end is told in the tables. The first that fits. */
const ends: readonly (readonly [row: string, isSo: RegExp])[] = [
  ['as without a fault', /^·$/],
  ['… and one warning, for a final step or a read that it can do without', /^·, warned$/],
  ['refused, nothing changed', /^refused\b/],
  ['failed, and says what AWS goes on doing', /^failed\b.*AWS goes on$/],
  ['failed, AWS at rest', /^failed\b/],
]

test('the ends of every fault on every call', () => {
  const cells = stories.flatMap((story) => metIn(readFileSync(tableFile(story), 'utf8')).map(({ cell }) => cell))
  const called = cells.map((cell) => ends.find(([, isSo]) => isSo.test(cell))?.[0] ?? 'anything worse')
  const page = read('docs/proof.md')
  const times = [...ends.map(([row]) => row), 'anything worse'].map((row) => {
    const count = called.filter((name) => name === row).length
    return `| ${row} | ${count.toLocaleString('en')} |`
  })
  expect(times.filter((row) => !page.includes(row))).toEqual([])
  expect(page).toContain(`${cells.length.toLocaleString('en')} faults on the calls of ${stories.length} stories`)
})
