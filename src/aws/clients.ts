/** The SDK's clients, made once: region, retries on our clock, limits of time, and AWS's own clock read off its answers. */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { EC2Client } from '@aws-sdk/client-ec2'
import type { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing'
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { SSMClient } from '@aws-sdk/client-ssm'
import type { AwsCredentialIdentityProvider, Pluggable } from '@smithy/types'
import type { Instant } from '../rollout/model.ts'
import type { Clock } from '../rollout/world.ts'
import { proxied } from './proxy.ts'
import { RetryOnClock } from './retry.ts'

/** Milliseconds; a connection that takes longer, or an answer, counts as failed. */
const CONNECT = 10_000
const ANSWER = 60_000

/** Everything that AWS is asked through. */
export interface Clients {
  readonly autoScaling: AutoScalingClient
  /** For writes that must not be sent twice unseen: a lost answer is told, not retried. */
  readonly autoScalingOnce: AutoScalingClient
  readonly ec2: EC2Client
  readonly elb: ElasticLoadBalancingV2Client
  readonly cloudWatch: CloudWatchClient
  /** These are made, and their code is loaded, when they are first asked for: most runs do without. */
  systemsManager(): Promise<SSMClient>
  classicElb(): Promise<ElasticLoadBalancingClient>
  /** The newest `Date` of AWS's answers, to the second; the local clock until there is one. */
  awsNow(): Instant
  /** Ends every connection, also those of looks that nobody waits for any more. */
  close(): void
}

/** How AWS is reached. `credentials`: without them the SDK's ordinary chain finds some. */
export interface Access {
  readonly region: string
  readonly clock: Clock
  /** May name a proxy. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly credentials: AwsCredentialIdentityProvider | undefined
}

/** Makes all clients; the endpoint comes from `AWS_ENDPOINT_URL` where it is set. */
export function clientsFor({ region, clock, env, credentials }: Access): Clients {
  let newest: Instant = 0
  const config = {
    region,
    retryStrategy: new RetryOnClock(clock),
    requestHandler: {
      connectionTimeout: CONNECT,
      requestTimeout: ANSWER,
      throwOnRequestTimeout: true,
      ...proxied(env),
    },
    ...(credentials && { credentials }),
  }
  const autoScaling = new AutoScalingClient(config)
  const { retryStrategy: _, ...unretried } = config
  const autoScalingOnce = new AutoScalingClient({ ...unretried, maxAttempts: 1 })
  const ec2 = new EC2Client(config)
  const elb = new ElasticLoadBalancingV2Client(config)
  const cloudWatch = new CloudWatchClient(config)
  const note = (date: Instant) => {
    newest = Math.max(newest, date)
  }
  autoScaling.middlewareStack.use(dates(note))
  autoScalingOnce.middlewareStack.use(dates(note))
  ec2.middlewareStack.use(dates(note))
  elb.middlewareStack.use(dates(note))
  cloudWatch.middlewareStack.use(dates(note))
  const systemsManager = onDemand(async () => {
    const { SSMClient } = await import('@aws-sdk/client-ssm')
    const client = new SSMClient(config)
    client.middlewareStack.use(dates(note))
    return client
  })
  const classicElb = onDemand(async () => {
    const { ElasticLoadBalancingClient } = await import('@aws-sdk/client-elastic-load-balancing')
    const client = new ElasticLoadBalancingClient(config)
    client.middlewareStack.use(dates(note))
    return client
  })
  const close = () => {
    for (const client of [autoScaling, autoScalingOnce, ec2, elb, cloudWatch, systemsManager, classicElb])
      client.destroy()
  }
  const clients = { autoScaling, autoScalingOnce, ec2, elb, cloudWatch }
  const later = { systemsManager: systemsManager.get, classicElb: classicElb.get }
  return { ...clients, ...later, awsNow: () => newest || clock.now(), close }
}

/** A client that is made once, when it is first got. */
function onDemand<T extends { destroy(): void }>(make: () => Promise<T>) {
  let made: Promise<T> | undefined
  const get = (): Promise<T> => {
    made ??= make()
    return made
  }
  return { get, destroy: () => made?.then((client) => client.destroy()) }
}

/** Notes the time of each answer that could be read: what is cut off, or comes from something in between, has no say in AWS's time. */
const dates = <Input extends object, Output extends object>(
  note: (date: Instant) => void,
): Pluggable<Input, Output> => ({
  applyToStack: (stack) =>
    stack.add(
      (next) => async (args) => {
        const result = await next(args)
        const date = dateOf(result.response)
        if (date !== undefined) note(date)
        return result
      },
      { step: 'deserialize', priority: 'high', name: 'noteDate' },
    ),
})

function dateOf(response: unknown): Instant | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined
  const date = Date.parse(String(headers.date))
  return Number.isNaN(date) ? undefined : date
}
