import { describe, expect, test } from 'vitest'
import type { Version } from '../../src/rollout/model/launch-template.ts'
import type { Refresh } from '../../src/rollout/model/refresh.ts'
import {
  afterRoll,
  type TemplateUsers,
  unnamedImages,
  unusedVersions,
  versionsInRefreshes,
} from '../../src/rollout/plan/clean-up.ts'
import { deletions } from '../../src/rollout/plan/version-batches.ts'
import { aim, instance, refresh, version, whole } from './fixtures.ts'

const imageOf = (number: number): string => `ami-${String(number).padStart(8, '0')}`
/** A version of ours, made from the one before it unless said. */
const ours = (number: number, from = number - 1): Version =>
  whole(version(number, imageOf(number)), `ami-rollout/1 from=${from} image=${imageOf(number)} sha= run=1`)
const theirs = (number: number, description = ''): Version => whole(version(number, imageOf(number)), description)
const to = (number: number | string, status = 'Successful'): Refresh => refresh(status, { to: aim(number) })

/** Version 1 is by hand, 2 to 10 are ours; the group runs 10, which is the newest; the default is 1. */
const users = (more: Partial<TemplateUsers['history']> = {}, rest: Partial<TemplateUsers> = {}): TemplateUsers => ({
  template: { id: 'lt-1', name: 'web', latest: 10, default: 1 },
  pooled: [],
  others: [],
  ...rest,
  history: {
    saved: ours(10),
    versions: [...Array.from({ length: 9 }, (_, i) => ours(10 - i)), theirs(1)],
    refreshes: [to(10)],
    instances: [instance('i-1', 10), instance('i-2', 10)],
    ...more,
  },
})
const gone = (of: TemplateUsers, keep = 2) => unusedVersions(of, keep).map((each) => each.version)

test('the newest of ours stay, the oldest go first', () => {
  expect(gone(users())).toEqual([2, 3, 4, 5, 6, 7, 8])
  expect(gone(users(), 5)).toEqual([2, 3, 4, 5])
  expect(gone(users(), 9)).toEqual([])
  expect(gone(users(), 999)).toEqual([])
})

test('a version whose trial goes on stays, and the one that it was made from', () => {
  expect(unusedVersions(users(), 2, [5]).map((each) => each.version)).toEqual([2, 3, 6, 7, 8])
})

/** After a roll from version 10. */
const rolled = (before: TemplateUsers, to: number, replaced: ReadonlySet<string>): TemplateUsers =>
  afterRoll(before, { from: ours(10), to: ours(to) }, { replaced, isNoted: false })

describe('stays, because', () => {
  test.each<[why: string, of: TemplateUsers, stays: readonly number[]]>([
    [
      'an instance runs it, and the one that it was made from',
      users({ instances: [instance('i-1', 10), instance('i-2', 5)] }),
      [4, 5],
    ],
    ['an instance in standby runs it', users({ instances: [instance('i-1', 5, { lifecycle: 'Standby' })] }), [4, 5]],
    [
      'an instance that is ending still runs it',
      users({ instances: [instance('i-1', 10), instance('i-2', 5, { lifecycle: 'Terminating:Wait' })] }),
      [4, 5],
    ],
    ['it is the default', users({}, { template: { id: 'lt-1', name: 'web', latest: 10, default: 6 } }), [5, 6]],
    ['the group has it saved', users({ saved: ours(6) }), [5, 6]],
    ['an active refresh leads to it', users({ refreshes: [to(4, 'InProgress')] }), [3, 4]],
    ['another group has it saved', users({}, { others: [{ template: 'lt-1', group: 'api', versions: [7] }] }), [6, 7]],
    [
      'the alias that another group follows means it',
      users(
        {},
        {
          template: { id: 'lt-1', name: 'web', latest: 10, default: 5 },
          others: [{ template: 'lt-1', group: 'api', versions: ['$Default'] }],
        },
      ),
      [4, 5],
    ],
    [
      'a rollback goes there, past versions that did not succeed, along them',
      users({ refreshes: [to(10), to(9, 'Failed'), to(8, 'RollbackSuccessful')] }),
      [7, 8],
    ],
    [
      'a rollback goes there by the history, since no marker leads on',
      users({
        saved: theirs(11),
        versions: [theirs(11), ...users().history.versions],
        refreshes: [to(11), to(10, 'Failed'), to(9, 'Failed'), to(5)],
        instances: [instance('i-1', 11)],
      }),
      [5],
    ],
  ])('%s', (_why, of, stays) => {
    const all = [2, 3, 4, 5, 6, 7, 8]
    expect(gone(of)).toEqual(all.filter((each) => !stays.includes(each)))
  })

  test('it is the latest, whose deletion would move $Latest', () => {
    const versions = [ours(3), ours(2), theirs(1)]
    const only = users({ saved: theirs(1), versions, instances: [], refreshes: [] })
    expect(gone({ ...only, template: { ...only.template, latest: 3 } }, 0)).not.toContain(3)
  })

  test('it is not ours', () => {
    const versions = [
      ours(10),
      ours(9),
      theirs(8),
      theirs(7, 'ami-rollout was here'),
      theirs(6, copied),
      ours(5),
      theirs(1),
    ]
    expect(gone(users({ versions }))).toEqual([5])
  })
})

