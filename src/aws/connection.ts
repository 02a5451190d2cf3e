/** The way to AWS: one client a service, every call bounded, renewed credentials where a session has ended, AWS's own time. */
import type { Instant } from '../rollout/model/time.ts'
import type { Patience } from '../rollout/ports.ts'
import { AwsTime } from './aws-time.ts'
import { LIMITS } from './bounds.ts'
import { type Caller, type CallOptions, call, type Means } from './call.ts'
import { clientOf, type Reach, type Service } from './client.ts'

export type { Reach } from './client.ts'

/** Calls to AWS. What goes wrong is thrown as an `AwsProblem` that names the operation. */
export interface Calls {
  /** The one client of a service, made when it is first asked for. */
  client<C, Input extends object, Output extends object>(service: Service<C, Input, Output>): C
  /** A client for writes that must not be sent twice unseen: a lost answer is told, not retried. */
  onceOnly<C, Input extends object, Output extends object>(service: Service<C, Input, Output>): C
  /** Asks; no answer in time is `passing`. */
  read<T>(operation: string, send: (options: CallOptions) => Promise<T>): Promise<T>
  /** Changes something; no answer in time is `lost` once the request has left. */
  write<T>(operation: string, send: (options: CallOptions) => Promise<T>): Promise<T>
  /** The same for what must not be sent again unless its sender has seen what became of it. */
  writeOnce<T>(operation: string, send: (options: CallOptions) => Promise<T>): Promise<T>
  /** The newest `Date` of AWS's answers that can be believed, to the second; the local clock until there is one. */
  awsNow(): Instant
  /** The same, but every call ends at the latest when `stop` is aborted. */
  within(stop: AbortSignal): Calls
  /** The same, but what may pass is met by sending again; not by `writeOnce`. */
  patient(patience: Patience): Calls
}

/** Every way to AWS. */
export interface Connection extends Calls {
  /** Ends every connection, also those of calls that nobody waits for any more. */
  close(): void
}

/** Connects nothing yet: the first call does. `onSilence` is told of calls that get no answer for long. */
export function connectionTo(reach: Reach, caller: Caller, onSilence?: Means['onSilence']): Connection {
  const time = new AwsTime(() => reach.clock.now())
  const made = new Map<unknown, { destroy(): void }>()
  const making = { reach, limits: LIMITS, time, credentials: caller.provider }
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
  const callsBy = (means: Means): Calls => ({
    client,
    onceOnly,
    read: (operation, send) => call({ operation, type: 'read', send }, means),
    write: (operation, send) => call({ operation, type: 'write', send }, means),
    writeOnce: (operation, send) => call({ operation, type: 'write', send, isOnceOnly: true }, means),
    awsNow: () => time.now(),
    within: (stop) => callsBy({ ...means, stop }),
    patient: (retryFor) => callsBy({ ...means, retryFor }),
  })
  return {
    ...callsBy({ clock, env, limit: LIMITS.call, caller, ...(onSilence && { onSilence }) }),
    close() {
      for (const client of made.values()) client.destroy()
    },
  }
}
