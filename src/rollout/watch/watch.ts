/** Look → remember → judge → tell → pause, over one leg. Confirming is the end of the same watch. */

import type { Context } from '../context.ts'
import type { FailedPoll, Observation } from '../model/observation.ts'
import type { Operation } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { Verdict } from '../verdict.ts'
import type { WatchState } from '../model/watch-state.ts'
import { problemIn } from '../ports.ts'
import { checkFor } from './check-facts.ts'
import { evaluate } from './evaluate.ts'
import { askFor, pollDelay } from './pace.ts'
import { initialState, reduce } from './state.ts'

/** How a watch ended, with what is known then. */
export interface End {
  readonly verdict: Extract<Verdict, { is: 'arrived' | 'fail' }>
  readonly memory: WatchState
}

/** Watches a leg until it has arrived or failed. An aborted `stop` ends it at once: whatever was being asked is not waited for. */
export async function watch(world: Context, leg: Operation, terms: OperationSettings): Promise<End> {
  const { clock, stop, probe } = world
  for (let memory = initialState; ; ) {
    const seen = await unlessStopped(look(world, leg, memory, terms), stop)
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

/** One look: the refresh, the group, each target group; more only where something is new or looks wrong. */
async function look(
  { reads, probe }: Context,
  leg: Operation,
  memory: WatchState,
  terms: OperationSettings,
): Promise<Observation | FailedPoll> {
  try {
    const [refresh, group, ...targets] = await Promise.all([
      leg.type === 'verify-only' ? undefined : reads.refresh(leg.group, leg.refreshId),
      reads.group(leg.group),
      ...leg.targetGroups.map((arn) => reads.targets(arn)),
    ])
    if (!group) return { problem: gone(leg) }
    const ask = askFor(memory, { refresh, group }, { leg, terms })
    const [machines, failures, alarms] = await Promise.all([
      ask.machines.length > 0 ? reads.ec2Instances(ask.machines) : new Map(),
      ask.failures ? reads.failedLaunches(leg.group, leg.began) : undefined,
      ask.alarms && terms.preferences.alarms.length > 0 ? reads.alarms(terms.preferences.alarms) : undefined,
    ])
    const verify = probe.result()
    return {
      at: group.at,
      ...(refresh && { refresh }),
      desired: group.desired,
      saved: group.templates,
      instances: group.instances,
      targets: targets.flat(),
      machines,
      ...(failures && { failures }),
      ...(alarms && { alarms: [...alarms].flatMap(([name, state]) => (state === 'ALARM' ? [name] : [])) }),
      ...(verify && { verify }),
    }
  } catch (thrown) {
    return { problem: problemIn(thrown) }
  }
}

const gone = ({ group }: Operation): Problem => ({
  kind: 'missing',
  operation: 'DescribeAutoScalingGroups',
  code: 'NotFound',
  message: `${group} is gone`,
})