/** A description that was copied to a version with another image. */
const copied = `ami-rollout/1 from=1 image=${imageOf(99)} sha= run=1`

test('an instance of another template that has the same number keeps nothing', () => {
  const instances = [instance('i-1', 10), instance('i-2', 5, { template: { id: 'lt-2', version: 5 } })]
  expect(gone(users({ instances }))).toContain(5)
})

test('in whatever order EC2 lists versions the oldest go', () => {
  const versions = [ours(3), ours(10), ours(2), theirs(1), ours(9), ours(4)]
  expect(gone(users({ versions }))).toEqual([2, 3, 4])
})

test('a refresh keeps what it leads to of this template, by number or alias', () => {
  const mixed = refresh('InProgress', { to: [{ template: 'lt-2', version: '5' }, ...aim(4)] })
  expect(gone(users({ refreshes: [mixed] }))).toEqual([2, 5, 6, 7, 8])
  const template = { id: 'lt-1', name: 'web', latest: 10, default: 6 }
  expect(versionsInRefreshes([to('$Default', 'InProgress'), to(3, 'Successful')], template)).toEqual([6])
})

test('EC2 deletes at most 200 versions in a call', () => {
  const sizes = (count: number) => deletions(Array.from({ length: count }, (_, i) => i)).map((part) => part.length)
  expect([0, 200, 201, 401].map(sizes)).toEqual([[], [200], [200, 1], [200, 200, 1]])
  expect(deletions([7, 8, 9])).toEqual([[7, 8, 9]])
})

test('a marker that leads to itself ends', () => {
  const versions = [ours(10, 10), ours(9), ours(8), ours(7), theirs(1)]
  expect(gone(users({ saved: ours(10, 10), versions }))).toEqual([7, 8])
})

test('images are candidates when no version that stays names them', () => {
  const shared = { ...theirs(1), image: imageOf(3) }
  const of = users({ versions: [ours(10), ours(9), ours(4), ours(3), ours(2), shared] })
  expect(unnamedImages(of, unusedVersions(of, 2))).toEqual([imageOf(2), imageOf(4)])
})

describe('after a deploy', () => {
  test('the new version is the newest of ours, and the old one its way back', () => {
    const then = rolled(users(), 11, new Set(['i-1', 'i-2']))
    expect(gone(then)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('what instances that were left out run stays', () => {
    const before = users({ instances: [instance('i-1', 10), instance('i-2', 5)] })
    expect(gone(rolled(before, 11, new Set(['i-1'])))).toEqual([2, 3, 6, 7, 8, 9])
    expect(gone(rolled(before, 11, new Set(['i-1', 'i-2'])))).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('the version before stays where only the tag will name it', () => {
    const before = users({ versions: [theirs(11), ...Array.from({ length: 10 }, (_, i) => ours(10 - i))] })
    const to11 = (isNoted: boolean) =>
      afterRoll(before, { from: ours(5), to: theirs(11) }, { replaced: new Set(['i-1', 'i-2']), isNoted })
    expect(gone(to11(true))).not.toContain(5)
    expect(gone(to11(false))).toContain(5)
  })

  test('a version that stood already is not counted twice', () => {
    expect(rolled(users(), 10, new Set()).history.versions).toHaveLength(10)
  })
})
