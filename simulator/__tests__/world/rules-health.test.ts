import { expect, test } from 'vitest'
import { impaired, initializing, losesVolume, neverHealthy, withoutData } from '../../aws/world/behaviour.ts'
import { failHost } from '../../aws/world/host-failure.ts'
import type { GroupSpec } from '../../aws/world/specification.ts'
import { statusChecksOf } from '../../aws/world/status-checks.ts'
import { provesDuration, provesRule, provesSwitch } from './proves.ts'
import { elapsed, refreshOf, refreshTo2, runUntil, scene } from './scene.ts'

type Different = NonNullable<Parameters<typeof scene>[0]>

/** Seconds until an instance of a group that just exists is found unhealthy, or nothing within an hour. */
function unhealthyAfter(different: Different, group: Partial<GroupSpec> = {}): number | undefined {
  const world = scene({ ...different, group: { desired: 1, healthCheckGracePeriod: 0, ...group } })
  world.account.image({ id: 'ami-1', behaviour: { ...different.next } })
  const [old] = world.group.instances
  world.group.terminateInstance(old?.id ?? '')
  const { agenda } = world
  agenda.runUntil(agenda.now + 600_000, () =>
    world.group.instances.some(({ id, lifecycle }) => id !== old?.id && lifecycle === 'InService'),
  )
  const fresh = world.group.instances.find(({ id }) => id !== old?.id)
  if (!fresh) throw new Error('no instance')
  const since = fresh.runningAt ?? 0
  agenda.runUntil(agenda.now + 3_600_000, () => fresh.health === 'Unhealthy')
  return fresh.health === 'Unhealthy' ? (agenda.now - since) / 1000 : undefined
}

provesRule('notRunningIsUnhealthy', (rules) => {
  const { agenda, group } = scene({ rules, group: { healthCheckGracePeriod: 7200 } })
  const [first] = group.instances
  if (first) group.fleet.kill(first)
  agenda.run(60)
  expect(group.fleet.get(first?.id ?? '')?.lifecycle).not.toBe('InService')
})

provesRule('graceProtects', (rules) => {
  const elb = { healthCheckType: 'ELB', healthCheckGracePeriod: 900 } as const
  const after = unhealthyAfter({ rules, next: neverHealthy() }, elb)
  expect(after).toBeGreaterThanOrEqual(900)
  expect(after).toBeLessThan(960)
})

/** How a refresh to an image ends that no load balancer finds healthy, where the grace period is longer than the warm-up. */
const endInGrace = (rules: Different) => {
  const { agenda, group } = scene({
    ...rules,
    next: neverHealthy(),
    group: { desired: 1, healthCheckType: 'ELB', healthCheckGracePeriod: 7200 },
  })
  refreshTo2(group)
  agenda.runUntil(agenda.now + 7_000_000, () => !refreshOf(group).isActive)
  return refreshOf(group).status
}
provesSwitch('graceInRefresh', {
  checked: (rules) => expect(endInGrace({ rules })).toBe('Failed'),
  assumed: (rules) => expect(endInGrace({ rules })).toBe('Successful'),
})

provesRule('tenPercentAtATime', (rules) => {
  const { agenda, group, account } = scene({
    rules,
    group: { desired: 10, healthCheckType: 'ELB', healthCheckGracePeriod: 0 },
  })
  account.image({ id: 'ami-1', behaviour: neverHealthy() })
  for (const { launchInfo } of group.instances) Object.assign(launchInfo, { behaviour: neverHealthy() })
  for (const targetGroup of account.targetGroups) for (const each of group.instances) targetGroup.register(each)
  agenda.run(60)
  expect(group.instances.filter(({ isLeaving }) => isLeaving)).toHaveLength(1)
})

provesRule('impairedIsUnhealthy', (rules) => {
  expect(unhealthyAfter({ rules, next: impaired() })).toBeDefined()
})

provesDuration('impairedFor', (seconds, rules) => {
  const after = unhealthyAfter({ rules, next: impaired() }) ?? 0
  expect(after).toBeGreaterThanOrEqual(seconds)
  expect(after).toBeLessThan(seconds + 10)
})

provesRule('insufficientDataIsNotUnhealthy', (rules) => {
  expect(unhealthyAfter({ rules, next: withoutData() })).toBeUndefined()
})

provesRule('volumesOnlyIfTurnedOn', (rules) => {
  expect(unhealthyAfter({ rules, next: losesVolume() })).toBeUndefined()
  expect(unhealthyAfter({ rules, next: losesVolume() }, { healthCheckType: 'EBS,ELB' })).toBeDefined()
})

/** One instance of six, whose host has just failed. */
function onFailedHost(
  rules: Different['rules'],
  { forSeconds = Infinity, ...group }: Partial<GroupSpec> & { forSeconds?: number } = {},
) {
  const world = scene({ ...(rules && { rules }), group: { healthCheckGracePeriod: 0, ...group } })
  const [instance] = world.group.instances
  if (!instance) throw new Error('no instance')
  failHost(world.account, instance.id, forSeconds)
  const checks = () => statusChecksOf(instance, world.agenda.now)
  const target = () => world.account.targetGroups[0]?.health(instance.id).state
  return { ...world, instance, checks, target }
}

provesRule('failedHostIsImpaired', (rules) => {
  const { agenda, checks } = onFailedHost(rules)
  agenda.run(90)
  expect(checks().system).toBe('impaired')
})

provesRule('failedHostFailsInstanceCheck', (rules) => {
  const { agenda, checks } = onFailedHost(rules)
  agenda.run(90)
  expect(checks().instance).toBe('impaired')
})

provesRule('failedHostAnswersNobody', (rules) => {
  const { agenda, target } = onFailedHost(rules, { healthCheckType: 'EC2' })
  agenda.run(90)
  expect(target()).toBe('unhealthy')
})

provesDuration('statusCheckAfter', (seconds, rules) => {
  const { agenda, checks } = onFailedHost(rules)
  const seen = []
  for (let second = 0; second < 100; second++) {
    seen.push(checks().system)
    agenda.run(1)
  }
  expect(seen.indexOf('impaired')).toBe(seconds)
})

test('a host that works again: the target is healthy, its checks pass, and nothing is replaced', () => {
  const { agenda, checks, target, instance } = onFailedHost({}, { healthCheckType: 'EC2', forSeconds: 100 })
  agenda.run(90)
  expect([target(), checks().system]).toEqual(['unhealthy', 'impaired'])
  agenda.run(90)
  expect([target(), checks().system, instance.lifecycle]).toEqual(['healthy', 'ok', 'InService'])
})

test.each(['EC2', 'ELB'])(
  'one that does not: Auto Scaling replaces its instance (health check type %s)',
  (healthCheckType) => {
    const { agenda, group, instance } = onFailedHost({}, { healthCheckType })
    agenda.run(900)
    expect(group.fleet.get(instance.id)).toBeUndefined()
    expect(group.fleet.live).toHaveLength(6)
  },
)

/** When a refresh of one instance is through, whose image is without data for 20 minutes and warm after one. */
const throughAfter = (different: Different) => {
  const { agenda, group } = scene({ next: withoutData(1200), group: { desired: 1 }, ...different })
  refreshTo2(group)
  runUntil(agenda, group, 'Successful')
  return elapsed(agenda)
}
provesSwitch('refreshWaitsForStatusChecks', {
  waits: (rules) => {
    expect(throughAfter({ rules })).toBeGreaterThan(1200)
    expect(throughAfter({ rules, next: initializing(1500) })).toBeGreaterThan(1500)
  },
  'does-not': (rules) => expect(throughAfter({ rules })).toBeLessThan(400),
})
