/** AWS's token buckets, on the simulator's clock: a call takes a token, and an empty bucket refuses. */
import type { Call, Gate } from '../call.ts'
import { refusalsOf } from './dialect.ts'

/** `name` tells which calls share the bucket. It starts full. */
export interface Bucket {
  readonly name: string
  readonly capacity: number
  readonly refillPerSecond: number
}

/** The bucket that a call draws from. */
export type BucketOf = (call: Call) => Bucket

/** Buckets are kept per region, as AWS does per account and region. Always the same for the same calls at the same times. */
export function throttling(bucketOf: BucketOf = awsBuckets): Gate {
  const levels = new Map<string, { readonly tokens: number; readonly at: number }>()
  return (call, next) => {
    const { name, capacity, refillPerSecond } = bucketOf(call)
    const key = `${call.region} ${call.service} ${name}`
    const { tokens, at } = levels.get(key) ?? { tokens: capacity, at: call.at }
    const level = Math.min(capacity, tokens + ((call.at - at) / 1000) * refillPerSecond)
    const enough = level >= 1
    levels.set(key, { tokens: enough ? level - 1 : level, at: call.at })
    if (!enough) throw refusalsOf(call.service).throttled()
    return next()
  }
}

const bucket = (name: string, capacity: number, refillPerSecond: number): Bucket => ({
  name,
  capacity,
  refillPerSecond,
})
const READ = /^(Describe|Get|List)/

/** What AWS publishes; a service without published numbers gets one shared bucket of our own choice. */
export const awsBuckets: BucketOf = (call) => {
  if (call.service === 'EC2') return ec2Bucket(call)
  if (call.service.startsWith('Elastic Load Balancing')) return loadBalancingBucket(call)
  // Auto Scaling: one bucket for all calls, its size not published; these numbers are ours.
  return bucket('all', 100, 10)
}

/** [documented: ec2-api-throttling] Per API. */
function ec2Bucket({ operation, input }: Call): Bucket {
  if (operation === 'RunInstances') return bucket(operation, 5, 2)
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
