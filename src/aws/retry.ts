/**
 * The SDK's standard retries (exponential back-off with jitter, a retry budget for each client) on the injected clock.
 * The SDK's own class uses a fixed timer, which tests cannot control. The figures are the SDK's (`@smithy/core/retry`).
 */
import { DefaultRateLimiter } from '@smithy/core/retry'
import type { RetryErrorInfo, RetryStrategyV2, StandardRetryToken } from '@smithy/types'
import type { Ms } from '../rollout/model/time.ts'
import type { Clock } from '../rollout/ports.ts'

const BASE_PAUSE: Ms = 50
const BASE_PAUSE_THROTTLED: Ms = 1_000
const LONGEST_PAUSE: Ms = 20_000
/** The most that a `Retry-After` header adds to a pause. Milliseconds. */
const MOST_ASKED: Ms = 5_000

const ATTEMPTS = 3
/**
 * The retry budget of a client. A retry takes from it and a success gives back, so a client that always fails stops
 * retrying.
 */
const RETRY_BUDGET = 500
const RETRY_COST = 14
const RETRY_COST_THROTTLED = 5

/** Retry settings, from the environment variables that every AWS SDK reads. */
export interface RetrySettings {
  readonly attempts: number
  /** Also slows down all calls of a client that AWS has throttled. */
  readonly isAdaptive: boolean
}

/**
 * Reads `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE`, which the inputs have validated. Default: three attempts in standard
 * mode.
 */
export const retrySettings = (env: Readonly<Record<string, string | undefined>>): RetrySettings => ({
  attempts: Number(env['AWS_MAX_ATTEMPTS'] || ATTEMPTS),
  isAdaptive: env['AWS_RETRY_MODE'] === 'adaptive',
})

/** The retry strategy of one client. */
export class RetryOnClock implements RetryStrategyV2 {
  readonly mode = 'standard'
  readonly #clock: Clock
  readonly #attempts: number
  readonly #limiter: DefaultRateLimiter | undefined
  #budget = RETRY_BUDGET

  constructor(clock: Clock, { attempts, isAdaptive }: RetrySettings) {
    this.#clock = clock
    this.#attempts = attempts
    this.#limiter = isAdaptive ? new DefaultRateLimiter() : undefined
  }

  async acquireInitialRetryToken(): Promise<StandardRetryToken> {
    await this.#limiter?.getSendToken()
    return tokenOf(0)
  }

  /**
   * Sleeps, then returns the token of the next attempt. Rejects if there is none; the SDK then throws the original
   * error.
   */
  async refreshRetryTokenForRetry(token: StandardRetryToken, error: RetryErrorInfo): Promise<StandardRetryToken> {
    this.#limiter?.updateClientSendingRate(error)
    const { errorType, retryAfterHint } = error
    const retries = token.getRetryCount()
    const isThrottled = errorType === 'THROTTLING'
    const cost = isThrottled ? RETRY_COST_THROTTLED : RETRY_COST
    const isRetryable = isThrottled || errorType === 'TRANSIENT'
    if (!isRetryable || retries + 1 >= this.#attempts || this.#budget < cost) throw new Error('no further attempt')
    this.#budget -= cost
    const pause = Math.min(
      LONGEST_PAUSE,
      Math.random() * (isThrottled ? BASE_PAUSE_THROTTLED : BASE_PAUSE) * 2 ** retries,
    )
    const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - this.#clock.now()
    await this.#clock.sleep(Math.max(pause, Math.min(asked, pause + MOST_ASKED)))
    await this.#limiter?.getSendToken()
    return tokenOf(retries + 1, cost)
  }

  recordSuccess(token: StandardRetryToken): void {
    this.#limiter?.updateClientSendingRate({})
    this.#budget = Math.min(RETRY_BUDGET, this.#budget + (token.getRetryCost() ?? 1))
  }
}

const tokenOf = (retries: number, cost?: number): StandardRetryToken => ({
  getRetryCount: () => retries,
  // The whole pause was slept in `refreshRetryTokenForRetry`.
  getRetryDelay: () => 0,
  getRetryCost: () => cost,
})
