import { describe, expect, test } from 'vitest'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import { rollbackTargetOf, type TemplateHistory } from '../../src/rollout/launch-template/rollback-target.ts'
import type { Refresh } from '../../src/rollout/model/refresh.ts'
import { aim, instance, NEW, OLD, refresh, T, version, whole } from './fixtures.ts'

const run = { id: '1', sha: '' }
const made = (number: number, from: number) => whole(version(number, NEW), describeVersion(from, NEW, run))
const byHand = (number: number) => whole(version(number, OLD))
const rolled = (number: number, status = 'Successful'): Refresh =>
  refresh(status, { id: `r-${number}-${status}`, to: aim(number), began: T })

/** A template whose versions 5 to 7 were made by hand, 8 and 9 by us, each from the one before; all on `on`. */
const past = (on: number, refreshes: readonly Refresh[], more: Partial<TemplateHistory> = {}): TemplateHistory => {
  const versions = [byHand(5), byHand(6), byHand(7), made(8, 7), made(9, 8)]
  const saved = versions.find((each) => each.version === on) ?? byHand(7)
  return { saved, versions, refreshes, instances: [instance('i-1', on), instance('i-2', on)], ...more }
}
const rollbackTarget = (of: TemplateHistory, to: Parameters<typeof rollbackTargetOf>[1] = 'previous') => {
  const found = rollbackTargetOf(of, to)
  return found.type === 'version' ? [found.version.version, found.why] : [found.type]
}

describe('previous', () => {
  test.each([
    ['our chain', past(9, [rolled(9), rolled(8)]), [8, 'chain']],
    ['our chain, the history too old to name it', past(9, []), [8, 'chain']],
    ['past one whose rollout failed', past(9, [rolled(9), rolled(8, 'Failed')]), [7, 'chain']],
    ['past one that was cancelled', past(9, [rolled(9), rolled(8, 'Cancelled')]), [7, 'chain']],
    ['past one that was rolled back', past(9, [rolled(9), rolled(8, 'RollbackSuccessful')]), [7, 'chain']],
    ['one that failed first and succeeded then', past(9, [rolled(9), rolled(8), rolled(8, 'Failed')]), [8, 'chain']],
    ['one that is being gone to just now', past(9, [rolled(8, 'InProgress'), rolled(9)]), [8, 'chain']],
    ['after a rollback to 8: further back', past(8, [rolled(8), rolled(9), rolled(8)]), [7, 'chain']],
    [
      'no marker: the newest lower one that a successful refresh named',
      past(7, [rolled(5), rolled(6, 'Failed')]),
      [5, 'history'],
    ],
    ['no marker, nothing lower succeeded', past(7, [rolled(9), rolled(6, 'Failed')]), ['none']],
    ['no marker and no history', past(7, []), ['none']],
    [
      'a mixed fleet: from the newest that anything runs',
      past(7, [], { instances: [instance('i-1', 7), instance('i-2', 8)] }),
      [7, 'chain'],
    ],
    ['the saved template is ahead of the fleet', past(9, [], { instances: [instance('i-1', 8)] }), [8, 'chain']],
    ['where the tag says it came from', past(7, [rolled(6), rolled(5)], { last: { from: 5, to: 7 } }), [5, 'chain']],
    [
      'nowhere by the tag of a rollout that replaced the instances alone',
      past(7, [rolled(6), rolled(5)], { last: { from: 7, to: 7 } }),
      [6, 'history'],
    ],
    ['no marker: of several lower ones the newest', past(7, [rolled(5), rolled(6)]), [6, 'history']],
  ] as const)('%s', (_, of, expected) => {
    expect(rollbackTarget(of)).toEqual(expected)
  })

  test('a run that was run again when its parameter had changed has made two versions, and both are ours', () => {
    const next = 'ami-0b5eac1ed7a1e5003'
    const again = whole(version(9, next), describeVersion(7, next, run))
    expect(rollbackTarget({ ...past(9, []), versions: [byHand(7), made(8, 7), again], saved: again })).toEqual([
      7,
      'chain',
    ])
  })

  test('a description that somebody forged leads in no circle', () => {
    const circle = [byHand(7), made(8, 8), made(9, 12)]
    expect(rollbackTarget({ ...past(8, [rolled(8, 'Failed')]), versions: circle, saved: made(8, 8) })).toEqual(['none'])
    expect(rollbackTarget({ ...past(9, []), versions: circle, saved: made(9, 12) })).toEqual(['none'])
  })
})

describe('asked for', () => {
  test.each([
    [5, [5, 'asked']],
    [99, ['none']],
    [`ami-${OLD.slice(4)}`, ['image']],
    [`ami-${NEW.slice(4)}`, [9, 'newest-with-image']],
  ] as const)('%s', (to, expected) => {
    expect(rollbackTarget(past(9, [rolled(9), rolled(8)]), to)).toEqual(expected)
  })

  test('an image: the newest version with it that ran', () => {
    expect(rollbackTarget(past(7, [rolled(8)]), `ami-${NEW.slice(4)}`)).toEqual([8, 'newest-with-image'])
  })

  test('an image that runs now, though no history names its version', () => {
    const of = past(9, [], { instances: [instance('i-1', 9), instance('i-2', 5)] })
    expect(rollbackTarget(of, `ami-${OLD.slice(4)}`)).toEqual([5, 'newest-with-image'])
  })

  test('of many others the newest ten are named', () => {
    const versions = Array.from({ length: 15 }, (_, i) => byHand(i + 1))
    const none = rollbackTargetOf({ ...past(7, []), versions, saved: byHand(15), instances: [] }, 'previous')
    expect(none.type === 'none' && none.candidates.map((each) => each.version)).toEqual([
      14, 13, 12, 11, 10, 9, 8, 7, 6, 5,
    ])
  })

  test('nothing found: all others are named, the newest first', () => {
    const none = rollbackTargetOf(past(7, []), 'previous')
    expect(none).toMatchObject({
      type: 'none',
      candidates: [{ version: 9 }, { version: 8 }, { version: 6 }, { version: 5 }],
    })
  })
})

describe('versions that name their image by a parameter', () => {
  const named = { ...byHand(7), image: 'resolve:ssm:/web/ami' }
  const versions = [named, made(8, 7), made(9, 8)]

  test('are walked past: AWS starts no refresh to them', () => {
    expect(rollbackTarget({ ...past(9, []), versions, saved: made(9, 8) })).toEqual([8, 'chain'])
    expect(rollbackTarget({ ...past(8, []), versions, saved: made(8, 7) })).toEqual(['none'])
  })

  test('cannot be asked for, and are no candidates', () => {
    expect(rollbackTargetOf({ ...past(9, []), versions, saved: made(9, 8) }, 7)).toMatchObject({
      type: 'none',
      parameter: '/web/ami',
      candidates: [{ version: 8 }],
    })
  })
})
