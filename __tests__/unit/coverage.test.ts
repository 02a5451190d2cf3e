/** Whom a rollout answers for, how many are where they should be, and what the fleet is said to run. */
import { describe, expect, test } from 'vitest'
import { coverage, hasImage, runs } from '../../src/rollout/model/coverage.ts'
import { fleetStatusOf } from '../../src/rollout/model/fleet-status.ts'
import type { Ec2Instance, Instance } from '../../src/rollout/model/instance.ts'
import { capacityOf, unitsOf, warmBy } from '../../src/rollout/model/instance.ts'
import { progress } from '../../src/rollout/model/progress.ts'
import { names } from '../../src/rollout/model/refresh.ts'
import type { Target } from '../../src/rollout/model/target.ts'
import { healthIn } from '../../src/rollout/model/target.ts'
import { aim, instance, look, NEW, operation, preferences, T, targetsOf, v8 } from './fixtures.ts'

const to = { templates: [v8] }
const arm4 = { id: 'lt-2', name: 'arm', version: 4, image: 'ami-0000000000000aa04' }
const armOn = (id: string, version: number) => instance(id, version, { template: { id: 'lt-2', version } })

describe('a refresh goes to a revision when it names each of its versions, and nothing else', () => {
  const both = { templates: [v8, arm4] }
  const [x, arm] = [aim(8), [{ template: 'lt-2', version: '4' }]]
  test.each([
    ['both', [...x, ...arm], both, true],
    ['both in another order', [...arm, ...x], both, true],
    ['one of them', x, both, false],
    ['one more', [...x, ...arm], to, false],
    ['one of them twice', [...x, ...x], both, false],
    ['another version', [...aim(7), ...arm], both, false],
    ['nothing, and nothing is asked', [], { templates: [] }, false],
  ])('%s', (_, named, revision, goes) => {
    expect(names({ to: named }, revision)).toBe(goes)
  })
  test('one that names nothing goes nowhere', () => {
    expect(names({}, to)).toBe(false)
  })
})

describe('where the same version ran before, those count that were launched since', () => {
  const since = { began: T + 400, knownBefore: ['i-known'] }
  test.each([
    ['after it began', instance('i-1', 8, { attached: T + 60_000 }), true],
    ['in the second in which it began', instance('i-1', 8, { attached: T }), true],
    ['before it began', instance('i-1', 8, { attached: T - 1000 }), false],
    ['after it began, by a clock that is wrong', instance('i-known', 8, { attached: T + 60_000 }), false],
    ['when, EC2 does not say', instance('i-1', 8), false],
    ['after it began, of another version', instance('i-1', 7, { attached: T + 60_000 }), false],
  ])('launched %s', (_, each, counts) => {
    expect(runs(each, { ...to, since })).toBe(counts)
    const image: Ec2Instance = { image: NEW, launched: T, state: 'running' }
    expect(hasImage(each, { ...to, since }, new Map([[each.id, image]]))).toBe(counts)
  })

  test('an old one that is protected is left out, a new one is not', () => {
    const old = instance('i-known', 8, { protectedFromScaleIn: true })
    const fresh = instance('i-1', 8, { protectedFromScaleIn: true, attached: T + 60_000 })
    const { covered, leftOut } = coverage([old, fresh], { ...to, since }, preferences)
    expect([covered, leftOut]).toEqual([[fresh], [{ instance: 'i-known', why: 'protected' }]])
  })
})

