/**
 * The runner's way to cancel: SIGINT, SIGTERM 7.5 s later, the end 2.5 s after that. The first signal stops the story,
 * which then sends its refresh on its way; the second finds that under way and changes nothing.
 */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort(signal))
  return controller.signal
}
