/** Groups as real accounts hold them: what stands behind a load balancer of old, in a pool, at its limits, or in nobody's hands. */
import { describe, expect, test } from 'vitest'
import { neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import type { GroupSpec } from '../../simulator/aws/world/specification.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { golden, minutes, type Simulated, simulated } from '../scenario.ts'

const quick = { 'max-healthy-percentage': '200', 'poll-interval': '30s', 'bake-time': '150s' }
const images = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
const only = (image: string, count: number) => Array(count).fill(image)
const group = (more: Partial<GroupSpec>, different: Omit<Web, 'group'> = {}) =>
  simulated((agenda) => web(agenda, { ...different, group: more }))

describe('a classic load balancer', () => {
  const behindClassic = (different: Omit<Web, 'group'> = {}, more: Partial<GroupSpec> = {}) =>
    simulated((agenda) => {
      const account = web(agenda, { ...different, group: { desired: 0 } })
      account.groups.delete('web')
      const healthCheck = { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 }
      account.classicLoadBalancer({ name: 'shop', healthCheck, deregistrationDelay: 60 })
      account.group({
        name: 'web',
        template: { name: 'web', version: '7' },
        desired: 4,
        classicLoadBalancers: ['shop'],
        targetGroups: [],
        healthCheckType: 'ELB',
        healthCheckGracePeriod: 120,
        defaultInstanceWarmup: 60,
        ...more,
      })
      return account
    })

  test('a covered instance must be in service in it', async () => {
    await using aws = await behindClassic()
    const job = await aws.job({ inputs: quick })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(aws.account.truth('web').every(({ healthyIn }) => healthyIn.includes('shop'))).toBe(true)
    expect(job.log.join('\n')).not.toContain('not watched')
    await golden(import.meta.url, 'classic load balancer', aws, [job])
  })

  test('never in service there: noticed, and gone back from, though EC2 finds nothing wrong', async () => {
    await using aws = await behindClassic({ behaviour: neverHealthy('shop') }, { healthCheckType: 'EC2' })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health', fleet: 'previous' })
    expect(images(aws)).toEqual(only(OLD_IMAGE, 4))
    await golden(import.meta.url, 'classic load balancer, never healthy', aws, [job])
  })

  test('that is gone is told', async () => {
    await using aws = await behindClassic()
    aws.account.classicLoadBalancers.splice(0)
    const job = await aws.job({ inputs: quick })
    expect(job.outputs).toMatchObject({ outcome: 'refused' })
    expect(job.writes).toEqual([])
  })
})

test('a target group whose health checks are off calls nobody healthy: said, and not waited for', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda, { group: { desired: 0 } })
    account.groups.delete('web')
    account.targetGroup({ name: 'dark', healthCheck: { enabled: false } })
    account.group({
      name: 'web',
      template: { name: 'web', version: '7' },
      desired: 3,
      targetGroups: ['web', 'dark'],
      healthCheckType: 'ELB',
      defaultInstanceWarmup: 60,
    })
    return account
  })
  const job = await aws.job({ inputs: quick })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(job.annotations.map(({ message }) => message).join('\n')).toContain('dark calls no target healthy')
  await golden(import.meta.url, 'health checks off', aws, [job])
})

test('VPC Lattice: warned of, and said in the verdict', async () => {
  const arn = 'arn:aws:vpc-lattice:eu-west-1:123456789012:targetgroup/tg-0123456789abcdef0'
  await using aws = await group({ latticeTargetGroups: [arn] })
  const job = await aws.job({ inputs: quick })
  expect(job.outputs['outcome']).toBe('succeeded')
  expect(job.outputs['reason']).toMatch(/1 VPC Lattice target group was not watched\.$/)
  expect(job.annotations.map(({ message }) => message).join('\n')).toContain(arn)
  await golden(import.meta.url, 'VPC Lattice', aws, [job])
})

test('a warm pool: AWS renews it too; its instances are neither covered nor counted', async () => {
  await using aws = await group({ desired: 3, warmPool: { minSize: 2, maxGroupPreparedCapacity: 5 } })
  const job = await aws.job({ inputs: quick })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'instances-replaced': '3', 'instances-skipped': '0' })
  expect(job.outputs['reason']).toMatch(/3 of 3/)
  expect(aws.group.warmPool?.instances.map(({ launchInfo }) => launchInfo.imageId)).toEqual(only(NEW_IMAGE, 2))
  await golden(import.meta.url, 'warm pool', aws, [job])
})

