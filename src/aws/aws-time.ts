/** AWS's own clock, read off the `Date` of its answers. */
import type { Instant, Ms } from '../rollout/model/time.ts'

/** Answers that have a say. */
const KEPT = 5
/** Answers that agree: their clocks differ by less, and so does the way that each has come. */
const AGREE: Ms = 30_000
/** AWS refuses what is signed more than five minutes from its own time; from here on requests are signed by its clock. */
const SKEWED: Ms = 60_000

interface Heard {
  readonly date: Instant
  /** How far AWS is ahead of this machine by it. */
  readonly ahead: Ms
}

/**
 * What time it is at AWS. One `Date` decides nothing: a proxy may send a wrong one, and the rollout's limits are measured
 * by it. An answer counts if it agrees with most of the last few, of two with the one that is nearer to this machine's
 * clock.
 */
export class AwsTime {
  readonly #local: () => Instant
  #heard: readonly Heard[] = []

  /** `local`: this machine's clock. */
  constructor(local: () => Instant) {
    this.#local = local
  }

  /** Notes the `Date` of an answer that has just come. */
  note(date: Instant): void {
    this.#heard = [...this.#heard, { date, ahead: date - this.#local() }].slice(-KEPT)
  }

  /** The newest `Date` that counts, to the second; this machine's clock until there is one. */
  now(): Instant {
    const ahead = this.#ahead()
    if (ahead === undefined) return this.#local()
    const counting = this.#heard.filter((each) => Math.abs(each.ahead - ahead) <= AGREE)
    return Math.max(...counting.map(({ date }) => date))
  }

  /** How far AWS's clock is ahead of this machine's; negative: behind; 0 where they are about the same. */
  skew(): Ms {
    const ahead = this.#ahead() ?? 0
    return Math.abs(ahead) < SKEWED ? 0 : ahead
  }

  /** Of an even number the one in the middle that is nearer to this machine's clock. */
  #ahead(): Ms | undefined {
    const sorted = this.#heard.map(({ ahead }) => ahead).sort((a, b) => a - b)
    const middle = sorted.length >> 1
    const [one, other] = sorted.length % 2 === 1 ? [sorted[middle]] : [sorted[middle - 1], sorted[middle]]
    return one === undefined || other === undefined || Math.abs(one) <= Math.abs(other) ? one : other
  }
}

/** The `Date` of an answer, if it has one. */
export function dateOf(response: unknown): Instant | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined
  const date = Date.parse(String(headers.date))
  return Number.isNaN(date) ? undefined : date
}
