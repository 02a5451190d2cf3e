/** How AWS is reached: region, retries on our clock, limits of time, and AWS's own clock read off its answers. */
import type { AwsCredentialIdentityProvider, MiddlewareStack, Pluggable } from '@smithy/types'
import type { Instant, Ms } from '../rollout/model.ts'
import type { Clock } from '../rollout/world.ts'
import { proxied } from './proxy.ts'
import { RetryOnClock } from './retry.ts'

/** Where AWS is, and the way there. The endpoint comes from `AWS_ENDPOINT_URL` where it is set. */
export interface Reach {
  readonly region: string
  readonly clock: Clock
  /** May name a proxy. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A connection that takes longer, or an answer, counts as failed. */
interface Patience {
  readonly connect: Ms
  readonly answer: Ms
}

/** What every client is made with. */
export const configFor = (
  { region, clock, env }: Reach,
  { connect, answer }: Patience = { connect: 10_000, answer: 60_000 },
) => ({
  region,
  retryStrategy: new RetryOnClock(clock),
  requestHandler: {
    connectionTimeout: connect,
    requestTimeout: answer,
    throwOnRequestTimeout: true,
    ...proxied(env),
  },
})

/** `credentials`: without them the SDK's ordinary chain finds some. */
type Config = Partial<ReturnType<typeof configFor>> & {
  readonly credentials?: AwsCredentialIdentityProvider
  readonly maxAttempts?: number
}

/** What of a client of the SDK is dealt with here. */
interface Client<Input extends object, Output extends object> {
  readonly middlewareStack: Pick<MiddlewareStack<Input, Output>, 'use' | 'remove'>
  destroy(): void
}

/** The class of a service's clients. */
type Service<C, Input extends object, Output extends object> = new (config: Config) => C & Client<Input, Output>

/** Every way to AWS. */
export interface Connection {
  /** The one client of a service, made when it is first asked for. */
  client<C, Input extends object, Output extends object>(service: Service<C, Input, Output>): C
  /** A client for writes that must not be sent twice unseen: a lost answer is told, not retried. */
  onceOnly<C, Input extends object, Output extends object>(service: Service<C, Input, Output>): C
  /** The newest `Date` of AWS's answers, to the second; the local clock until there is one. */
  awsNow(): Instant
  /** Ends every connection, also those of looks that nobody waits for any more. */
  close(): void
}

/** Connects nothing yet: the first call does. */
export function connectionTo(reach: Reach, credentials: AwsCredentialIdentityProvider | undefined): Connection {
  let newest: Instant = 0
  const made = new Map<unknown, { destroy(): void }>()
  const { retryStrategy, ...config } = { ...configFor(reach), ...(credentials && { credentials }) }
  const note = (date: Instant) => {
    newest = Math.max(newest, date)
  }
  function make<C, Input extends object, Output extends object>(Made: Service<C, Input, Output>, more: Config) {
    const client = new Made({ ...config, ...more })
    client.middlewareStack.use(dates(note))
    // It copies each answer for a log that nobody keeps: of a large group that is half a megabyte a look.
    client.middlewareStack.remove('loggerMiddleware')
    return client
  }
  return {
    client(service) {
      const known = made.get(service)
      if (known instanceof service) return known
      const client = make(service, { retryStrategy })
      made.set(service, client)
      return client
    },
    onceOnly(service) {
      const client = make(service, { maxAttempts: 1 })
      made.set(client, client)
      return client
    },
    awsNow: () => newest || reach.clock.now(),
    close() {
      for (const client of made.values()) client.destroy()
    },
  }
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