test('a warm pool: the plan says what it holds, and until when that is drawn', async () => {
  await using aws = await group({ desired: 3, warmPool: { minSize: 2, maxGroupPreparedCapacity: 5 } })
  const job = await aws.job({ inputs: { mode: 'plan' } })
  expect(job.log.join('\n')).toContain('1 target group; its warm pool: 2 instances on version 7')
  expect(job.summary).toMatch(/warm pool \(2 instances on version 7\)/)
})

test('an empty group: only the saved template moves', async () => {
  await using aws = await group({ desired: 0, min: 0 })
  const job = await aws.job({ inputs: quick })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'instances-replaced': '0' })
  expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
  await golden(import.meta.url, 'empty group', aws, [job])
})

test('a group of one: a second instance is launched first', async () => {
  await using aws = await group({ desired: 1, min: 1, max: 2 })
  const job = await aws.job({ inputs: { 'poll-interval': '5s', 'bake-time': '150s' } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'instances-replaced': '1' })
  expect(job.log.filter((line) => / 0 of 0 | 0 healthy/.test(line))).toEqual([])
  await golden(import.meta.url, 'group of one', aws, [job])
})

// AWS does not document whether launching first may exceed the group's maximum.
test.each(['exceeds MaxSize', 'stops at MaxSize'] as const)(
  'a group at its maximum, where the surge %s',
  async (name) => {
    const rules = { surgeOverMaxSize: name === 'exceeds MaxSize' ? 'allowed' : 'forbidden' } as const
    await using aws = await group({ desired: 6, max: 6 }, { rules })
    const job = await aws.job({ inputs: { 'bake-time': '150s' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    await golden(import.meta.url, `at its maximum, ${name}`, aws, [job])
  },
)

describe('what people and policies do meanwhile', () => {
  test.each([
    ['out', 9],
    ['in', 4],
  ])('scaled %s while it rolls: no failure, and all that there are in the end are covered', async (way, desired) => {
    await using aws = await simulated((agenda) => {
      const account = web(agenda)
      agenda.after(minutes(5), () => account.groups.get('web')?.setDesired(desired))
      return account
    })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(images(aws)).toEqual(only(NEW_IMAGE, desired))
    await golden(import.meta.url, `scaled ${way}`, aws, [job])
  })

  test('one is detached while it rolls: nobody answers for it', async () => {
    await using aws = await simulated((agenda) => {
      const account = web(agenda)
      agenda.after(minutes(4), () => {
        const its = account.groups.get('web')
        const present = its?.instances.find(({ lifecycle }) => lifecycle === 'InService')
        if (present) its?.detach([present.id], { decrement: true })
      })
      return account
    })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(images(aws)).toEqual(only(NEW_IMAGE, 5))
  })
})

test('protected and in Standby: left out, counted in the verdict', async () => {
  await using aws = await group({})
  const [first, second] = aws.group.instances
  if (!first || !second) throw new Error('six were to be there')
  aws.group.protect([first.id], true)
  aws.group.enterStandby([second.id], { decrement: true })
  aws.pass(minutes(2))
  const job = await aws.job({ inputs: quick })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'instances-replaced': '4', 'instances-skipped': '2' })
  await golden(import.meta.url, 'protected and standby', aws, [job])
})

test('lifecycle hooks that are answered: waited for', async () => {
  await using aws = await group({
    hooks: [
      { name: 'warm-caches', transition: 'launching', answer: { afterSeconds: 30, result: 'CONTINUE' } },
      { name: 'drain', transition: 'terminating', answer: { afterSeconds: 20, result: 'CONTINUE' } },
    ],
  })
  const job = await aws.job({ inputs: quick })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  await golden(import.meta.url, 'lifecycle hooks', aws, [job])
})

test('a launch configuration is refused', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda)
    account.groups.delete('web')
    account.launchConfiguration('web-lc', { ImageId: OLD_IMAGE, InstanceType: 't3.medium' })
    account.group({ name: 'web', launchConfiguration: 'web-lc', desired: 2 })
    return account
  })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
  expect(job.writes).toEqual([])
  await golden(import.meta.url, 'launch configuration', aws, [job])
})