describe('covered are those in service that the rollout does not leave out', () => {
  const sorted = (instances: readonly Instance[], warm?: (each: Instance) => boolean) => {
    const { covered, onTarget, leftOut } = coverage(instances, to, preferences, warm)
    const ids = (some: readonly Instance[]) => some.map(({ id }) => id).join()
    return [ids(covered), ids(onTarget), leftOut.map(({ instance: id, why }) => `${id} ${why}`).join()]
  }
  test.each<[string, Partial<Instance>, number, readonly string[]]>([
    ['in service on the old version', {}, 7, ['i', '', '']],
    ['in service on the new version', {}, 8, ['i', 'i', '']],
    ['protected, on the old version', { protectedFromScaleIn: true }, 7, ['', '', 'i protected']],
    ['protected, on the new version already', { protectedFromScaleIn: true }, 8, ['i', 'i', '']],
    ['in standby', { lifecycle: 'Standby' }, 7, ['', '', 'i standby']],
    ['entering standby', { lifecycle: 'EnteringStandby' }, 7, ['', '', 'i standby']],
    ['being launched', { lifecycle: 'Pending:Wait' }, 8, ['', '', 'i warming up']],
    ['leaving', { lifecycle: 'Terminating' }, 7, ['', '', '']],
    ['being detached', { lifecycle: 'Detaching' }, 7, ['', '', '']],
    ['in the warm pool', { lifecycle: 'Warmed:Stopped' }, 7, ['', '', '']],
  ])('%s', (_, more, on, expected) => {
    expect(sorted([instance('i', on, more)])).toEqual(expected)
  })

  test('protection counts for nothing where AWS replaces protected instances, or waits for them', () => {
    const protectedOne = instance('i', 7, { protectedFromScaleIn: true })
    for (const scaleInProtectedInstances of ['Refresh', 'Wait'] as const)
      expect(coverage([protectedOne], to, { scaleInProtectedInstances }).covered).toEqual([protectedOne])
  })

  test('one that is not past its warm-up is left out for the moment', () => {
    expect(sorted([instance('i', 8), instance('j', 8)], ({ id }) => id === 'i')).toEqual(['i', 'i', 'j warming up'])
  })

  test('a warm-up is over when it has passed since EC2 launched the instance, and not before EC2 has told of it', () => {
    const ec2Instances = new Map([['i', { image: NEW, launched: T, state: 'running' }]])
    const isWarm = (after: number, id: string) => warmBy(T + after, 60_000, ec2Instances)(instance(id, 8))
    expect([isWarm(59_999, 'i'), isWarm(60_000, 'i'), isWarm(60_000, 'j')]).toEqual([false, true, false])
  })
})

test('an instance has its image when EC2 says that of its own template’s version', () => {
  const ec2Instances = new Map<string, Ec2Instance>([
    ['i', { image: NEW, launched: T, state: 'running' }],
    ['j', { image: arm4.image, launched: T, state: 'running' }],
    ['k', { image: arm4.image, launched: T, state: 'running' }],
  ])
  const both = { templates: [v8, arm4] }
  expect(hasImage(instance('i', 8), both, ec2Instances)).toBe(true)
  expect(hasImage(armOn('j', 4), both, ec2Instances)).toBe(true)
  expect(hasImage(instance('k', 8), both, ec2Instances), 'the image of the other template').toBe(false)
  expect(hasImage(instance('i', 7), both, ec2Instances), 'another version').toBe(false)
  expect(hasImage(instance('unknown', 8), both, ec2Instances)).toBe(false)
})

test('capacity is counted in instances, or in units where any of them has a weight', () => {
  const [plain, heavy] = [instance('i', 7), instance('j', 7, { weight: 3 })]
  expect([unitsOf([plain]), unitsOf([plain, heavy])]).toEqual(['instances', 'units of capacity'])
  expect([capacityOf([]), capacityOf([plain, plain]), capacityOf([plain, heavy])]).toEqual([0, 2, 4])
})

