/** The parts of the bundle: each script belongs to one, and docs/figures.md says how large each is and when it is loaded. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/build/bundle.ts'
import { partOf, parts, rowsOf } from '../../scripts/chunks.ts'

const dist = join(root, 'dist')
const scripts = readdirSync(dist).filter((file) => file.endsWith('.js'))

/** The rows of the table in docs/figures.md. */
const [, section = ''] = readFileSync(join(root, 'docs', 'figures.md'), 'utf8').split('### What is loaded when')
const documented = [...section.matchAll(/^\| (.+?) \| (\d+) \| (\d+) \| (.+?) \|$/gm)].map(
  ([, name = '', files, kB, loaded = '']) => [name, Number(files), Number(kB), loaded] as const,
)

describe('the bundle', () => {
  test('has no script that belongs to no part, and no part without a script', () => {
    expect(scripts.filter((file) => !partOf(dist, file))).toEqual([])
    const held = new Set(scripts.map((file) => partOf(dist, file)))
    expect(parts.filter((part) => !held.has(part)).map(({ name }) => name)).toEqual([])
  })

  test('is told in docs/figures.md: its parts, and when each is loaded', () => {
    const told = (rows: readonly (readonly [string, number, number, string])[]) =>
      rows.map(([name, , , loaded]) => [name, loaded])
    expect(told(documented)).toEqual(told(rowsOf(dist)))
  })

  test.each(rowsOf(dist))('part «%s» is about as large as told', (name, _, kB) => {
    const [, , told = 0] = documented.find(([each]) => each === name) ?? []
    expect(Math.abs(told - kB) / kB).toBeLessThan(0.2)
  })
})
