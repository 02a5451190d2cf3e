/** `npm run mutate` plants every fault behind a switch: with all of them off a module must mean what it meant. */
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { choose } from '../../scripts/mutate/choose.ts'
import { constantsSeen } from '../../scripts/mutate/constants.ts'
import { plant } from '../../scripts/mutate/plant.ts'
import { reportOf } from '../../scripts/mutate/report.ts'

const planted = (text: string) =>
  plant('x.ts', text, { first: 1, constants: constantsSeen('x.ts', new Map([['x.ts', text]])) })
/** What the text comes to with one fault switched on; 0 for none. */
const meaning = (text: string, fault = 0): unknown =>
  runInNewContext(`${planted(text).text}; JSON.stringify(answer())`, { __planted: (id: number) => id === fault })
const plain = (text: string): unknown => runInNewContext(`${text}; JSON.stringify(answer())`)

const texts: readonly (readonly [string, string])[] = [
  [
    'an else stays with its if',
    'const answer = () => { const all = []; for (const each of [1, [2], "3"]) if (Array.isArray(each)) for (const one of each) all.push(one); else if (each === 1) all.push("one"); else all.push(each); return all }',
  ],
  [
    'an optional chain stays whole',
    'const of = undefined; const answer = () => of?.some((each) => each.x > 1)?.y ?? [of?.length ?? 0]',
  ],
  [
    'a shorthand has the constant for its value',
    'const LIMIT = 3; const answer = () => { const { LIMIT: it } = { LIMIT }; return { LIMIT, it } }',
  ],
  [
    'what is assigned to stays a place',
    'const answer = () => { let a = 1; const o = { n: 1 }; a += 2; o.n = a; o["m"] = a - 1; return [a, o] }',
  ],
  [
    'defaults and patterns stay as they are',
    'const answer = ({ a = 1, b: [c = 2] = [] } = {}) => [a, c].map((x, i) => x * i + 1)',
  ],
  ['a template with a tag', 'const tag = (parts) => parts.raw[0] + "!"; const answer = () => tag`ab`'],
]

describe('with every fault off', () => {
  test.each(texts)('%s', (_, text) => {
    expect(meaning(text)).toBe(plain(text))
    expect(planted(text).faults.length).toBeGreaterThan(0)
  })
})

test('each fault is another meaning where it can be seen', () => {
  const text = 'const MOST = 3; const answer = () => [MOST === 3, true, "a", [1].concat([5, 3].filter((x) => x > 3))]'
  const unseen = planted(text).faults.filter(({ id }) => meaning(text, id) === plain(text))
  expect(unseen.map(({ was, text: instead }) => `${was} → ${instead}`)).toEqual([])
})

test('a list that a module makes as it is loaded is without each of its members in turn', () => {
  const modules = new Map([
    ['rules.ts', 'export const rules = [1, 2]; export const words = new Set(["a", "b"]); const hidden = 1'],
    ['deep/use.ts', 'import { rules, words as those } from "../rules.ts"; const rules2 = 3'],
  ])
  expect(Object.fromEntries(constantsSeen('deep/use.ts', modules))).toEqual({
    rules: ['rules.toSpliced(0, 1)', 'rules.toSpliced(1, 1)'],
    rules2: ['6'],
  })
})

test('only what people read hangs on wording', () => {
  const text = 'const f = (n) => [{ rule: "none", says: n > 1 ? "many" : "one" }, "two words", "word"]'
  const wording = planted(text).faults.filter(({ isWording }) => isWording)
  expect(new Set(wording.map(({ was }) => was))).toEqual(
    new Set(['n > 1 ? "many" : "one"', 'n > 1', '1', '"many"', '"one"', '"two words"']),
  )
})

test('a fault is tried first by what comes upon the most of its module, two of a file, then by others', () => {
  const [fault] = planted('const f = () => 1').faults
  const faults = fault ? [1, 2, 3].map((id) => ({ ...fault, id })) : []
  const reach = (test: string, file: string, met: readonly number[]) => ({ test, name: test, file, met, ms: 1 })
  const reaches = [reach('a', 'x', [1, 2, 3]), reach('b', 'x', [1, 2]), reach('c', 'x', [1, 2]), reach('d', 'y', [1])]
  expect(choose(faults, reaches, { from: 0, tries: 1 })).toEqual({ a: [1, 2, 3] })
  expect(choose(faults, reaches, { from: 1, tries: 2 })).toEqual({ b: [1, 2], d: [1], c: [2] })
})

test('a fault that no test comes upon counts as not noticed', () => {
  const { faults } = planted('const f = () => 1')
  const [first] = faults
  const measured = {
    faults,
    met: new Set([1]),
    notices: new Map(first ? [[first.id, { by: 'a', how: 'failed' } as const]] : []),
    spoils: [],
  }
  expect(reportOf({ ...measured, minutes: 1 })).toContain('| x.ts | 2 | 1 | 0 | 1 | 50.0 % |  |')
})
