import { expect } from 'vitest'
import type { Call } from '../../aws/call.ts'
import { AwsError } from '../../aws/error.ts'
import { iam } from '../../aws/gate/iam.ts'
import { permissionLookup } from '../../aws/gate/permissions.ts'
import { policyOf } from '../../aws/gate/policy.ts'
import { inventoryOf } from '../../aws/inventory.ts'
import { describeInstance } from '../../aws/services/ec2/instances.ts'
import { answersHooks, stallsHooks } from '../../aws/world/behaviour.ts'
import type { Rules } from '../../aws/world/rules.ts'
import { provesDuration, provesRule, provesSwitch } from './proves.ts'
import { elapsed, refreshOf, refreshTo2, scene, versions } from './scene.ts'

const launching = (heartbeatTimeout: number) => [{ name: 'warm', transition: 'launching' as const, heartbeatTimeout }]
const terminating = (heartbeatTimeout: number, defaultResult: 'CONTINUE' | 'ABANDON' = 'ABANDON') => [
  { name: 'drain', transition: 'terminating' as const, heartbeatTimeout, defaultResult },
]

provesRule('launchHookHolds', (rules) => {
  const { agenda, group } = scene({ rules, next: stallsHooks, group: { hooks: launching(1500) } })
  refreshTo2(group)
  agenda.run(1400)
  expect(group.instances.map(({ lifecycle }) => lifecycle)).toContain('Pending:Wait')
  agenda.run(200)
  const status = group.activities.list(agenda.now).map(({ status, message = '' }) => `${status} ${message.slice(-17)}`)
  expect(status).toContain('Cancelled Heartbeat Timeout')
})

provesRule('abandonedLaunchIsTerminated', (rules) => {
  const { agenda, group } = scene({ rules, next: answersHooks(10, 'ABANDON'), group: { hooks: launching(1500) } })
  refreshTo2(group)
  agenda.run(300)
  expect(
    group.instances.some(({ launchInfo, lifecycle }) => launchInfo.imageId === 'ami-2' && lifecycle === 'InService'),
  ).toBe(false)
  expect(group.activities.list(agenda.now).some(({ status }) => status === 'Cancelled')).toBe(true)
})

provesRule('terminatingHookHolds', (rules) => {
  const { agenda, group } = scene({ rules, group: { desired: 1, hooks: terminating(1500) } })
  const [first] = group.instances
  group.terminateInstance(first?.id ?? '')
  agenda.run(1400)
  expect(first?.lifecycle).toBe('Terminating:Wait')
  agenda.run(200)
  expect(first?.lifecycle).toBe('Terminated')
})

provesRule('hooksEndAfter48Hours', (rules) => {
  const { agenda, group } = scene({ rules, group: { desired: 1, hooks: terminating(30) } })
  const [first] = group.instances
  group.terminateInstance(first?.id ?? '')
  agenda.run(40)
  // A hundred heartbeats of 30 seconds are 50 minutes.
  for (let minute = 0; minute < 60 && first?.lifecycle === 'Terminating:Wait'; minute++) {
    for (const _ of [0, 1, 2]) {
      if (first.lifecycle === 'Terminating:Wait') group.hooks.recordHeartbeat({ hook: 'drain', instanceId: first.id })
      agenda.run(20)
    }
  }
  agenda.run(16)
  expect(first?.lifecycle).toBe('Terminated')
})

provesRule('abandonRetains', (rules) => {
  const { agenda, group } = scene({
    rules,
    group: { desired: 2, hooks: terminating(60), onAbandonedTermination: 'retain' },
  })
  const before = group.instances
  refreshTo2(group, { MaxHealthyPercentage: 200 })
  agenda.run(3600)
  expect(refreshOf(group).status).toBe('Successful')
  expect(before.map(({ lifecycle, ec2State }) => `${lifecycle} ${ec2State}`)).toEqual(
    Array(2).fill('Terminating:Retained running'),
  )
  expect(group.fleet.live).toHaveLength(2)
  group.terminateInstance(before[0]?.id ?? '')
  agenda.run(20)
  expect(before[0]?.lifecycle).toBe('Terminated')
})

provesRule('protectedFromInService', (rules) => {
  const { agenda, group } = scene({ rules, next: { bootSeconds: 300 }, group: { newInstancesProtected: true } })
  refreshTo2(group)
  agenda.run(120)
  const fresh = group.instances.find(({ isComing }) => isComing)
  expect(fresh?.protectedFromScaleIn).toBe(false)
  agenda.run(300)
  expect(fresh).toMatchObject({ lifecycle: 'InService', protectedFromScaleIn: true })
})

provesRule('emptiestZone', (rules) => {
  const { account, group } = scene({ rules })
  const zones = group.instances.map(({ launchInfo }) => launchInfo.zone.at(-1)).sort()
  expect(zones.join('')).toBe('aabbcc')
  account.shortage({ zone: 'eu-west-1a' })
  const other = account.group({ name: 'other', template: { name: 'web', version: '1' }, desired: 4 })
  expect(
    other.instances
      .map(({ launchInfo }) => launchInfo.zone.at(-1))
      .sort()
      .join(''),
  ).toBe('bbcc')
})

provesRule('failedLaunchesAreRepeated', (rules) => {
  const { agenda, group } = scene({ rules, next: { launchRefused: 'no' } })
  refreshTo2(group, { MaxHealthyPercentage: 110 })
  agenda.run(1800)
  const failed = group.activities.list(agenda.now).filter(({ status }) => status === 'Failed')
  const pauses = failed.slice(1).map(({ startedAt }, index) => (failed[index]?.startedAt ?? 0) - startedAt)
  expect(failed.length).toBeGreaterThan(3)
  expect(pauses.toSorted((a, b) => b - a)).toEqual(pauses)
})

