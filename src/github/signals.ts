/**
 * Aborts the returned signal when the runner cancels the job: it sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s after
 * that. The first signal starts the rollback; the second is ignored, because that is in progress.
 */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort(signal))
  return controller.signal
}
