/** The system clock. */
import type { Clock } from './rollout/ports.ts'

/** The real clock. An abort ends a sleep; its timer and listener are always removed. */
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
