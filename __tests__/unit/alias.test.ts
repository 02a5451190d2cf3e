import { describe, expect, test } from 'vitest'
import {
  aliasTag,
  aliasTagFor,
  isAlias,
  mayRestore,
  meaning,
  taggedAliases,
  versionOf,
} from '../../src/rollout/launch-template/alias.ts'

// The group was pinned to 7 (the old version); the rollout made 8.
const pinned = (latest: number, byDefault: number) => ({ id: 'lt-1', name: 'web', latest, default: byDefault })

test.each([
  // alias, saved, latest, default, proven, given back
  ['$Latest', '8', 8, 7, 8, true, 'success, ours is the newest'],
  ['$Latest', '8', 9, 7, 8, false, 'success, but somebody made a newer one that nobody proved'],
  ['$Latest', '7', 8, 7, 7, false, 'bad end: $Latest would launch the bad image'],
  ['$Latest', '7', 7, 7, 7, true, 'bad end before a version was made'],
  ['$Default', '8', 8, 7, 8, false, 'success, but the default is still the old one'],
  ['$Default', '8', 8, 8, 8, true, 'success, and the default was moved'],
  ['$Default', '7', 8, 7, 7, true, 'bad end: the default is still the old one'],
  ['$Default', '7', 8, 8, 7, false, 'bad end: somebody has moved the default to the bad one'],
  ['$Default', '7', 8, 7, 8, false, 'AWS has not saved the new version on the group'],
] as const)(
  '%s on %s (latest %i, default %i), proven %i → given back: %s (%s)',
  (alias, saved, latest, byDefault, proven, back, _) => {
    expect(mayRestore(alias, saved, pinned(latest, byDefault), proven)).toBe(back)
  },
)

const [web, arm] = [
  { id: 'lt-1', name: 'web', version: '7' },
  { id: 'lt-2', name: 'arm', version: '3' },
]

test.each([
  ['$Latest', [web], [['lt-1', '$Latest']]],
  ['$Default', [web], [['lt-1', '$Default']]],
  [
    '$Latest',
    [web, arm],
    [
      ['lt-1', '$Latest'],
      ['lt-2', '$Latest'],
    ],
  ],
  ['lt-2=$Latest', [web, arm], [['lt-2', '$Latest']]],
  [
    'lt-1=$Default lt-2=$Latest',
    [web, arm],
    [
      ['lt-1', '$Default'],
      ['lt-2', '$Latest'],
    ],
  ],
  ['7', [web], []],
  ['', [web], []],
  ['lt-1=7 lt-2', [web, arm], []],
] as const)('the tag value %j of a group with %j owes %j', (value, templates, aliasesToRestore) => {
  expect([...taggedAliases({ tags: new Map([['ami-rollout:alias', value]]), templates })]).toEqual(aliasesToRestore)
})

test('a group without the tag is owed nothing', () => {
  expect(taggedAliases({ tags: new Map(), templates: [web] }).size).toBe(0)
})

test.each([
  [[web], [['lt-1', '$Latest']], '$Latest'],
  [
    [web, arm],
    [
      ['lt-1', '$Default'],
      ['lt-2', '$Default'],
    ],
    '$Default',
  ],
  [
    [web, arm],
    [
      ['lt-1', '$Default'],
      ['lt-2', '$Latest'],
    ],
    'lt-1=$Default lt-2=$Latest',
  ],
  [[web, arm], [['lt-2', '$Latest']], 'lt-2=$Latest'],
] as const)('the tag of %j that owes %j is %j', (templates, aliasesToRestore, value) => {
  expect(aliasTag(new Map(aliasesToRestore), templates)).toBe(value)
})

describe('the tag that is written before a group is moved to numbers', () => {
  const on = (spec: string, armSpec?: string, value?: string) => ({
    templates: [{ ...web, version: spec }, ...(armSpec === undefined ? [] : [{ ...arm, version: armSpec }])],
    tags: new Map(value === undefined ? [] : [['ami-rollout:alias', value]]),
  })
  test.each([
    ['follows an alias', on('$Latest'), '$Latest'],
    ['follows two', on('$Latest', '$Default'), 'lt-1=$Latest lt-2=$Default'],
    ['follows one, of two templates', on('7', '$Default'), 'lt-2=$Default'],
    ['follows none', on('7', '3'), undefined],
    ['follows none, but is owed one: that stands already', on('7', '3', '$Latest'), undefined],
    ['follows one and is owed the other', on('7', '$Default', 'lt-1=$Latest'), 'lt-1=$Latest lt-2=$Default'],
    ['follows another than it is owed: somebody has changed it', on('$Default', undefined, '$Latest'), '$Default'],
  ])('%s', (_, group, value) => {
    const origin = { run: '42', attempt: 2, until: Date.parse('2026-11-21T04:00:00Z') }
    const written = ' run=42/2 until=2026-11-21T04:00:00Z'
    expect(aliasTagFor(group, origin)).toBe(value === undefined ? undefined : value + written)
  })
})

test('a saved version is a number, or an alias that means one now', () => {
  expect(['$Latest', '$Default', '7'].map(versionOf)).toEqual(['$Latest', '$Default', 7])
  expect(['$Latest', '$Default', '7', ''].map(isAlias)).toEqual([true, true, false, false])
  expect([meaning('$Latest', pinned(9, 4)), meaning('$Default', pinned(9, 4))]).toEqual([9, 4])
})
