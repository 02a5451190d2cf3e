/**
 * Creates the SDK's clients with time limits, retries on the injected clock, the environment's proxy and AWS's time.
 */
import type { AwsCredentialIdentityProvider, MiddlewareStack } from '@smithy/types'
import type { Clock } from '../rollout/ports.ts'
import { type Receiving, wholeAnswers } from './answer.ts'
import type { AwsTime } from './aws-time.ts'
import type { Limits } from './bounds.ts'
import { knownMembers } from './known-members.ts'
import { isDirect, proxied, proxyIn } from './proxy.ts'
import { RetryOnClock, retrySettings } from './retry.ts'
import { signingTime } from './signing-time.ts'
import { type Trace, traced } from './trace.ts'

/** How AWS is reached. The endpoint comes from `AWS_ENDPOINT_URL` where it is set. */
export interface Reach {
  readonly region: string
  readonly clock: Clock
  /** May name a proxy and retry settings. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Hears of every call; only where the job's debug log is on. */
  readonly trace?: Trace | undefined
}

/** The configuration of every client. Without `credentials` the SDK's default chain finds them. */
interface Config {
  readonly region: string
  readonly requestHandler: object
  readonly retryStrategy?: RetryOnClock
  readonly maxAttempts?: number
  /** Set, because `AWS_DEFAULTS_MODE` would change timeouts and, with `auto`, query the instance metadata service. */
  readonly defaultsMode: 'standard'
  readonly credentials?: AwsCredentialIdentityProvider
}

/** The members of an SDK client that are used here. */
interface Client<Input extends object, Output extends object> {
  readonly middlewareStack: Pick<MiddlewareStack<Input, Output>, 'use' | 'remove'>
  /** The SDK signs with the runner's clock plus this offset in milliseconds. */
  readonly config: { systemClockOffset: number }
  destroy(): void
}

/** The class of a service's clients. */
export type Service<C, Input extends object, Output extends object> = new (config: Config) => C & Client<Input, Output>

/**
 * What clients are made from. `isOnceOnly`: the client never retries a request that AWS may have executed. `onRequest` is
 * called for each request that is sent.
 */
export interface ClientParts extends Pick<Receiving, 'onRequest'> {
  readonly reach: Reach
  readonly limits: Limits
  readonly time: AwsTime
  readonly credentials?: AwsCredentialIdentityProvider | undefined
  readonly isOnceOnly?: boolean
}

/** Creates a client of a service. Only its first call connects. */
export function clientOf<C, Input extends object, Output extends object>(
  service: Service<C, Input, Output>,
  { reach, limits, time, credentials, onRequest, isOnceOnly = false }: ClientParts,
): C & Client<Input, Output> {
  const { region, clock, env, trace } = reach
  const settings = retrySettings(env)
  const retries = { maxAttempts: settings.attempts, retryStrategy: new RetryOnClock(clock, settings) }
  const client = new service({
    region,
    defaultsMode: 'standard',
    ...(isOnceOnly ? { maxAttempts: 1 } : retries),
    requestHandler: {
      connectionTimeout: limits.connect,
      requestTimeout: limits.answer,
      socketTimeout: limits.answer,
      throwOnRequestTimeout: true,
      ...proxied(env),
    },
    ...(credentials && { credentials }),
  })
  client.middlewareStack.use(signingTime(time, client.config))
  client.middlewareStack.use(wholeAnswers({ clock, limits, proxyTo: proxyFor(env), ...(onRequest && { onRequest }) }))
  client.middlewareStack.use(knownMembers())
  if (trace) client.middlewareStack.use(traced(clock, trace))
  // It copies each answer for a logger that is not set: half a megabyte a poll for a large group.
  client.middlewareStack.remove('loggerMiddleware')
  return client
}

/** The proxy for a host; `undefined` for a direct connection. */
const proxyFor = (env: Reach['env']) => {
  const proxy = proxyIn(env)
  return (host: string, port: number | undefined) => (proxy && !isDirect(env, host, port) ? proxy.host : undefined)
}
