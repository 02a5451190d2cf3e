/** The SDK's standard retries (three attempts, exponential back-off with jitter), slept on our clock. */
import { StandardRetryStrategy } from '@smithy/core/retry'
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types'
import type { Clock } from '../rollout/world.ts'

/** The SDK's own figures: base delay, base delay when throttled, and cap, in milliseconds. */
const BASE = 50
const BASE_THROTTLED = 1_000
const CAP = 20_000
const ATTEMPTS = 3

/** Waits on `clock` instead of on a timer of its own; everything else is as the SDK does it. */
export class RetryOnClock extends StandardRetryStrategy {
  readonly #clock: Pick<Clock, 'sleep'>

  constructor(clock: Pick<Clock, 'sleep'>) {
    super({ maxAttempts: ATTEMPTS, backoff: { setDelayBase() {}, computeNextBackoffDelay: () => 0 } })
    this.#clock = clock
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    error: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const next = await super.refreshRetryTokenForRetry(token, error)
    const base = error.errorType === 'THROTTLING' ? BASE_THROTTLED : BASE
    await this.#clock.sleep(Math.min(CAP, Math.random() * base * 2 ** token.getRetryCount()))
    return next
  }
}
