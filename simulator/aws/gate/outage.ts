/** Brief outages: for a while every call, those of one service, or those of one operation, fail alike. */
import type { Effect, Fault } from './faults.ts'
import type { Target } from './target.ts'

/**
 * `of`: the calls that fail; all unless said. `begins`: a moment, in ms since epoch on the simulator's clock, or the call
 * with which it begins (that call fails too, if it is one of `of`). `lastsMs`: on the same clock.
 */
export interface Outage {
  readonly what: Effect
  readonly of?: Pick<Target, 'service' | 'operation' | 'where'>
  readonly begins: number | Target
  readonly lastsMs: number
}

/** The outage as one fault of a scene. */
export function outage({ what, of = {}, begins, lastsMs }: Outage): Fault {
  const on =
    typeof begins === 'number'
      ? { ...of, from: begins, until: begins + lastsMs }
      : { ...of, since: { call: begins, lastsMs } }
  return { on, what }
}
