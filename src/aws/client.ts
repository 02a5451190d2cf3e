/** The SDK's clients as this action uses them: bounded, patient on our clock, behind the environment's proxy, on AWS's time. */
import type {
  AwsCredentialIdentityProvider,
  FinalizeHandler,
  FinalizeHandlerArguments,
  MiddlewareStack,
  Pluggable,
} from '@smithy/types'
import type { Instant } from '../rollout/model/time.ts'
import type { Clock } from '../rollout/ports.ts'
import { wholeAnswers } from './answer.ts'
import { type AwsTime, dateOf } from './aws-time.ts'
import type { Limits } from './bounds.ts'
import { isDirect, proxied, proxyIn } from './proxy.ts'
import { RetryOnClock, retrySettings } from './retry.ts'

/** Where AWS is, and the way there. The endpoint comes from `AWS_ENDPOINT_URL` where it is set. */
export interface Reach {
  readonly region: string
  readonly clock: Clock
  /** May name a proxy, and how often to try. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What every client is made with. `credentials`: without them the SDK's ordinary chain finds some. */
interface Config {
  readonly region: string
  readonly requestHandler: object
  readonly retryStrategy?: RetryOnClock
  readonly maxAttempts?: number
  /** Else `AWS_DEFAULTS_MODE` would change time-outs and, set to `auto`, ask the instance metadata service. */
  readonly defaultsMode: 'standard'
  readonly credentials?: AwsCredentialIdentityProvider
}

/** What of a client of the SDK is dealt with here. */
interface Client<Input extends object, Output extends object> {
  readonly middlewareStack: Pick<MiddlewareStack<Input, Output>, 'use' | 'remove'>
  /** The SDK signs by this machine's clock and this many milliseconds. */
  readonly config: { systemClockOffset: number }
  destroy(): void
}

/** The class of a service's clients. */
export type Service<C, Input extends object, Output extends object> = new (config: Config) => C & Client<Input, Output>

/** How clients are made. `isOnceOnly`: what may have been carried out is never sent again by the client itself. */
export interface ClientParts {
  readonly reach: Reach
  readonly limits: Limits
  readonly time: AwsTime
  readonly credentials?: AwsCredentialIdentityProvider | undefined
  readonly isOnceOnly?: boolean
}

/** Makes a client of a service. It connects nothing yet: the first call does. */
export function clientOf<C, Input extends object, Output extends object>(
  service: Service<C, Input, Output>,
  { reach, limits, time, credentials, isOnceOnly = false }: ClientParts,
): C & Client<Input, Output> {
  const { region, clock, env } = reach
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
  client.middlewareStack.use(dates((date) => time.note(date)))
  client.middlewareStack.use(wholeAnswers({ clock, limits, proxyTo: proxyFor(env) }))
  client.middlewareStack.use(beforeSigning(setOffset))
  // It copies each answer for a log that nobody keeps: of a large group that is half a megabyte a poll.
  client.middlewareStack.remove('loggerMiddleware')
  return client
}

/** The proxy that leads to a host, unless requests go straight there. */
const proxyFor = (env: Reach['env']) => {
  const proxy = proxyIn(env)
  return (host: string, port: number | undefined) => (proxy && !isDirect(env, host, port) ? proxy.host : undefined)
}

/**
 * One client learns of a wrong clock by an answer, the next would have to be refused first, and a client that sends only
 * once could never be right: so all share what is known. At each attempt, because the SDK believes the `Date` of an error
 * at once and would sign its next attempt by it.
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
 * Notes the time of each answer that could be read, an error of AWS's too: the first call of a machine with a wrong clock is
 * answered by one. What is cut off, or comes from something in between, has no say in AWS's time.
 */
const dates = <Input extends object, Output extends object>(
  note: (date: Instant) => void,
): Pluggable<Input, Output> => ({
  applyToStack: (stack) =>
    stack.add(
      (next) => async (args) => {
        const noteDate = (response: unknown) => {
          const date = dateOf(response)
          if (date !== undefined) note(date)
        }
        try {
          const result = await next(args)
          noteDate(result.response)
          return result
        } catch (thrown) {
          // The SDK hangs the answer on an error that AWS gave.
          if (typeof thrown === 'object' && thrown !== null && '$fault' in thrown && '$response' in thrown)
            noteDate(thrown.$response)
          throw thrown
        }
      },
      { step: 'deserialize', priority: 'high', name: 'noteDate' },
    ),
})
