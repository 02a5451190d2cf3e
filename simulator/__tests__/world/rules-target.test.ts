import { expect } from 'vitest'
import { goesBad, neverHealthy } from '../../aws/world/behaviour.ts'
import type { TargetGroupSpec } from '../../aws/world/specification.ts'
import { provesDuration, provesRule, provesSwitch } from './proves.ts'
import { refreshTo2, runUntil, scene } from './scene.ts'

/** A group of one behind the target group that is specified; checks every 10 s, thresholds of 3. */
function behind(different: Parameters<typeof scene>[0], spec: Partial<TargetGroupSpec> = {}) {
  const world = scene(different)
  const targetGroup = world.account.targetGroup({
    name: 'checked',
    healthCheck: { interval: 10, healthyThreshold: 3, unhealthyThreshold: 3 },
    deregistrationDelay: 30,
    ...spec,
  })
  const group = world.account.group({
    name: 'behind',
    template: { name: 'web', version: '1' },
    desired: 1,
    targetGroups: ['checked'],
    defaultInstanceWarmup: 60,
    healthCheckGracePeriod: 600,
    ...(different?.group ?? {}),
  })
  const [first] = group.instances
  if (!first) throw new Error('no instance')
  return { ...world, group, targetGroup, first }
}

/** Launches one of version 2 beside it, and runs until it is in service. */
function withNewcomer(world: ReturnType<typeof behind>) {
  refreshTo2(world.group, { MaxHealthyPercentage: 200, InstanceWarmup: 3600 })
  const { agenda, group } = world
  agenda.runUntil(agenda.now + 3_600_000, () => group.instances[1]?.lifecycle === 'InService')
  const fresh = group.instances[1]
  if (!fresh) throw new Error('no newcomer')
  return { ...world, fresh }
}

/** Seconds until a target's state is no longer this one. */
function secondsIn(state: string, { agenda, targetGroup, fresh }: ReturnType<typeof withNewcomer>): number {
  const since = agenda.now
  agenda.runUntil(agenda.now + 3_600_000, () => targetGroup.health(fresh.id).state !== state)
  return (agenda.now - since) / 1000
}

provesRule('oneCheckMakesHealthy', (rules) => {
  const world = withNewcomer(behind({ rules }))
  expect(secondsIn('initial', world)).toBe(20)
  expect(world.targetGroup.health(world.fresh.id)).toEqual({ state: 'healthy' })
})

provesRule('recoveryTakesThreshold', (rules) => {
  const world = withNewcomer(behind({ rules, next: { flaps: { upSeconds: 100, downSeconds: 60 } } }))
  secondsIn('initial', world)
  secondsIn('healthy', world)
  expect(world.targetGroup.health(world.fresh.id)).toMatchObject({
    state: 'unhealthy',
    reason: 'Target.ResponseCodeMismatch',
  })
  // Down from 100 to 160: checks at 160, 170 and 180 pass.
  secondsIn('unhealthy', world)
  expect((world.agenda.now - (world.fresh.inServiceAt ?? 0)) / 1000).toBe(180)
})

provesRule('failureTakesThreshold', (rules) => {
  const world = withNewcomer(behind({ rules, next: goesBad(95) }))
  secondsIn('initial', world)
  secondsIn('healthy', world)
  expect((world.agenda.now - (world.fresh.inServiceAt ?? 0)) / 1000).toBe(120)
})

provesDuration('networkRegistration', (seconds, rules) => {
  const world = withNewcomer(behind({ rules }, { protocol: 'TCP' }))
  world.agenda.run(seconds - 1)
  expect(world.targetGroup.health(world.fresh.id).reason).toBe('Elb.RegistrationInProgress')
  world.agenda.run(2)
  expect(world.targetGroup.health(world.fresh.id).reason).toBe('Elb.InitialHealthChecking')
  world.agenda.run(60)
  expect(world.targetGroup.health(world.fresh.id)).toEqual({ state: 'healthy' })
})

