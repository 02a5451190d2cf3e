import { expect, test } from 'vitest'
import { served } from './service-scene.ts'

const firstArn = (world: Awaited<ReturnType<typeof served>>) => world.account.targetGroups[0]?.arn ?? ''

test('load balancers are described with their type, their zones and their listeners', async () => {
  const { account, elb } = await served()
  account.loadBalancer({ name: 'inner', type: 'network', zones: ['eu-west-1a'] })
  account.targetGroup({ name: 'tcp', protocol: 'TCP', loadBalancer: 'inner' })
  const { LoadBalancers = [] } = await elb.describeLoadBalancers({})
  expect(LoadBalancers.map(({ LoadBalancerName, Type }) => `${LoadBalancerName} ${Type}`)).toEqual([
    'front application',
    'inner network',
  ])
  const [, inner] = LoadBalancers
  expect(inner?.AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual(['eu-west-1a'])
  const { Listeners = [] } = await elb.describeListeners({ LoadBalancerArn: inner?.LoadBalancerArn ?? '' })
  expect(Listeners).toMatchObject([{ Port: 80, Protocol: 'TCP', LoadBalancerArn: inner?.LoadBalancerArn }])
  const { Rules = [] } = await elb.describeRules({ ListenerArn: Listeners[0]?.ListenerArn ?? '' })
  expect(Rules).toMatchObject([
    { IsDefault: true, Actions: [{ Type: 'forward', TargetGroupArn: account.targetGroups[1]?.arn }] },
  ])
  const { TargetGroups = [] } = await elb.describeTargetGroups({ Names: ['tcp'] })
  expect(TargetGroups).toMatchObject([
    { Protocol: 'TCP', HealthCheckProtocol: 'TCP', LoadBalancerArns: [inner?.LoadBalancerArn] },
  ])
  expect(TargetGroups[0]?.HealthCheckPath).toBeUndefined()
})

test('names and ARNs that do not exist are refused', async () => {
  const { elb } = await served()
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/none/50dc6c495c0c9188'
  await expect(elb.describeLoadBalancers({ Names: ['none'] })).rejects.toMatchObject({
    name: 'LoadBalancerNotFoundException',
  })
  await expect(elb.describeListeners({ LoadBalancerArn: arn })).rejects.toMatchObject({
    name: 'LoadBalancerNotFoundException',
  })
  await expect(elb.describeRules({ ListenerArn: `${arn}/1` })).rejects.toMatchObject({
    name: 'ListenerNotFoundException',
  })
})

test('a target group without a listener names no load balancer', async () => {
  const { account, elb } = await served()
  account.targetGroup({ name: 'idle', balanced: false })
  const { TargetGroups = [] } = await elb.describeTargetGroups({ Names: ['idle'] })
  expect(TargetGroups[0]?.LoadBalancerArns).toEqual([])
})

test('a zonal shift shows as an override of healthy targets', async () => {
  const world = await served()
  const { account, elb } = world
  account.loadBalancers.find('front')?.shiftAway('eu-west-1a')
  const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn: firstArn(world) })
  const shown = TargetHealthDescriptions.map(({ TargetHealth, AdministrativeOverride }) => [
    TargetHealth?.State,
    AdministrativeOverride?.State,
  ])
  expect(shown.filter(([, override]) => override === 'zonal_shift_active')).toEqual(
    Array(2).fill(['healthy', 'zonal_shift_active']),
  )
  account.loadBalancers.find('front')?.endShift('eu-west-1a')
  const after = await elb.describeTargetHealth({ TargetGroupArn: firstArn(world) })
  expect(after.TargetHealthDescriptions?.every(({ AdministrativeOverride }) => !AdministrativeOverride)).toBe(true)
})

test('anomalies are told to those who ask for them', async () => {
  const world = await served()
  const { account, elb, group } = world
  const [first] = group.instances
  account.targetGroups[0]?.setAnomaly(first?.id ?? '', { isMitigated: true })
  const plain = await elb.describeTargetHealth({ TargetGroupArn: firstArn(world) })
  expect(plain.TargetHealthDescriptions?.every(({ AnomalyDetection }) => !AnomalyDetection)).toBe(true)
  const asked = await elb.describeTargetHealth({ TargetGroupArn: firstArn(world), Include: ['AnomalyDetection'] })
  expect(asked.TargetHealthDescriptions?.map(({ AnomalyDetection }) => AnomalyDetection?.Result)).toEqual([
    'anomalous',
    ...Array(5).fill('normal'),
  ])
})
