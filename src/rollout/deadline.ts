/** Work with a time limit. */
import type { Ms } from './model/time.ts'
import type { Clock } from './ports.ts'

/** Runs `work` with a signal that is aborted after `limit`; `work` must then end by itself. The timer is always cleared. */
export async function withDeadline<T>(
  { sleep }: Pick<Clock, 'sleep'>,
  limit: Ms,
  work: (over: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const done = new AbortController()
  void sleep(limit, done.signal).then(() => {
    if (!done.signal.aborted) over.abort()
  })
  try {
    return await work(over.signal)
  } finally {
    done.abort('done')
  }
}
