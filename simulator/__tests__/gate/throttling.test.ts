import { describe, expect, test } from 'vitest'
import type { Call } from '../../aws/call.ts'
import { awsBuckets, type Bucket, throttling } from '../../aws/gate/throttling.ts'
import { call, next, outcome, T0 } from './calls.ts'

const two = () => throttling(() => ({ name: 'all', capacity: 2, refillPerSecond: 0.5 }))

/** How many of `count` calls at one moment pass. */
async function passed(gate: ReturnType<typeof throttling>, count: number, part: Partial<Call> = {}): Promise<number> {
  let passes = 0
  for (let i = 0; i < count; i++) if ((await outcome(async () => gate(call(part), next))) === 'ok') passes += 1
  return passes
}

describe('a bucket', () => {
  test('gives as many calls as it holds, then refuses', async () => {
    expect(await passed(two(), 5)).toBe(2)
  })

  test('fills again with time, and not over its brim', async () => {
    const gate = two()
    await passed(gate, 2)
    expect(await passed(gate, 1, { at: T0 + 1_999 })).toBe(0)
    expect(await passed(gate, 5, { at: T0 + 2_000 })).toBe(1)
    expect(await passed(gate, 5, { at: T0 + 3_600_000 })).toBe(2)
  })

  test('is not emptied further by calls that it refuses', async () => {
    const gate = two()
    await passed(gate, 100)
    expect(await passed(gate, 1, { at: T0 + 2_000 })).toBe(1)
  })

  test('is kept for each region', async () => {
    const gate = two()
    await passed(gate, 2)
    expect(await passed(gate, 2, { region: 'us-east-1' })).toBe(2)
  })
})

test.each([
  ['Auto Scaling', 'Throttling 400 Rate exceeded'],
  ['Elastic Load Balancing v2', 'ThrottlingException 400 Rate exceeded'],
  ['EC2', 'RequestLimitExceeded 503 Request limit exceeded.'],
  ['SSM', 'ThrottlingException 400 Rate exceeded'],
])('%s refuses in its own words', async (service, expected) => {
  const gate = throttling(() => ({ name: 'none', capacity: 0, refillPerSecond: 0 }))
  expect(await outcome(async () => gate(call({ service }), next))).toBe(expected)
})

/** The buckets of a call by AWS's published sizes. */
const bucketsOf = (part: Partial<Call>): readonly Bucket[] => [awsBuckets()(call(part))].flat()

test.each<[service: string, operation: string, input: Call['input'], capacity: number, refillPerSecond: number]>([
  ['EC2', 'DescribeImages', {}, 100, 20],
  ['EC2', 'DescribeInstances', { InstanceIds: ['i-1'] }, 100, 20],
  ['EC2', 'DescribeInstances', {}, 50, 10],
  ['EC2', 'DescribeInstances', { DryRun: false }, 50, 10],
  ['EC2', 'CreateLaunchTemplateVersion', {}, 100, 5],
  ['EC2', 'CreateTags', {}, 100, 10],
  ['EC2', 'RunInstances', {}, 5, 2],
  ['EC2', 'TerminateInstances', {}, 100, 5],
  ['EC2', 'DescribeInstanceStatus', { InstanceIds: ['i-1'] }, 100, 20],
  ['EC2', 'DescribeInstanceStatus', {}, 50, 10],
  ['EC2', 'EnableImageDeprecation', {}, 50, 5],
  ['EC2', 'DeleteLaunchTemplateVersions', {}, 50, 5],
  ['Elastic Load Balancing v2', 'DescribeTargetHealth', {}, 40, 10],
  ['Elastic Load Balancing v2', 'RegisterTargets', {}, 20, 4],
  ['Elastic Load Balancing v2', 'ModifyTargetGroup', {}, 20, 3],
])('%s %s %j: AWS’s bucket', (service, operation, input, capacity, refillPerSecond) => {
  expect(bucketsOf({ service, operation, input })[0]).toMatchObject({ capacity, refillPerSecond })
})

test('launches and terminations are limited by the number of instances as well', async () => {
  const ids = Array.from({ length: 600 }, (_, i) => `i-${i}`)
  const terminate = { service: 'EC2', operation: 'TerminateInstances', input: { InstanceIds: ids } }
  expect(bucketsOf(terminate)[1]).toMatchObject({ capacity: 1000, refillPerSecond: 20, drawn: 600 })
  expect(bucketsOf({ service: 'EC2', operation: 'RunInstances', input: { MinCount: 3 } })[1]).toMatchObject({
    capacity: 1000,
    refillPerSecond: 2,
    drawn: 3,
  })
  const gate = throttling()
  expect(await passed(gate, 2, terminate)).toBe(1)
  // The refused one has drawn from neither bucket: ten seconds later there are 600 tokens again.
  expect(await passed(gate, 1, { ...terminate, at: T0 + 10_000 })).toBe(1)
})

test('the size of the bucket that AWS does not publish is a setting', async () => {
  const gate = throttling(awsBuckets({ capacity: 3, refillPerSecond: 1 }))
  expect(await passed(gate, 5)).toBe(3)
  expect(await passed(gate, 5, { service: 'EC2', operation: 'DescribeImages' })).toBe(5)
  expect(await passed(gate, 5, { at: T0 + 2_000 })).toBe(2)
})

test('all calls of Auto Scaling share a bucket, each API of EC2 has its own', async () => {
  const name = (service: string, operation: string) => bucketsOf({ service, operation })[0]?.name
  expect(name('Auto Scaling', 'DescribeInstanceRefreshes')).toBe(name('Auto Scaling', 'StartInstanceRefresh'))
  expect(name('EC2', 'DescribeImages')).not.toBe(name('EC2', 'DescribeLaunchTemplates'))
})
