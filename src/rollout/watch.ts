/** Look → remember → judge → tell → pause, over one leg. Confirming is the end of the same watch. */
import { judge, type Verdict } from './judge.ts'
import { type Memory, nothingSeen, remember } from './memory.ts'
import type { Leg, Sighting, Unseen } from './model.ts'
import { pause, unknownMachines } from './pace.ts'
import type { Terms } from './policy.ts'
import { type Onlooker, problemIn, type Reads } from './world.ts'

/** How a watch ended, with what is known then. */
export interface End {
  readonly verdict: Extract<Verdict, { is: 'arrived' | 'fail' }>
  readonly memory: Memory
}

/** Watches a leg until it has arrived or failed. An aborted `stop` ends it at once: whatever was being asked is not waited for. */
export async function watch(world: Onlooker, leg: Leg, terms: Terms): Promise<End> {
  const { clock, stop } = world
  for (let memory = nothingSeen; ; ) {
    const seen = await unlessStopped(look(world.reads, leg, memory), stop)
    if (seen === 'interrupted') return { verdict: interrupted(stop), memory }
    memory = remember(memory, seen, leg, terms)
    const verdict = judge(memory, leg, terms)
    const rest = pause(memory, terms)
    world.tell({ is: 'looked', at: clock.now(), leg, seen, memory, verdict, pause: rest })
    if (verdict.is !== 'wait') return { verdict, memory }
    await clock.sleep(rest, stop)
  }
}

const interrupted = (stop: AbortSignal): End['verdict'] => ({
  is: 'fail',
  because: { guard: 'interrupted', signal: String(stop.reason) },
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

/** One look: the refresh, the group, each target group, and EC2 only for instances that it has not told of. */
export async function look(reads: Reads, leg: Leg, memory: Memory): Promise<Sighting | Unseen> {
  try {
    const [refresh, group, ...targets] = await Promise.all([
      leg.by === 'standing' ? undefined : reads.refresh(leg.group, leg.refresh),
      reads.group(leg.group),
      ...leg.targetGroups.map((arn) => reads.targets(arn)),
    ])
    if (!group)
      return {
        unseen: {
          kind: 'missing',
          operation: 'DescribeAutoScalingGroups',
          code: 'NotFound',
          message: `${leg.group} is gone`,
        },
      }
    const unknown = unknownMachines(memory, group)
    return {
      at: group.at,
      ...(refresh && { refresh }),
      desired: group.desired,
      saved: group.template?.version ?? '',
      instances: group.instances,
      targets: targets.flat(),
      machines: unknown.length > 0 ? await reads.machines(unknown) : new Map(),
    }
  } catch (thrown) {
    return { unseen: problemIn(thrown) }
  }
}
