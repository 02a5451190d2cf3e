import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../scripts/build/bundle.ts'
import { type Entry, readContract } from '../../scripts/contract.ts'
import { firstScreen, purposes } from '../../scripts/readme/purposes.ts'
import { inputsPageWith, readmeWith } from '../../scripts/readme/tables.ts'
import { inputNames } from '../../src/inputs/names.ts'
import { isForWatch, unsetInWatch } from '../../src/inputs/watch.ts'
import { outputNames } from '../../src/report/outputs.ts'

const contract = readContract(join(root, 'action.yml'))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const names = (entries: readonly Entry[]) => entries.map(({ name }) => name).sort()

describe('action.yml', () => {
  test('declares exactly the inputs that the action reads', () => {
    expect(names(contract.inputs)).toEqual([...inputNames].sort())
  })

  test('declares exactly the outputs that the action sets', () => {
    expect(names(contract.outputs)).toEqual([...outputNames].sort())
  })

  test('gives the inputs that mode: watch does not take no other values than it takes for unset', () => {
    const { inputs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'))
    const given = inputNames.flatMap((name) =>
      isForWatch(name) || inputs[name].default === undefined ? [] : [[name, String(inputs[name].default)]],
    )
    expect(Object.fromEntries(given)).toEqual(unsetInWatch)
  })

  test('tells for every optional input what applies when it is not set', () => {
    const silent = contract.inputs.filter((input) => !input.required && input.default === undefined)
    expect(names(silent)).toEqual(['image']) // `plan` and `deploy` need it, the other modes do not
  })
})

const tableRows = (page: string) =>
  [...page.matchAll(/<!-- (inputs|outputs) -->\n(.*?)<!-- \/\1 -->/gs)].flatMap(([, , tables = '']) =>
    [...tables.matchAll(/^\| `(.+?)` \|/gm)].map(([, name = '']) => name),
  )

describe('docs/inputs.md', () => {
  const page = readFileSync(join(root, 'docs', 'inputs.md'), 'utf8')

  test("has the tables that action.yml's contract gives", () => {
    expect(inputsPageWith(page, contract)).toBe(page)
  })

  test('names in its tables all inputs and outputs, each once, and no others', () => {
    expect(tableRows(page).sort()).toEqual([...names(contract.inputs), ...names(contract.outputs)].sort())
  })

  test('has a purpose for each input', () => {
    expect(purposes.flatMap((purpose) => purpose.names).sort()).toEqual(names(contract.inputs))
  })
})

describe('the README', () => {
  test("has the tables that action.yml's contract gives", () => {
    expect(readmeWith(readme, contract)).toBe(readme)
  })

  test('shows a dozen inputs and outputs, all of them real', () => {
    expect(tableRows(readme)).toEqual([...firstScreen.inputs, ...firstScreen.outputs])
    expect(tableRows(readme)).toHaveLength(12)
    expect(names(contract.inputs)).toEqual(expect.arrayContaining([...firstScreen.inputs]))
    expect(names(contract.outputs)).toEqual(expect.arrayContaining([...firstScreen.outputs]))
  })

  test('is short: at most 2,000 words with everything in it', () => {
    expect(readme.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(2_000)
  })
})

describe('CONTRIBUTING.md', () => {
  test('gives a reason for every package', () => {
    const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
    const manifest: Record<string, Readonly<Record<string, string>>> = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    )
    const packages = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.keys(manifest[kind] ?? {}),
    )
    const reasons = [...page.matchAll(/^\| (`[^|]+) \| [^|]+ \|$/gm)].flatMap(([, cell]) =>
      [...(cell ?? '').matchAll(/`(.+?)`/g)].map(([, name]) => name),
    )
    expect(packages.filter((name) => !reasons.includes(name))).toEqual([])
  })
})
