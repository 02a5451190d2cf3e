import { describe, expect, test } from 'vitest'
import { addMixed, bothArchitectures, to } from './mixed-scene.ts'
import { refreshOf, refusalOf, runUntil, scene, versions } from './scene.ts'

const percentages = { MinHealthyPercentage: 100, MaxHealthyPercentage: 120 }

const runs = (group: ReturnType<typeof addMixed>) =>
  group.fleet.live.map(({ launchInfo }) => `${launchInfo.type} ${launchInfo.imageId}`).sort()

describe('a mixed group', () => {
  test('launches each type from its own template', () => {
    const group = addMixed(scene(), bothArchitectures)
    expect(runs(group)).toEqual(['t3.micro ami-1', 't3.micro ami-1', 't4g.micro ami-arm1', 't4g.micro ami-arm1'])
  })

  test('is refreshed to a policy, which it keeps whole when that succeeds', () => {
    const world = scene()
    const group = addMixed(world, bothArchitectures)
    group.startRefresh({ ...to('2', '2'), preferences: percentages })
    runUntil(world.agenda, group, 'InProgress')
    world.agenda.run(60)
    expect(group.configuration.mixed?.overrides[1]?.template?.version).toBe('1')
    runUntil(world.agenda, group, 'Successful')
    expect(runs(group)).toEqual(['t3.micro ami-2', 't3.micro ami-2', 't4g.micro ami-arm2', 't4g.micro ami-arm2'])
    expect(group.configuration).toMatchObject({
      template: { version: '2' },
      mixed: {
        overrides: [{}, { template: { name: 'arm', version: '2' } }],
        distribution: { OnDemandPercentageAboveBaseCapacity: 0 },
      },
    })
  })

  test('uses no policy any more after a refresh to a template alone', () => {
    const world = scene()
    const group = addMixed(world, bothArchitectures)
    group.startRefresh({ template: { name: 'web', version: '2' }, preferences: percentages })
    runUntil(world.agenda, group, 'Successful')
    expect(group.configuration).not.toHaveProperty('mixed')
    expect(runs(group)).toEqual(Array(4).fill('t3.micro ami-2'))
  })

  test('goes back to its policy in a rollback', () => {
    const world = scene()
    const group = addMixed(world, bothArchitectures)
    group.startRefresh({ ...to('2', '2'), preferences: percentages })
    world.agenda.runUntil(world.agenda.now + 3_600_000, () => refreshOf(group).percent >= 50)
    group.rollbackRefresh()
    runUntil(world.agenda, group, 'RollbackSuccessful')
    expect(runs(group).filter((run) => /2$/.test(run))).toEqual([])
  })

  test('skips, per instance, what its own template and type say already', () => {
    const world = scene()
    const group = addMixed(world, bothArchitectures)
    const before = group.fleet.live.filter(({ launchInfo }) => launchInfo.type === 't3.micro')
    group.startRefresh({ ...to('1', '2'), preferences: { ...percentages, SkipMatching: true } })
    runUntil(world.agenda, group, 'Successful')
    expect(group.fleet.live).toEqual(expect.arrayContaining(before))
    expect(runs(group).filter((run) => run.endsWith('arm1'))).toEqual([])
  })

  test('is refused when one of its templates would not launch on its type', () => {
    const world = scene()
    const group = addMixed(world, bothArchitectures)
    const wrong = { template: { name: 'web', version: '2' }, overrides: [{ instanceType: 't4g.micro' }] }
    expect(refusalOf(() => group.startRefresh({ mixed: wrong })).message).toContain("The architecture 'arm64'")
    expect(refusalOf(() => group.startRefresh(to('2', '9'))).message).toContain(
      'Could not find the specified version 9',
    )
  })

  test.each(['$Latest', '$Default'])('with %s in one override cannot roll back', (version) => {
    const world = scene()
    const group = addMixed(world, { overrides: [{ instanceType: 't4g.micro', template: { name: 'arm', version } }] })
    const request = { ...to('2', '2'), preferences: { ...percentages, AutoRollback: true } }
    expect(refusalOf(() => group.startRefresh(request)).code).toBe('ValidationError')
  })

  test('is scaled in by age: the version numbers of two templates say nothing of each other', () => {
    const world = scene()
    const policy = { ...bothArchitectures, overrides: [...bothArchitectures.overrides] }
    const group = addMixed(world, policy, { template: { name: 'web', version: '2' } })
    const [first, , , last] = group.fleet.live
    expect([first?.launchInfo.template.version, last?.launchInfo.template.version]).toEqual(['2', '1'])
    expect(first?.launchInfo.zone).toBe(last?.launchInfo.zone)
    group.setDesired(3)
    world.agenda.run(300)
    expect(group.fleet.live).not.toContain(first)
    expect(group.fleet.live).toContain(last)
  })

  test('buys on demand up to its base, Spot above it', () => {
    const group = addMixed(scene(), {
      ...bothArchitectures,
      distribution: { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 34 },
    })
    expect(group.instances.map(({ launchInfo }) => launchInfo.isSpot)).toEqual([false, false, false, true])
  })

  test('takes the next type where the first is short, and names code and market when all are', () => {
    const world = scene()
    const group = addMixed(world, { ...bothArchitectures, distribution: {} })
    world.account.shortage({ instanceType: 't3.micro' })
    group.setDesired(5)
    world.agenda.run(60)
    expect(runs(group).at(-1)).toBe('t4g.micro ami-arm1')
    world.account.shortage()
    group.setDesired(6)
    world.agenda.run(60)
    expect(group.activities.list(world.agenda.now)[0]?.message).toMatch(
      /^Could not launch On-Demand Instances\. InsufficientInstanceCapacity - We currently do not have sufficient t3\.micro capacity/,
    )
  })
})

