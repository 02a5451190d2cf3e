/** Look → remember → judge → tell → pause, over one leg. Confirming is the end of the same watch. */

import type { Operation } from '../model/operation.ts'
import type { OperationSettings } from '../policy.ts'
import type { Context } from '../world.ts'
import { checkFor } from './check-facts.ts'
import { evaluate, type Verdict } from './judge.ts'
import { initialState, reduce, type WatchState } from './memory.ts'
import { observe } from './observe.ts'
import { pollDelay } from './pace.ts'

/** How a watch ended, with what is known then. */
export interface End {
  readonly verdict: Extract<Verdict, { is: 'arrived' | 'fail' }>
  readonly memory: WatchState
}

/** Watches a leg until it has arrived or failed. An aborted `stop` ends it at once: whatever was being asked is not waited for. */
export async function watch(world: Context, leg: Operation, terms: OperationSettings): Promise<End> {
  const { clock, stop, probe } = world
  for (let memory = initialState; ; ) {
    const seen = await unlessStopped(observe(world, memory, { leg, terms }), stop)
    // A cancelled job has seconds: the check, which may take some to end, is ended after the way back is sent.
    if (seen === 'interrupted') return { verdict: interrupted(stop), memory }
    memory = reduce(memory, seen, leg, terms)
    const verdict = evaluate(memory, leg, terms)
    const rest = pollDelay(memory, leg, terms)
    world.emit({ is: 'looked', at: clock.now(), leg, seen, memory, verdict, pause: rest })
    if (verdict.is === 'arrived' || verdict.is === 'fail') return ended(world, { verdict, memory })
    if (verdict.is === 'verify') probe.start(checkFor(verdict.step, memory, leg, terms))
    await clock.sleep(rest, stop)
  }
}

/** No check outlives its watch. */
async function ended({ probe }: Context, end: End): Promise<End> {
  await probe.end()
  return end
}

const interrupted = (stop: AbortSignal): End['verdict'] => ({
  is: 'fail',
  because: { code: 'cancelled', signal: String(stop.reason) },
})

/** Waits for `work`, or not at all once `stop` is aborted; leaves no listener behind. */
function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | 'interrupted'> {
  const { promise, resolve, reject } = Promise.withResolvers<T | 'interrupted'>()
  const end = () => resolve('interrupted')
  if (stop.aborted) end()
  stop.addEventListener('abort', end, { once: true })
  work.then(resolve, reject).finally(() => stop.removeEventListener('abort', end))
  return promise
}
