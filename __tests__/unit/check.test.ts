import { describe, expect, test } from 'vitest'
import { type Drift, driftOf, type Inspection, isAsLastRollout, isDrift } from '../../src/rollout/drift.ts'
import type { Group } from '../../src/rollout/model/group.ts'
import type { Ec2Instance, Instance } from '../../src/rollout/model/instance.ts'
import type { Template, Version } from '../../src/rollout/model/launch-template.ts'
import type { Lifecycle } from '../../src/rollout/model/lifecycle.ts'
import type { Refresh } from '../../src/rollout/model/refresh.ts'
import { aim, group, instance, NEW, named, OLD, refresh, T, v7, v8, version, whole } from './fixtures.ts'

const HOUR = 3_600_000
const ours = (from: number, image: string) => `ami-rollout/1 from=${from} image=${image} sha= run=1`
const seven = whole(v7)
const eight = whole(v8, ours(7, NEW))
const ec2Instance = (image: string, more: Partial<Ec2Instance> = {}): Ec2Instance => ({
  image,
  launched: T - HOUR,
  state: 'running',
  ...more,
})
const done = (to: number, more: Partial<Refresh> = {}): Refresh =>
  refresh('Successful', { to: aim(to), ended: T - HOUR, ...more })

/** Two instances on version 8 with its image, which the last rollout left. */
const inspection = (
  more: Partial<Inspection> & {
    readonly on?: Partial<Group>
    readonly saved?: Version
    readonly template?: Template
  } = {},
): Inspection => {
  const { on, saved = eight, template = { id: saved.id, name: 'web', latest: 8, default: 8 }, ...rest } = more
  return {
    group: group({
      templates: [named('8')],
      instances: [instance('i-1', 8), instance('i-2', 8)],
      ...on,
    }),
    templates: [{ template, saved }],
    versions: [],
    refreshes: [done(8)],
    warmPool: [],
    trials: [],
    ec2Instances: new Map([
      ['i-1', ec2Instance(NEW)],
      ['i-2', ec2Instance(NEW)],
    ]),
    ...rest,
  }
}

test('all on the saved version with its image, as the last rollout left it: in sync', () => {
  const drift = driftOf(inspection())
  expect(drift).toEqual({ saved: [v8], compared: 2, drifted: [], aliasesToRestore: [], trials: [] })
  expect(isDrift(drift)).toBe(false)
})

describe('an instance', () => {
  const second = (of: Instance, image = NEW): Drift =>
    driftOf(
      inspection({
        on: { instances: [instance('i-1', 8), of] },
        ec2Instances: new Map([
          ['i-1', ec2Instance(NEW)],
          ['i-2', ec2Instance(image)],
        ]),
      }),
    )
  const { template: _, ...bare } = instance('i-2', 8)

  test.each<[what: string, of: Instance, image: string, differs: 'version' | 'image' | undefined]>([
    ['on an older version', instance('i-2', 7), OLD, 'version'],
    ['on a newer version', instance('i-2', 9), NEW, 'version'],
    [
      'on the same number of another template',
      instance('i-2', 8, { template: { id: 'lt-2', version: 8 } }),
      NEW,
      'version',
    ],
    ['without a launch template', bare, NEW, 'version'],
    ['on the version, but EC2 says another image', instance('i-2', 8), OLD, 'image'],
    ['in standby on an older version', instance('i-2', 7, { lifecycle: 'Standby' }), OLD, 'version'],
    ['protected on an older version', instance('i-2', 7, { protectedFromScaleIn: true }), OLD, 'version'],
    ['still starting on an older version', instance('i-2', 7, { lifecycle: 'Pending:Wait' }), OLD, 'version'],
    ['on its way out on an older version', instance('i-2', 7, { lifecycle: 'Terminating:Wait' }), OLD, undefined],
    ['unhealthy, but what it should be', instance('i-2', 8, { healthy: false }), NEW, undefined],
  ])('%s', (_what, of, image, differs) => {
    const { drifted } = second(of, image)
    expect(drifted.map((each) => [each.instance, each.differs])).toEqual(differs ? [['i-2', differs]] : [])
  })

  test.each<[Partial<Instance>, string | undefined]>([
    [{ lifecycle: 'Standby' }, 'standby'],
    [{ lifecycle: 'EnteringStandby', protectedFromScaleIn: true }, 'standby'],
    [{ protectedFromScaleIn: true }, 'protected'],
    [{ lifecycle: 'Pending:Wait' }, undefined],
  ])('%o says whether a rollout left it out: %s', (more, leftOut) => {
    const [drifted] = second(instance('i-2', 7, more), OLD).drifted
    expect(drifted?.leftOut).toBe(leftOut)
    if (leftOut === undefined) expect(drifted).not.toHaveProperty('leftOut')
  })

  test('has its age on AWS’s clock', () => {
    expect(second(instance('i-2', 7), OLD).drifted).toEqual([
      {
        instance: 'i-2',
        lifecycle: 'InService',
        differs: 'version',
        template: { id: 'lt-1', version: 7 },
        image: OLD,
        age: HOUR,
      },
    ])
  })

  test('that EC2 does not list is no proof of anything, unless it is still starting', () => {
    const unlisted = (lifecycle: Lifecycle) =>
      driftOf(
        inspection({ on: { instances: [instance('i-1', 8, { lifecycle })] }, ec2Instances: new Map() }),
      ).drifted.map(({ differs }) => differs)
    expect(unlisted('InService')).toEqual(['unknown'])
    expect([unlisted('Pending'), unlisted('Pending:Wait')]).toEqual([[], []])
  })
})

