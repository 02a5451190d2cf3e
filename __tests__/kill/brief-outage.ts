/** A minute in which AWS answers no call: every end of a fleet is as without it. */
import { type Fault, unavailable } from '../../simulator/aws/gate/faults.ts'
import type { Moment } from '../life.ts'

const LASTS = 60_000

/** An outage whose beginning a test learns as it plays: from `begin` on (ms since epoch), or from this moment of a job. */
export function briefOutage(from?: Moment | number): { readonly fault: Fault; begin(now: number): void } {
  let began = typeof from === 'number' ? from : undefined
  let count = 0
  const where: NonNullable<Fault['on']['where']> = ({ operation, at }) => {
    const isMoment = typeof from === 'object' && operation === from.operation && ++count === (from.nth ?? 1)
    if (isMoment && from.when === 'before') began ??= at
    const strikes = began !== undefined && at >= began && at < began + LASTS
    if (isMoment) began ??= at
    return strikes
  }
  return {
    fault: { on: { where }, what: unavailable },
    begin: (now) => {
      began ??= now
    },
  }
}
