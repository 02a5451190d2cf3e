/** The machine's clock. */
import type { Clock } from './rollout/ports.ts'

/** Sleeps on a timer that an abort ends, and that leaves nothing behind. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, stop) =>
    new Promise((resolve) => {
      if (stop?.aborted) return resolve()
      const wake = () => {
        clearTimeout(timer)
        stop?.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      stop?.addEventListener('abort', wake, { once: true })
    }),
}
