import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/build/bundle.ts'
import { type Entry, readContract } from '../../scripts/contract.ts'
import { firstScreen, withTables } from '../../scripts/readme/tables.ts'
import { declared } from '../../src/inputs/names.ts'
import { outputNames } from '../../src/report/outputs.ts'

const contract = readContract(join(root, 'action.yml'))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const names = (entries: readonly Entry[]) => entries.map(({ name }) => name).sort()

describe('action.yml', () => {
  test('declares exactly the inputs that the action reads', () => {
    expect(names(contract.inputs)).toEqual([...declared].sort())
  })

  test('declares exactly the outputs that the action sets', () => {
    expect(names(contract.outputs)).toEqual([...outputNames].sort())
  })

  test('tells for every optional input what applies when it is not set', () => {
    const silent = contract.inputs.filter((input) => !input.required && input.default === undefined)
    expect(names(silent)).toEqual(['image']) // `plan` and `deploy` need it, the other modes do not
  })
})

describe('the README', () => {
  test("has the tables that action.yml's contract gives", () => {
    expect(withTables(readme, contract)).toBe(readme)
  })

  test('names in its tables all inputs and outputs, each once, and no others', () => {
    const rows = [...readme.matchAll(/<!-- ([\w ]+) -->\n(.*?)<!-- \/\1 -->/gs)].flatMap(([, , table]) =>
      [...(table ?? '').matchAll(/^\| `(.+?)` \|/gm)].map(([, name]) => name),
    )
    expect(rows.sort()).toEqual([...names(contract.inputs), ...names(contract.outputs)].sort())
  })

  test('shows six inputs on its first screen, all of them real', () => {
    expect(firstScreen).toHaveLength(6)
    expect(names(contract.inputs)).toEqual(expect.arrayContaining([...firstScreen]))
  })

  test('gives a reason for every package', () => {
    const manifest: Record<string, Readonly<Record<string, string>>> = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    )
    const packages = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.keys(manifest[kind] ?? {}),
    )
    const reasons = [...readme.matchAll(/^\| (`[^|]+) \| [^|]+ \|$/gm)].flatMap(([, cell]) =>
      [...(cell ?? '').matchAll(/`(.+?)`/g)].map(([, name]) => name),
    )
    expect(packages.filter((name) => !reasons.includes(name))).toEqual([])
  })
})
