/**
 * The poll loop of one operation: observe, reduce, evaluate, emit, sleep. Confirming a success is the end of the same
 * loop.
 */

import type { WatchContext } from '../context.ts'
import type { Operation } from '../model/operation.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { WatchState } from '../model/watch-state.ts'
import type { Verdict } from '../verdict.ts'
import { evaluate } from './evaluate.ts'
import { type HandOverCase, isHandOverDue } from './hand-over.ts'
import { observe } from './observe.ts'
import { pollDelay } from './poll-delay.ts'
import { initialState, reduce } from './state.ts'
import { verificationFor } from './verify-environment.ts'

/** How a watch ended, with its last state. */
export interface WatchEnd {
  readonly verdict: Extract<Verdict, { type: 'arrived' | 'fail' }>
  readonly watchState: WatchState
}

/**
 * Watches an operation until it succeeds or fails. An aborted `stop` ends it at once, without waiting for calls in
 * flight.
 */
export async function watch(
  context: WatchContext,
  operation: Operation,
  settings: OperationSettings,
): Promise<WatchEnd> {
  const { clock, stop, verifyRunner, began } = context
  for (let watchState = initialState; ; ) {
    const seen = await unlessStopped(observe(context, watchState, { operation, settings }), stop)
    // A cancelled job has only seconds left, so the verification is ended after the rollback is sent, not here.
    if (seen === 'stopped') return { verdict: cancelledVerdict(stop), watchState }
    watchState = reduce(watchState, seen, operation, settings)
    const left = settings.handOver === undefined ? undefined : began + settings.handOver - clock.now()
    const verdict = orHandOver(watchState, {
      operation,
      settings,
      verdict: evaluate(watchState, operation, settings),
      left,
    })
    const delay = pollDelay(watchState, operation, settings)
    // The delay does not know yet that a verification begins now, whose verdict must be seen soon.
    const usual = verdict.type === 'verify' ? Math.min(delay, settings.pollInterval) : delay
    const rest = left !== undefined && left > 0 ? Math.min(usual, left) : usual
    context.emit({ type: 'polled', at: clock.now(), operation, seen, watchState, verdict, pause: rest })
    if (verdict.type === 'arrived' || verdict.type === 'fail') return ended(context, { verdict, watchState })
    if (verdict.type === 'verify') verifyRunner.start(verificationFor(verdict.step, watchState, operation, settings))
    await clock.sleep(rest, stop)
  }
}

/** What is handed over has failed as far as this job is concerned. */
function orHandOver(watchState: WatchState, of: HandOverCase): Verdict {
  const { operation, verdict } = of
  return 'refreshId' in operation && isHandOverDue(watchState, of)
    ? { type: 'fail', failure: { code: 'handed-over', refreshId: operation.refreshId } }
    : verdict
}

/** Ends a verification that still runs, so that none outlives its watch. */
async function ended({ verifyRunner }: WatchContext, end: WatchEnd): Promise<WatchEnd> {
  await verifyRunner.end()
  return end
}

const cancelledVerdict = (stop: AbortSignal): WatchEnd['verdict'] => ({
  type: 'fail',
  failure: { code: 'cancelled', signal: String(stop.reason) },
})

/** Waits for `work` or until `stop` is aborted. The listener is always removed. */
function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | 'stopped'> {
  const { promise, resolve, reject } = Promise.withResolvers<T | 'stopped'>()
  const end = () => resolve('stopped')
  if (stop.aborted) end()
  stop.addEventListener('abort', end, { once: true })
  work.then(resolve, reject).finally(() => stop.removeEventListener('abort', end))
  return promise
}