describe('weights', () => {
  const weighed = {
    overrides: [
      { instanceType: 'm5.large', weight: 3 },
      { instanceType: 't3.micro', weight: 1 },
    ],
  }

  test('count towards the desired capacity', () => {
    const world = scene()
    const group = addMixed(world, weighed, { desired: 6 })
    expect(group.instances.map(({ launchInfo }) => launchInfo.type)).toEqual(['m5.large', 'm5.large'])
    group.setDesired(7)
    world.agenda.run(60)
    expect(group.fleet.live).toHaveLength(3)
    group.setDesired(4)
    world.agenda.run(300)
    expect(group.fleet.live, 'no more is taken than may be').toHaveLength(2)
  })

  test('a refresh counts capacity in percent and instances that are left', () => {
    const world = scene()
    const group = addMixed(world, weighed, { desired: 12 })
    const mixed = { template: { name: 'web', version: '2' }, overrides: weighed.overrides }
    group.startRefresh({ mixed, preferences: percentages })
    runUntil(world.agenda, group, 'InProgress')
    expect(refreshOf(group)).toMatchObject({ percent: 0, left: 4 })
    world.agenda.runUntil(world.agenda.now + 3_600_000, () => refreshOf(group).percent > 0)
    expect(refreshOf(group)).toMatchObject({ percent: 25, left: 3 })
    runUntil(world.agenda, group, 'Successful')
    expect(versions(group)).toBe('2222')
  })
})

describe('attribute-based selection', () => {
  const byAttributes = { overrides: [{ requirements: { VCpuCount: { Min: 2 }, MemoryMiB: { Min: 8192 } } }] }

  test('launches a type that has what is asked for', () => {
    expect(runs(addMixed(scene(), byAttributes))).toEqual(Array(4).fill('m5.large ami-1'))
  })

  test.each([
    ['a desired configuration', to('2', '2')],
    ['skip matching', { preferences: { SkipMatching: true } }],
  ])('takes no %s', (_what, request) => {
    const group = addMixed(scene(), byAttributes)
    expect(refusalOf(() => group.startRefresh(request)).code).toBe('ValidationError')
    expect(group.startRefresh()).not.toBe('')
  })
})
