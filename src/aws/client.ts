/**
 * Creates the SDK's clients with time limits, retries on the injected clock, the environment's proxy and AWS's time.
 */
import type {
  AwsCredentialIdentityProvider,
  FinalizeHandler,
  FinalizeHandlerArguments,
  MiddlewareStack,
  Pluggable,
} from '@smithy/types'
import type { Clock } from '../rollout/ports.ts'
import { wholeAnswers } from './answer.ts'
import { type AwsTime, dateOf } from './aws-time.ts'
import type { Limits } from './bounds.ts'
import { isOfClock } from './diagnosis.ts'
import { isDirect, proxied, proxyIn } from './proxy.ts'
import { RetryOnClock, retrySettings } from './retry.ts'
import { at, read } from './thrown.ts'
import { type Trace, traced } from './trace.ts'
import { unchangedMembers } from './unchanged-members.ts'

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

/** What clients are made from. `isOnceOnly`: the client never retries a request that AWS may have executed. */
export interface ClientParts {
  readonly reach: Reach
  readonly limits: Limits
  readonly time: AwsTime
  readonly credentials?: AwsCredentialIdentityProvider | undefined
  readonly isOnceOnly?: boolean
}

/** Creates a client of a service. Only its first call connects. */
export function clientOf<C, Input extends object, Output extends object>(
  service: Service<C, Input, Output>,
  { reach, limits, time, credentials, isOnceOnly = false }: ClientParts,
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
  const setOffset = () => {
    client.config.systemClockOffset = time.skew()
  }
  client.middlewareStack.use(dates(time))
  client.middlewareStack.use(wholeAnswers({ clock, limits, proxyTo: proxyFor(env) }))
  client.middlewareStack.use(unchangedMembers())
  client.middlewareStack.use(beforeSigning(setOffset))
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

/**
 * Sets the clock offset before signing. The SDK corrects a wrong clock for each client alone and only after a refusal,
 * which a client that never retries could not recover from, so all clients share one offset. At each attempt, because
 * the SDK believes the `Date` of an error at once and would sign its next attempt by it.
 */
const beforeSigning = <Input extends object, Output extends object>(act: () => void): Pluggable<Input, Output> => ({
  applyToStack: (stack) =>
    stack.addRelativeTo(
      (next: FinalizeHandler<Input, Output>) => (args: FinalizeHandlerArguments<Input>) => {
        act()
        return next(args)
      },
      { relation: 'before', toMiddleware: 'httpSigningMiddleware', name: 'awsTime' },
    ),
})

/**
 * Notes the time of each answer that could be read, an error of AWS's too: the first call of a machine with a wrong
 * clock is answered by one. What is cut off, or comes from something in between, has no say in AWS's time.
 */
const dates = <Input extends object, Output extends object>(
  time: Pick<AwsTime, 'note' | 'refused' | 'skew'>,
): Pluggable<Input, Output> => ({
  applyToStack: (stack) =>
    stack.add(
      (next) => async (args) => {
        // The request was signed a moment ago.
        const signedAhead = time.skew()
        try {
          const result = await next(args)
          const date = dateOf(result.response)
          if (date !== undefined) time.note(date)
          return result
        } catch (thrown) {
          const seen = read(thrown)
          // The SDK hangs the answer on an error that AWS gave.
          const date = seen?.answered ? dateOf(at(thrown, '$response')) : undefined
          if (seen && date !== undefined) {
            if (isOfClock(seen)) time.refused(date, signedAhead)
            else time.note(date)
          }
          throw thrown
        }
      },
      { step: 'deserialize', priority: 'high', name: 'noteDate' },
    ),
})
