/** Which calls a fault strikes. */
import type { Call } from '../call.ts'

/**
 * All that is given must hold. `nth` counts, from 1, the calls for which the rest holds. `from`, `until` (excluded): ms
 * since epoch on the simulator's clock.
 */
export interface Target {
  readonly service?: string
  readonly operation?: string
  readonly from?: number
  readonly until?: number
  /** Only for a while: from the first call that `call` fits, for `lastsMs` on the simulator's clock. */
  readonly since?: { readonly call: Target; readonly lastsMs: number }
  readonly where?: (call: Call) => boolean
  readonly nth?: number | readonly number[]
}

/** A predicate that counts the calls that it fits. It must see every call, once. */
export function counted({ nth, since, ...target }: Target): (call: Call) => boolean {
  const wanted = nth === undefined ? undefined : [nth].flat()
  const isIn = since ? lasting(since) : () => true
  let count = 0
  return (call) => {
    // Asked first, and always: it counts on its own.
    if (!isIn(call) || !fits(target, call)) return false
    count += 1
    return wanted?.includes(count) ?? true
  }
}

function lasting({ call: first, lastsMs }: NonNullable<Target['since']>): (call: Call) => boolean {
  const begins = counted(first)
  let end: number | undefined
  return (call) => {
    if (begins(call)) end ??= call.at + lastsMs
    return end !== undefined && call.at < end
  }
}

function fits({ service, operation, from, until, where }: Omit<Target, 'nth' | 'since'>, call: Call): boolean {
  return (
    (service === undefined || service === call.service) &&
    (operation === undefined || operation === call.operation) &&
    (from === undefined || call.at >= from) &&
    (until === undefined || call.at < until) &&
    (where === undefined || where(call))
  )
}