describe('healthy in a target group', () => {
  const target = (state: string, reason?: string): Target => ({
    targetGroup: 'arn:tg/a',
    instance: 'i',
    state,
    ...(reason !== undefined && { reason }),
  })
  const elsewhere = [
    { ...target('healthy'), targetGroup: 'arn:tg/b' },
    { ...target('healthy'), instance: 'j' },
  ]
  test.each<[string, readonly Target[], boolean | undefined]>([
    ['its one target is', [target('healthy')], true],
    ['absent, though it is healthy elsewhere and others are here', elsewhere, false],
    ['initial', [target('initial', 'Elb.RegistrationInProgress')], false],
    ['one of its two ports is not', [target('healthy'), target('unhealthy')], false],
    ['the group is not used, and was used before', [target('unused', 'Target.NotInUse')], false],
    ['unused because its zone is off', [target('unused', 'Target.InvalidState')], false],
    ['checks have been switched off', [target('unavailable', 'Target.HealthCheckDisabled')], false],
    ['one port is not used, the other healthy', [target('unused', 'Target.NotInUse'), target('healthy')], false],
  ])('%s', (_, targets, health) => {
    expect(healthIn('arn:tg/a', 'i', { targets, unjudged: [] })).toBe(health)
  })

  const others = { ...target('healthy'), instance: 'j' }
  test.each<[string, readonly Target[], boolean | undefined]>([
    ['judges nobody still: no load balancer uses it', [target('unused', 'Target.NotInUse')], undefined],
    ['judges nobody still: its checks are off', [target('unavailable', 'Target.HealthCheckDisabled')], undefined],
    ['judges nobody still, not even this one', [], undefined],
    ['judges by now: this one is in a zone that is not used', [others, target('unused', 'Target.NotInUse')], false],
    ['judges by now: healthy', [others, target('healthy')], true],
  ])('a group that judged nobody before %s', (_, targets, health) => {
    expect(healthIn('arn:tg/a', 'i', { targets, unjudged: ['arn:tg/a'] })).toBe(health)
  })
})

test('the progress that a person follows counts only what is in service, and only registered targets', () => {
  const instances = [
    instance('new', 8),
    instance('sick', 8),
    instance('old', 7),
    instance('pending', 8, { lifecycle: 'Pending:Wait' }),
    instance('going', 7, { lifecycle: 'Terminating:Wait' }),
    instance('out', 7, { lifecycle: 'Detaching' }),
    instance('standby', 8, { lifecycle: 'Standby' }),
  ]
  const targets = [
    ...targetsOf(['new', 'old', 'standby']),
    ...targetsOf(['sick'], ['healthy', 'unhealthy']),
    ...targetsOf(['going'], ['draining', 'draining']),
  ]
  expect(progress(look(0, 'InProgress', { instances, targets }), operation)).toEqual({
    total: 3,
    expected: 7,
    onTarget: 2,
    starting: 1,
    leaving: 2,
    retained: 0,
    healthy: 2,
    healthyOnTarget: 1,
    inTargetGroups: [
      { targetGroup: 'arn:tg/a', healthy: 4, registered: 4 },
      { targetGroup: 'arn:tg/b', healthy: 3, registered: 4 },
    ],
  })
})

describe('what the fleet is said to run', () => {
  const [old, fresh] = [instance('i', 7), instance('j', 8)]
  const fleet = (instances: readonly Instance[], savedIsNew = false, back = false) =>
    fleetStatusOf(coverage(instances, to, preferences), savedIsNew, back).fleet
  test.each([
    ['all the new', [fresh], 'new', 'previous'],
    ['none of the new', [old], 'previous', 'new'],
    ['some', [old, fresh], 'mixed', 'mixed'],
  ])('%s: %s; a rollback, whose aim is the previous image, calls it %s', (_, instances, forth, back) => {
    expect([fleet(instances), fleet(instances, true)]).toEqual([forth, forth])
    expect(fleet(instances, false, true)).toBe(back)
  })

  test('an empty group is what its template will launch', () => {
    expect([fleet([], true), fleet([], false)]).toEqual(['new', 'previous'])
    expect([fleet([], true, true), fleet([], false, true)]).toEqual(['previous', 'new'])
  })

  test('by version, the most first; what was not launched from a template is counted too', () => {
    const { template: _, ...bare } = instance('k', 0)
    const instances = [old, fresh, instance('l', 8), bare, armOn('m', 8), instance('n', 8), armOn('o', 8)]
    expect(fleetStatusOf(coverage(instances, to, preferences), false)).toMatchObject({
      covered: 7,
      onTarget: 3,
      runs: [
        { template: { id: 'lt-1', version: 8 }, instances: 3 },
        { template: { id: 'lt-2', version: 8 }, instances: 2 },
        { template: { id: 'lt-1', version: 7 }, instances: 1 },
        { instances: 1 },
      ],
    })
  })
})
