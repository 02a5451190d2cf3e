/**
 * The SDK's standard retries (exponential back-off with jitter, a budget for all calls of a client), slept on our clock.
 * Its own class sleeps on a timer that nobody can replace; the figures here are its own (`@smithy/core/retry`).
 */
import { DefaultRateLimiter } from '@smithy/core/retry'
import type { RetryErrorInfo, RetryStrategyV2, StandardRetryToken } from '@smithy/types'
import type { Ms } from '../rollout/model/time.ts'
import type { Clock } from '../rollout/ports.ts'

const BASE: Ms = 50
const BASE_THROTTLED: Ms = 1_000
const CAP: Ms = 20_000
/** A server's `Retry-After` adds at most this to a pause. */
const MOST_ASKED: Ms = 5_000

const ATTEMPTS = 3
/** Of a client that fails all the time nothing is repeated any more: a retry costs, a success gives back. */
const BUDGET = 500
const COST = 14
const COST_THROTTLED = 5

/** How often and in which manner, as every AWS SDK reads it from the environment. */
export interface RetrySettings {
  readonly attempts: number
  /** Besides the pauses, slows down all calls of a client that AWS has throttled. */
  readonly isAdaptive: boolean
}

/** `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE`, which have been checked before; three attempts in the standard mode without them. */
export const retrySettings = (env: Readonly<Record<string, string | undefined>>): RetrySettings => ({
  attempts: Number(env['AWS_MAX_ATTEMPTS'] || ATTEMPTS),
  isAdaptive: env['AWS_RETRY_MODE'] === 'adaptive',
})

/** One strategy for one client. */
export class RetryOnClock implements RetryStrategyV2 {
  readonly mode = 'standard'
  readonly #clock: Clock
  readonly #attempts: number
  readonly #limiter: DefaultRateLimiter | undefined
  #budget = BUDGET

  constructor(clock: Clock, { attempts, isAdaptive }: RetrySettings) {
    this.#clock = clock
    this.#attempts = attempts
    this.#limiter = isAdaptive ? new DefaultRateLimiter() : undefined
  }

  async acquireInitialRetryToken(): Promise<StandardRetryToken> {
    await this.#limiter?.getSendToken()
    return tokenOf(0)
  }

  /** Pauses, and gives the token of the next attempt. Rejects where there is none: the SDK then throws the error itself. */
  async refreshRetryTokenForRetry(token: StandardRetryToken, error: RetryErrorInfo): Promise<StandardRetryToken> {
    this.#limiter?.updateClientSendingRate(error)
    const { errorType, retryAfterHint } = error
    const retries = token.getRetryCount()
    const isThrottled = errorType === 'THROTTLING'
    const cost = isThrottled ? COST_THROTTLED : COST
    const isRetryable = isThrottled || errorType === 'TRANSIENT'
    if (!isRetryable || retries + 1 >= this.#attempts || this.#budget < cost) throw new Error('no further attempt')
    this.#budget -= cost
    const pause = Math.min(CAP, Math.random() * (isThrottled ? BASE_THROTTLED : BASE) * 2 ** retries)
    const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - this.#clock.now()
    await this.#clock.sleep(Math.max(pause, Math.min(asked, pause + MOST_ASKED)))
    await this.#limiter?.getSendToken()
    return tokenOf(retries + 1, cost)
  }

  recordSuccess(token: StandardRetryToken): void {
    this.#limiter?.updateClientSendingRate({})
    this.#budget = Math.min(BUDGET, this.#budget + (token.getRetryCost() ?? 1))
  }
}

const tokenOf = (retries: number, cost?: number): StandardRetryToken => ({
  getRetryCount: () => retries,
  // All of it has been slept.
  getRetryDelay: () => 0,
  getRetryCost: () => cost,
})
