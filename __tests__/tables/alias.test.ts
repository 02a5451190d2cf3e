import { expect, test } from 'vitest'
import { aliasOwed, mayGiveBack } from '../../src/rollout/alias.ts'

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

test.each([
  ['$Latest', '$Latest'],
  ['$Default', '$Default'],
  ['7', undefined],
  ['', undefined],
] as const)('the tag value %j owes %s', (value, owed) => {
  expect(aliasOwed({ tags: new Map([['ami-rollout:alias', value]]) })).toBe(owed)
})

test('a group without the tag is owed nothing', () => {
  expect(aliasOwed({ tags: new Map() })).toBeUndefined()
})
