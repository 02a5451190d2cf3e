import { describe, expect, test } from 'vitest'
import { retiredNames as retired } from './retired-names.ts'
import { cycles, exportedTwice, folderCycles, retiredNames, tooLong } from './rules.ts'
import { source, sourcesOf } from './sources.ts'

/** The number of lines above which a file has several subjects. */
const LONGEST = 250

describe.each(['src', 'simulator'])('in %s', (folder) => {
  const all = sourcesOf(folder)
  const sources = all.filter(({ path }) => !path.includes('/__tests__/'))

  test('no imports of files run in a circle', () => {
    expect(cycles(sources)).toEqual([])
  })

  test('no imports of folders run in a circle', () => {
    expect(folderCycles(sources)).toEqual([])
  })

  test('no two files export the same name', () => {
    expect(exportedTwice(sources)).toEqual([])
  })

  test('no file is long because it does several things', () => {
    expect(tooLong(all, LONGEST)).toEqual([])
  })

  test('no declared name is a retired one', () => {
    expect(retiredNames(sources, retired)).toEqual([])
  })
})

describe('the rules see', () => {
  test('a circle of folders whose files run in none', () => {
    const sources = [
      source('a/b/one.ts', "import '../c/d/two.ts'"),
      source('a/c/d/two.ts', ''),
      source('a/c/three.ts', "import '../b/four.ts'"),
      source('a/b/four.ts', ''),
    ]
    expect(cycles(sources)).toEqual([])
    expect(folderCycles(sources)).toEqual(['a/b → a/c → a/b'])
  })

  test('no circle where a folder uses what lies beside it', () => {
    const sources = [
      source('a/top.ts', "import './b/one.ts'"),
      source('a/b/one.ts', "import '../shared.ts'"),
      source('a/shared.ts', ''),
    ]
    expect(folderCycles(sources)).toEqual([])
  })

  test('a name that two files export', () => {
    const sources = [
      source('a.ts', 'export const page = 1'),
      source('b.ts', 'export interface page {}'),
      source('c.ts', "export { page } from './a.ts'"),
    ]
    expect(exportedTwice(sources)).toEqual(['page: a.ts, b.ts'])
  })

  test('a file of a line too many', () => {
    expect(tooLong([source('a.ts', `${'\n'.repeat(3)}export {}\n`)], 3)).toEqual(['a.ts: 4 lines'])
  })

  test.each([
    ['export interface Ward {}'],
    ['interface A { readonly Ward: string }'],
    ['class A { #Ward = 1 }'],
    ['class A { get Ward() { return 1 } }'],
    ['export const Ward = 1'],
    ['function Ward() {}'],
    ['type A = { readonly nested: { readonly Ward: 1 } }'],
  ])('a retired name in: %s', (text) => {
    expect(retiredNames([source('a.ts', text)], retired)).toEqual(['a.ts: Ward → GroupView'])
  })

  test('a retired name of a file, and none in a local or in a longer word', () => {
    const text = 'export function forward(Ward: number) { const Ward2 = Ward; let Ward; return { Ward } }'
    expect(retiredNames([source('x/ward.ts', text)], retired)).toEqual(['x/ward.ts: ward → GroupView'])
  })
})