provesRule('noListenerIsNotInUse', (rules) => {
  const { account, targetGroup, first, agenda } = behind({ rules })
  const [balancer] = account.loadBalancers.forwardingTo(targetGroup.arn)
  const [listener] = balancer?.listeners.filter(({ targetGroups }) => targetGroups.includes(targetGroup.arn)) ?? []
  balancer?.removeListener(listener?.port ?? 0)
  expect(targetGroup.health(first.id)).toMatchObject({ state: 'unused', reason: 'Target.NotInUse' })
  expect(targetGroup.health(first.id).description).toContain('not configured to receive traffic')
  balancer?.addListener(443, 'HTTPS', [targetGroup.arn])
  expect(targetGroup.health(first.id).state).toBe('initial')
  agenda.run(21)
  expect(targetGroup.health(first.id).state).toBe('healthy')
})

provesRule('zoneNotEnabledIsNotInUse', (rules) => {
  const world = behind({ rules, group: { desired: 2, zones: ['eu-west-1a', 'eu-west-1b'] } })
  const [balancer] = world.account.loadBalancers.forwardingTo(world.targetGroup.arn)
  balancer?.disableZone('eu-west-1b')
  const reasons = world.group.instances.map(({ id }) => world.targetGroup.health(id).description ?? 'healthy')
  expect(reasons).toEqual(['healthy', 'Target is in an Availability Zone that is not enabled for the load balancer'])
})

provesRule('stoppedIsInvalid', (rules) => {
  const { group, targetGroup, first } = behind({ rules })
  group.fleet.kill(first)
  expect(targetGroup.health(first.id)).toMatchObject({ state: 'unused', reason: 'Target.InvalidState' })
})

provesRule('disabledIsUnavailable', (rules) => {
  const world = withNewcomer(behind({ rules }, { healthCheck: { enabled: false } }))
  world.agenda.run(600)
  expect(world.targetGroup.health(world.fresh.id)).toMatchObject({
    state: 'unavailable',
    reason: 'Target.HealthCheckDisabled',
  })
})

provesRule('drainsForDelay', (rules) => {
  const { agenda, group, targetGroup, first } = behind({ rules }, { deregistrationDelay: 900 })
  group.terminateInstance(first.id)
  agenda.run(890)
  expect(targetGroup.health(first.id)).toMatchObject({ state: 'draining', reason: 'Target.DeregistrationInProgress' })
  agenda.run(20)
  expect(targetGroup.health(first.id)).toMatchObject({ state: 'unused', reason: 'Target.NotRegistered' })
})

const leavesAfter = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group, first } = behind(rules, { deregistrationDelay: 900 })
  const since = agenda.now
  group.terminateInstance(first.id)
  agenda.runUntil(agenda.now + 3_600_000, () => first.lifecycle === 'Terminated')
  return (agenda.now - since) / 1000
}
provesSwitch('autoScalingWaitsForDrain', {
  'whole-delay': (rules) => expect(leavesAfter({ rules })).toBeGreaterThan(900),
  'until-idle': (rules) => expect(leavesAfter({ rules })).toBeLessThan(60),
})

provesRule('registeredBeforeInService', (rules) => {
  const { targetGroup, fresh } = withNewcomer(behind({ rules }))
  expect(targetGroup.targets).toContain(fresh.id)
})

const inServiceBehindNetwork = (rules: Parameters<typeof scene>[0]) => {
  const world = withNewcomer(behind(rules, { protocol: 'TCP' }))
  return (world.agenda.now - world.fresh.launchInfo.launchedAt) / 1000
}
provesSwitch('inServiceAfterRegistration', {
  asked: (rules) => expect(inServiceBehindNetwork({ rules })).toBeLessThan(60),
  finished: (rules) => expect(inServiceBehindNetwork({ rules })).toBeGreaterThan(180),
})

provesRule('loadBalancersOnlyIfTurnedOn', (rules) => {
  const { agenda, group } = behind({ rules, next: neverHealthy(), group: { healthCheckGracePeriod: 0 } })
  refreshTo2(group)
  runUntil(agenda, group, 'Successful')
  agenda.run(600)
  expect(group.instances.map(({ health }) => health)).toEqual(['Healthy'])
})

provesDuration('applicationRegistration', (seconds, rules) => {
  const world = withNewcomer(behind({ rules }))
  expect(secondsIn('initial', world)).toBe(seconds + 10)
})