provesRule('drawsFromWarmPool', (rules) => {
  const { agenda, group } = scene({ rules, group: { desired: 2, max: 4, warmPool: {} } })
  const prepared = group.warmPool?.instances.map(({ id }) => id) ?? []
  group.save({ ...group.configuration.template, version: '2' })
  group.setDesired(3)
  agenda.run(300)
  expect(prepared).toContain(group.instances.at(-1)?.id)
  expect(group.instances.at(-1)).toMatchObject({ lifecycle: 'InService', ec2State: 'running' })
  expect(versions(group)).toBe('111')
  expect(group.warmPool?.instances).toHaveLength(1)
  group.setDesired(4)
  group.setDesired(3)
  agenda.run(300)
  expect(group.activities.list(agenda.now).map(({ description }) => description)).toContain(
    `Launching a new EC2 instance from warm pool: ${prepared[0]}`,
  )
})

provesRule('launchTimeMovesWithStart', (rules) => {
  const { agenda, group } = scene({ rules, group: { desired: 2, max: 3, warmPool: {} } })
  const begun = agenda.now
  agenda.run(600)
  group.setDesired(3)
  agenda.run(300)
  const { LaunchTime, NetworkInterfaces } = describeInstance(group.instance(group.instances.at(-1)?.id ?? ''))
  expect(LaunchTime?.getTime()).toBeGreaterThan(begun)
  expect(NetworkInterfaces?.[0]?.Attachment).toMatchObject({ DeviceIndex: 0, AttachTime: new Date(begun) })
})

provesRule('zonesAreRebalanced', (rules) => {
  const { account, agenda, group } = scene({ rules })
  account.shortage({ zone: 'eu-west-1a', seconds: 600 })
  for (const { id, launchInfo } of group.instances) if (launchInfo.zone === 'eu-west-1a') group.terminateInstance(id)
  agenda.run(300)
  const zones = () =>
    group.fleet.live
      .map(({ launchInfo }) => launchInfo.zone.at(-1))
      .sort()
      .join('')
  expect(zones()).toBe('bbbccc')
  agenda.run(300)
  group.scheduleTick()
  const live: number[] = []
  agenda.runUntil(agenda.now + 1_800_000, () => {
    live.push(group.fleet.live.length)
    return false
  })
  expect(zones()).toBe('aabbcc')
  expect(Math.min(...live)).toBe(6)
})

provesRule('capacityRebalancingLaunchesFirst', (rules) => {
  const { account, agenda, group } = scene({ rules, group: { desired: 2, max: 2, capacityRebalance: true } })
  const [first] = group.instances
  account.recommendRebalance(first?.id ?? '')
  const serving: number[] = []
  agenda.runUntil(agenda.now + 900_000, () => {
    serving.push(group.instances.filter(({ lifecycle }) => lifecycle === 'InService').length)
    return false
  })
  expect(Math.min(...serving)).toBe(2)
  expect(first?.lifecycle).toBe('Terminated')
  expect(group.instances).toHaveLength(2)
})

provesRule('missedSchedulesAreNotMadeUp', (rules) => {
  const { agenda, group } = scene({ rules })
  group.schedule.put({ name: 'night', startsAt: agenda.now + 600_000, desired: 2 })
  group.suspend('ScheduledActions')
  agenda.run(1200)
  group.resume('ScheduledActions')
  agenda.run(3600)
  expect(group.configuration.desired).toBe(6)
})

provesDuration('scheduledUpToLate', (seconds, rules) => {
  const { agenda, group } = scene({ rules })
  group.schedule.put({ name: 'night', startsAt: agenda.now + 600_000, desired: 2 })
  agenda.runUntil(agenda.now + 3_600_000, () => group.configuration.desired === 2)
  expect(elapsed(agenda)).toBe(600 + seconds)
})

/** What becomes of an update that saves the template, where its launch is granted for this template alone. */
async function savedUnder(rules: Partial<Rules>): Promise<string> {
  const { account, agenda } = scene({ rules })
  const ArnLike = { 'ec2:LaunchTemplate': 'arn:aws:ec2:*:*:launch-template/lt-*' }
  const Statement = [
    { Effect: 'Allow', Action: 'autoscaling:UpdateAutoScalingGroup', Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole'],
      Resource: '*',
      Condition: { ArnLike },
    },
  ]
  const gate = iam({
    policy: policyOf({ Statement }),
    principalOf: () => 'somebody',
    permissions: permissionLookup(inventoryOf(account)),
  })
  const [template] = account.templates.all
  const input = { AutoScalingGroupName: 'web', LaunchTemplate: { LaunchTemplateId: template?.id, Version: '1' } }
  const operation = 'UpdateAutoScalingGroup'
  const call: Call = { service: 'Auto Scaling', operation, input, region: 'eu-west-1', accessKeyId: '', at: agenda.now }
  try {
    await gate(call, async () => ({}))
    return 'saved'
  } catch (thrown) {
    if (thrown instanceof AwsError) return thrown.code
    throw thrown
  }
}

provesSwitch('launchConditionKeys', {
  given: async (rules) => expect(await savedUnder(rules)).toBe('saved'),
  missing: async (rules) => expect(await savedUnder(rules)).toBe('AccessDenied'),
})
