import { expect, test } from 'vitest'
import { neverHealthy } from '../../aws/world/behaviour.ts'
import { refreshTo2, runUntil } from './scene.ts'
import { served } from './service-scene.ts'

const AutoScalingGroupName = 'old'
const lattice = 'arn:aws:vpc-lattice:eu-west-1:123456789012:targetgroup/tg-0123456789abcdef0'

/** A group of two behind a classic load balancer, which checks every 10 s. */
async function behindClassic(...different: Parameters<typeof served>) {
  const world = await served(...different)
  world.account.classicLoadBalancer({
    name: 'front',
    healthCheck: { interval: 10, healthyThreshold: 2 },
    deregistrationDelay: 30,
  })
  const group = world.account.group({
    name: 'old',
    template: { name: 'web', version: '1' },
    desired: 2,
    classicLoadBalancers: ['front'],
    latticeTargetGroups: [lattice],
    healthCheckType: 'ELB',
    healthCheckGracePeriod: 60,
  })
  const states = async () => {
    const { InstanceStates = [] } = await world.classicElb.describeInstanceHealth({ LoadBalancerName: 'front' })
    return InstanceStates.map(({ State, ReasonCode, Description }) => `${State} ${ReasonCode} ${Description}`)
  }
  return { ...world, group, states }
}

test('an instance comes into service after its checks, and is drained on its way out', async () => {
  const { agenda, account, group, states } = await behindClassic()
  expect(await states()).toEqual(['InService N/A N/A', 'InService N/A N/A'])
  refreshTo2(group)
  agenda.runUntil(agenda.now + 600_000, () => group.instances[2]?.lifecycle === 'InService')
  expect((await states())[2]).toBe('OutOfService ELB Instance registration is still in progress.')
  agenda.runUntil(agenda.now + 600_000, () => group.instances.some(({ isLeaving }) => isLeaving))
  expect(await states()).toContain('InService N/A Instance deregistration currently in progress.')
  runUntil(agenda, group, 'Successful')
  expect(account.truth('old')).toMatchObject(Array(2).fill({ version: 2, healthyIn: ['front'] }))
})

test('what never passes its checks is out of service, and the refresh gets nowhere', async () => {
  const { agenda, account, group, states } = await behindClassic({ next: neverHealthy() })
  refreshTo2(group)
  agenda.runUntil(agenda.now + 600_000, () => group.instances[2]?.lifecycle === 'InService')
  agenda.run(30)
  expect((await states())[2]).toBe(
    'OutOfService Instance Instance has failed at least the UnhealthyThreshold number of health checks consecutively.',
  )
  runUntil(agenda, group, 'Failed')
  expect(account.truth('old').filter(({ healthyIn }) => healthyIn.includes('front'))).toHaveLength(2)
})

test('tells of instances that are not registered, and refuses names that do not exist', async () => {
  const { classicElb, group, account } = await behindClassic()
  const [stranger] = account.groups.get('web')?.instances ?? []
  const health = (LoadBalancerName: string, InstanceId: string) =>
    classicElb.describeInstanceHealth({ LoadBalancerName, Instances: [{ InstanceId }] })
  expect((await health('front', stranger?.id ?? '')).InstanceStates).toMatchObject([
    { State: 'OutOfService', Description: 'Instance is not currently registered with the LoadBalancer.' },
  ])
  await expect(health('none', group.instances[0]?.id ?? '')).rejects.toMatchObject({
    name: 'AccessPointNotFoundException',
  })
  await expect(health('front', 'i-0none')).rejects.toMatchObject({ name: 'InvalidEndPointException' })
})

test('the balancer tells how it checks, and the group what sends it traffic', async () => {
  const { classicElb, autoScaling } = await behindClassic()
  const { LoadBalancerDescriptions } = await classicElb.describeLoadBalancers({ LoadBalancerNames: ['front'] })
  expect(LoadBalancerDescriptions).toMatchObject([
    { LoadBalancerName: 'front', HealthCheck: { Interval: 10, HealthyThreshold: 2, UnhealthyThreshold: 2 } },
  ])
  const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({
    AutoScalingGroupNames: [AutoScalingGroupName],
  })
  expect(AutoScalingGroups).toMatchObject([
    {
      LoadBalancerNames: ['front'],
      TargetGroupARNs: [],
      TrafficSources: [
        { Identifier: 'front', Type: 'elb' },
        { Identifier: lattice, Type: 'vpc-lattice' },
      ],
    },
  ])
  const { TrafficSources } = await autoScaling.describeTrafficSources({
    AutoScalingGroupName,
    TrafficSourceType: 'elb',
  })
  expect(TrafficSources).toMatchObject([{ Identifier: 'front', State: 'InService' }])
  const { LoadBalancers } = await autoScaling.describeLoadBalancers({ AutoScalingGroupName })
  expect(LoadBalancers).toEqual([{ LoadBalancerName: 'front', State: 'InService' }])
})
