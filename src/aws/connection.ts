/**
 * The connection to AWS: one client for each service, a time limit for every call, renewed credentials, and AWS's
 * time.
 */
import type { Instant } from '../rollout/model/time.ts'
import type { RetryLimit } from '../rollout/ports.ts'
import { AwsTime } from './aws-time.ts'
import { LIMITS } from './bounds.ts'
import { type CallContext, type Caller, type CallOptions, call } from './call.ts'
import { clientOf, type Reach, type Service } from './client.ts'
import { FirstRequest } from './first-request.ts'

export type { Reach } from './client.ts'

/** Calls to AWS. Errors are thrown as an `AwsProblem` that names the operation. */
export interface Calls {
  /** The client of a service, created at first use. */
  client<C, Input extends object, Output extends object>(service: Service<C, Input, Output>): C
  /** A client for writes that must not be sent twice: a lost answer is thrown, not retried. */
  onceOnly<C, Input extends object, Output extends object>(service: Service<C, Input, Output>): C
  /** Reads. No answer in time is a problem of kind `passing`. */
  read<T>(operation: string, send: (options: CallOptions) => Promise<T>): Promise<T>
  /** Writes. No answer in time is of kind `lost` once the request was sent. */
  write<T>(operation: string, send: (options: CallOptions) => Promise<T>): Promise<T>
  /** The same, for writes that may be sent again only after the caller has read their effect. */
  writeOnce<T>(operation: string, send: (options: CallOptions) => Promise<T>): Promise<T>
  /** Resolves when the first request has left; at once while no call is being made. Code that is loaded waits for it. */
  firstRequest(): Promise<void>
  /** AWS's time from the newest trusted `Date`, to the second; the local clock until there is one. */
  awsNow(): Instant
  /** The same, but every call ends at the latest when `stop` is aborted. */
  within(stop: AbortSignal): Calls
  /** The same, but retries temporary problems, except in `writeOnce`. */
  retrying(retryLimit: RetryLimit): Calls
}

/** The connection, which its owner must close. */
export interface Connection extends Calls {
  /** Closes every connection, including those of abandoned calls. */
  close(): void
}

/** Creates the connection; only the first call connects. `onSilence` is called for calls without an answer for long. */
export function connectionTo(reach: Reach, caller: Caller, onSilence?: CallContext['onSilence']): Connection {
  const time = new AwsTime(() => reach.clock.now())
  const made = new Map<unknown, { destroy(): void }>()
  const first = new FirstRequest()
  const onRequest = () => void first.handedOn()
  const making = { reach, limits: LIMITS, time, credentials: caller.provider, onRequest }
  const client: Calls['client'] = (service) => {
    const known = made.get(service)
    if (known instanceof service) return known
    const client = clientOf(service, making)
    made.set(service, client)
    return client
  }
  const onceOnly: Calls['onceOnly'] = (service) => {
    const client = clientOf(service, { ...making, isOnceOnly: true })
    made.set(client, client)
    return client
  }
  const { clock, env } = reach
  const callsBy = (means: CallContext): Calls => ({
    client,
    onceOnly,
    read: (operation, send) => first.begins(call({ operation, type: 'read', send }, means)),
    write: (operation, send) => first.begins(call({ operation, type: 'write', send }, means)),
    writeOnce: (operation, send) => first.begins(call({ operation, type: 'write', send, isOnceOnly: true }, means)),
    firstRequest: () => first.left(),
    awsNow: () => time.now(),
    within: (stop) => callsBy({ ...means, stop }),
    retrying: (retryFor) => callsBy({ ...means, retryFor }),
  })
  return {
    ...callsBy({ clock, env, limit: LIMITS.call, caller, ...(onSilence && { onSilence }) }),
    close() {
      for (const client of made.values()) client.destroy()
    },
  }
}
