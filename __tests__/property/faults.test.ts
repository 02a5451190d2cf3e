/** The truth test can fail: every fault of the list is noticed. `npm run proof -- --faults` writes the table again. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { faults } from '../../scripts/proof/faults.ts'

const source = (file: string): string => readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8')
const table = readFileSync(new URL('faults.golden.md', import.meta.url), 'utf8')
const rows = table.split('\n').flatMap((line) => {
  const [name = '', seed = '', by = ''] = line
    .split('|')
    .slice(1)
    .map((cell) => cell.trim())
  return line.startsWith('| ') && name !== 'fault' && name !== '---' ? [{ name, seed, by }] : []
})

test.each(faults)('can be planted: $name', ({ file, was }) => {
  expect(source(file).split(was)).toHaveLength(2)
})

test('the table tells of each fault what noticed it', () => {
  expect(rows.map(({ name }) => name)).toEqual(faults.map(({ name }) => name))
  expect(rows.filter(({ by }) => by === '')).toEqual([])
})

test.each(faults.flatMap(({ elsewhere = '' }) => /[\w-]+\/[\w-]+\.test\.ts/.exec(elsewhere) ?? []))(
  '%s, which notices what random rollouts do not, is there',
  (file) => {
    expect(existsSync(new URL(`../${file}`, import.meta.url))).toBe(true)
  },
)
