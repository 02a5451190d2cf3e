import { expect, test } from 'vitest'
import { aliasesOwed, aliasTag, mayGiveBack } from '../../src/rollout/launch-template/alias.ts'

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
    expect(mayGiveBack(alias, saved, pinned(latest, byDefault), proven)).toBe(back)
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
] as const)('the tag value %j of a group with %j owes %j', (value, templates, owed) => {
  expect([...aliasesOwed({ tags: new Map([['ami-rollout:alias', value]]), templates })]).toEqual(owed)
})

test('a group without the tag is owed nothing', () => {
  expect(aliasesOwed({ tags: new Map(), templates: [web] }).size).toBe(0)
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
] as const)('the tag of %j that owes %j is %j', (templates, owed, value) => {
  expect(aliasTag(new Map(owed), templates)).toBe(value)
})
