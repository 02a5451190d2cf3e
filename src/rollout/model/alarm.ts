/** CloudWatch alarms. AWS stops an instance refresh when one of its alarms goes into ALARM. */
import type { Instant } from './time.ts'

/** An alarm as CloudWatch lists it. */
export interface Alarm {
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string
  /** When its state changed last (StateTransitionedTimestamp of DescribeAlarms); `undefined` where AWS leaves it out. */
  readonly changed?: Instant
}

/**
 * An alarm that left OK since a refresh began, which AWS starts with alarms that are OK only. `isOver`: it is no longer
 * in ALARM.
 */
export interface FiredAlarm {
  readonly name: string
  readonly isOver: boolean
}

/**
 * The alarms that left OK since a moment. One may be back at OK before it is read. One without data only pauses a
 * refresh, so it does not count.
 */
export const firedSince = (alarms: ReadonlyMap<string, Alarm>, since: Instant): readonly FiredAlarm[] =>
  [...alarms].flatMap(([name, { state, changed }]) => {
    const isOver = state === 'OK' && changed !== undefined && changed > since
    return state === 'ALARM' || isOver ? [{ name, isOver }] : []
  })