test('an empty group is in sync with its template', () => {
  expect(driftOf(inspection({ on: { instances: [] } }))).toEqual({
    saved: [v8],
    compared: 0,
    drifted: [],
    aliasesToRestore: [],
    trials: [],
  })
})

test('an instance of a warm pool is not compared', () => {
  const instances = [instance('i-1', 8), instance('i-9', 7, { lifecycle: 'Warmed:Stopped' })]
  expect(driftOf(inspection({ on: { instances } }))).toMatchObject({ compared: 1, drifted: [] })
})

describe('the saved template', () => {
  const nine = whole(version(9, OLD), ours(8, OLD))
  const six = whole(version(6, OLD), 'made by hand')
  const all: readonly Version[] = [nine, eight, seven, six]
  const left = (saved: Version, refreshes: readonly Refresh[], versions = all) =>
    driftOf(inspection({ saved, refreshes, versions })).moved?.left[0]?.version

  test.each<[what: string, saved: Version, history: readonly Refresh[], left: number | undefined]>([
    ['is what the last rollout left', eight, [done(8)], undefined],
    ['was moved to an older version by hand', seven, [done(8)], 8],
    ['was moved to a newer version by hand', nine, [done(8)], 8],
    ['nobody ever rolled', seven, [], undefined],
    ['only others ever rolled', six, [done(7)], undefined],
    [
      'is what our last success left, after one that failed',
      eight,
      [{ ...done(9), status: 'Failed' }, done(8)],
      undefined,
    ],
    ['was given back by a rollback to what the newest was made from', seven, [done(7), done(8)], undefined],
    ['went on by a refresh of somebody else’s', six, [done(6), done(9), done(8)], 9],
    ['was moved after a rollback of ours', nine, [done(7), done(8)], 7],
    ['was left by a rollback past a version of ours', seven, [done(7), done(9), done(8)], undefined],
    ['was refreshed without a version named', eight, [refresh('Successful'), done(8)], undefined],
  ])('%s', (_what, saved, history, expected) => {
    expect(left(saved, history)).toBe(expected)
  })

  test('of another template is told by the history of the one that the group had', () => {
    const other = whole({ id: 'lt-2', name: 'api', version: 8, image: NEW })
    expect(left(other, [done(8)])).toBe(8)
  })

  test('is not compared with a version that is gone', () => {
    expect(left(seven, [done(8)], [seven])).toBeUndefined()
  })

  test('a marker that was copied to another image is none of ours', () => {
    expect(left(seven, [done(8)], [whole(v8, ours(7, OLD)), seven])).toBeUndefined()
  })

  test('a marker that leads up or to itself leads nowhere', () => {
    const loop = whole(v8, ours(8, NEW))
    expect(left(seven, [done(7), done(8)], [loop, seven])).toBe(8)
  })

  test('is drift by itself, before any instance was launched from it', () => {
    expect(isDrift(driftOf(inspection({ saved: seven, versions: all, on: { instances: [] } })))).toBe(true)
  })

  test('tells when it was left', () => {
    expect(driftOf(inspection({ saved: seven, versions: all })).moved).toEqual({ left: [v8], ended: T - HOUR })
  })

  test('is known to be as it was left without another look, when it is', () => {
    expect(isAsLastRollout([eight], [done(8)])).toBe(true)
    expect(isAsLastRollout([seven], [])).toBe(true)
    expect(isAsLastRollout([seven], [done(7)])).toBe(false)
    expect(isAsLastRollout([eight], [done(7), done(8)])).toBe(false)
  })
})

describe('an alias that is owed', () => {
  const tags = new Map([['ami-rollout:alias', '$Latest']])

  test('is drift, with what it means now', () => {
    const drift = driftOf(inspection({ on: { tags }, template: { id: 'lt-1', name: 'web', latest: 9, default: 7 } }))
    expect(drift.aliasesToRestore).toEqual([{ saved: v8, alias: '$Latest', means: 9 }])
    expect(isDrift(drift)).toBe(true)
  })

  test('is none while a refresh is at work: the rollout gives it back as it ends', () => {
    expect(isDrift(driftOf(inspection({ on: { tags }, refreshes: [refresh('Baking'), done(8)] })))).toBe(false)
  })
})

describe('while a refresh is at work', () => {
  const nine = whole(version(9, OLD))
  const during = (on: number, image: string, status = 'InProgress') =>
    driftOf(
      inspection({
        on: { instances: [instance('i-1', 8), instance('i-2', on)] },
        ec2Instances: new Map([
          ['i-1', ec2Instance(NEW)],
          ['i-2', ec2Instance(image)],
        ]),
        versions: [nine],
        refreshes: [refresh(status, { to: aim(9) }), done(8)],
      }),
    )

  test.each(['Pending', 'InProgress', 'Baking', 'Cancelling', 'RollbackInProgress'])(
    'instances on what it leads to are on their way: %s',
    (status) => {
      const drift = during(9, OLD, status)
      expect(isDrift(drift)).toBe(false)
      expect(drift.active).toMatchObject({ refresh: { status }, onTarget: 1 })
    },
  )

  test('one that leads to the saved version is no way to anywhere else', () => {
    const refreshes = [refresh('InProgress', { to: aim(8) }), done(8)]
    expect(driftOf(inspection({ refreshes, versions: [eight] })).active).toMatchObject({ onTarget: 0 })
  })

  test('all others are astray as ever, and so are wrong images', () => {
    expect(during(7, OLD).drifted).toMatchObject([{ instance: 'i-2', differs: 'version' }])
    expect(during(9, NEW).drifted).toMatchObject([{ instance: 'i-2', differs: 'image' }])
  })
})
