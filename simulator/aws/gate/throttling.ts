/** AWS's token buckets, on the simulator's clock: a call takes a token, and an empty bucket refuses. */
import type { Call, Gate } from '../call.ts'
import { refusalsOf } from './dialect.ts'

/** `name` says which calls share the bucket. It starts full. `drawn`: tokens that the call takes, one unless said. */
export interface Bucket {
  readonly name: string
  readonly capacity: number
  readonly refillPerSecond: number
  readonly drawn?: number
}

/** The buckets that a call draws from: all must have enough, or none is drawn from. */
export type BucketsOf = (call: Call) => Bucket | readonly Bucket[]

/** Buckets are kept per region, as AWS does per account and region. Always the same for the same calls at the same times. */
export function throttling(bucketsOf: BucketsOf = awsBuckets()): Gate {
  const levels = new Map<string, { readonly tokens: number; readonly at: number }>()
  return (call, next) => {
    const drawn = [bucketsOf(call)].flat().map(({ name, capacity, refillPerSecond, drawn: cost = 1 }) => {
      const key = `${call.region} ${call.service} ${name}`
      const { tokens, at } = levels.get(key) ?? { tokens: capacity, at: call.at }
      return { key, cost, level: Math.min(capacity, tokens + ((call.at - at) / 1000) * refillPerSecond) }
    })
    const isEnough = drawn.every(({ level, cost }) => level >= cost)
    for (const { key, level, cost } of drawn) levels.set(key, { tokens: isEnough ? level - cost : level, at: call.at })
    if (!isEnough) throw refusalsOf(call.service).throttled()
    return next()
  }
}

const bucket = (name: string, capacity: number, refillPerSecond: number): Bucket => ({
  name,
  capacity,
  refillPerSecond,
})
const READ = /^(Describe|Get|List)/

/** Size and refill of a bucket that AWS does not publish: our own choice, so a setting. */
export type BucketSize = Pick<Bucket, 'capacity' | 'refillPerSecond'>

/**
 * What AWS publishes. `unpublished`: the one bucket of all calls of Auto Scaling [re:Post, autoscaling-api-calls-throttled:
 * all calls of an account and region share it], and that of every other service without published numbers.
 */
export const awsBuckets = (unpublished: BucketSize = { capacity: 100, refillPerSecond: 10 }): BucketsOf => {
  const shared: Bucket = { name: 'all', ...unpublished }
  return (call) => {
    if (call.service === 'EC2') return ec2Buckets(call)
    if (call.service.startsWith('Elastic Load Balancing')) return loadBalancingBucket(call)
    return shared
  }
}

/** [documented: Amazon EC2 Developer Guide, ec2-api-throttling] Launching and ending instances is limited by their number, too. */
function ec2Buckets(call: Call): readonly Bucket[] {
  const { operation, input } = call
  if (operation === 'RunInstances')
    return [bucket(operation, 5, 2), instances(operation, 2, Number(input['MinCount'] ?? 1))]
  if (operation === 'TerminateInstances') {
    const ids = input['InstanceIds']
    return [bucket(operation, 100, 5), instances(operation, 20, Array.isArray(ids) ? ids.length : 1)]
  }
  return [ec2Bucket(call)]
}

const instances = (operation: string, refillPerSecond: number, drawn: number): Bucket => ({
  ...bucket(`${operation} instances`, 1000, refillPerSecond),
  drawn,
})

/** [documented: the same page] Per API. */
function ec2Bucket({ operation, input }: Call): Bucket {
  if (operation === 'CreateTags') return bucket(operation, 100, 10)
  if (EC2_WRITES_OF_100.has(operation)) return bucket(operation, 100, 5)
  if (!READ.test(operation)) return bucket(operation, 50, 5)
  if (EC2_COSTLY_IF_UNFILTERED.has(operation) && !isNarrow(input)) return bucket(`${operation} unfiltered`, 50, 10)
  return bucket(operation, 100, 20)
}

const EC2_WRITES_OF_100 = new Set([
  'CreateLaunchTemplateVersion',
  'ModifyLaunchTemplate',
  'DeregisterImage',
  'DeleteSnapshot',
])
const EC2_COSTLY_IF_UNFILTERED = new Set([
  'DescribeInstances',
  'DescribeInstanceStatus',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroups',
  'DescribeSnapshots',
  'DescribeVolumes',
])
/** Any filter, id or page size makes the call a cheap one. */
const isNarrow = (input: Call['input']) => Object.keys(input).some((key) => key !== 'DryRun')

/** [documented: elb-api-throttling] Per version of the API: classic and v2 do not share. */
function loadBalancingBucket({ operation }: Call): Bucket {
  if (READ.test(operation)) return bucket('read', 40, 10)
  if (/^(Register|Deregister)/.test(operation)) return bucket('registration', 20, 4)
  return bucket('write', 20, 3)
}
