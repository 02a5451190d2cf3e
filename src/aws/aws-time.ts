/** AWS's clock, from the `Date` header of its answers. */
import type { Instant, Ms } from '../rollout/model/time.ts'

/** How many of the latest answers are used. */
const ANSWERS_KEPT = 5
/** Answers agree if their times differ by less, which includes different network delays. Milliseconds. */
const AGREEMENT: Ms = 30_000
/** AWS accepts a signature up to five minutes before or after its own time. Milliseconds. */
export const SIGNATURE_LASTS: Ms = 300_000
/**
 * AWS refuses signatures more than five minutes off its time. From this difference on, requests are signed with AWS's
 * time. Milliseconds.
 */
const LEAST_SKEW: Ms = 60_000

interface ServerTime {
  readonly date: Instant
  /** How far this answer is ahead of the runner's clock. */
  readonly ahead: Ms
}

/**
 * AWS's current time. A single `Date` is not trusted, because a proxy may send a wrong one and the rollout's limits
 * depend on it. An answer counts if it agrees with most of the latest answers; of two, the one nearer to the runner's
 * clock counts.
 */
export class AwsTime {
  readonly #local: () => Instant
  #heard: readonly ServerTime[] = []

  /** `local`: the runner's clock. */
  constructor(local: () => Instant) {
    this.#local = local
  }

  /**
   * AWS answered, and so has accepted a signature whose time was so far ahead of the runner's clock: its own time is at most
   * five minutes from that. A `Date` that is farther away is wrong, and has no say.
   */
  accepted(date: Instant, signedAhead: Ms): void {
    if (Math.abs(date - this.#local() - signedAhead) <= SIGNATURE_LASTS) this.note(date)
  }

  /** Records the `Date` of an answer that has just arrived. */
  note(date: Instant): void {
    this.#heard = [...this.#heard, { date, ahead: date - this.#local() }].slice(-ANSWERS_KEPT)
  }

  /**
   * AWS refused a signature for its time, which was so far ahead of the runner's clock; `date` is that of the answer. What
   * made the signature's time was wrong: the runner's clock, or the dates of earlier answers. Those are forgotten, unless
   * another answer has put them right since.
   */
  refused(date: Instant, signedAhead: Ms): void {
    if (signedAhead === 0) this.note(date)
    else if (this.skew() === signedAhead) this.#heard = []
  }

  /** The newest `Date` that counts, to the second; the runner's clock until there is one. */
  now(): Instant {
    const ahead = this.#ahead()
    if (ahead === undefined) return this.#local()
    const counting = this.#heard.filter((each) => Math.abs(each.ahead - ahead) <= AGREEMENT)
    return Math.max(...counting.map(({ date }) => date))
  }

  /** How far AWS's clock is ahead of the runner's; negative: behind; 0 where they are about the same. */
  skew(): Ms {
    const ahead = this.#ahead() ?? 0
    return Math.abs(ahead) < LEAST_SKEW ? 0 : ahead
  }

  /** The median difference; for an even number, the middle one nearer to the runner's clock. */
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
