/**
 * The time that a load balancer takes to register a new target, before it checks it for the first time: minutes where it is
 * a network's. Until then nobody has found the instance healthy, and nobody has found it unhealthy.
 */
import type { Operation } from '../model/operation.ts'
import type { OperationSettings } from '../model/settings.ts'
import { healthIn, type Target, targetsIn } from '../model/target.ts'
import type { Ms } from '../model/time.ts'
import type { NewInstances } from '../model/watch-state.ts'
import type { Polled } from './healthy-capacity.ts'

/** How long this target group may leave the instance unchecked, from when it came into service; 0 once it is checked. */
export function registrationTime(
  id: string,
  targetGroup: string,
  { targets, waits }: { readonly targets: readonly Target[]; readonly waits: OperationSettings['waits'] },
): Ms {
  const its = targetsIn(targetGroup, id, targets)
  const isInitial = its.length > 0 && its.every(({ state }) => state === 'initial')
  return isInitial ? (waits.timeToHealthy[targetGroup] ?? 0) : 0
}

/** Whether all that keeps a new instance from being healthy is that its load balancers have not checked it yet. */
export function isBeingRegistered(
  id: string,
  { last, newInstances }: Polled & { readonly newInstances: NewInstances },
  { operation, waits }: { readonly operation: Operation; readonly waits: OperationSettings['waits'] },
): boolean {
  const since = newInstances.present.get(id)?.since
  if (since === undefined) return false
  const { targets } = last
  const { targetGroups, unjudged, undoes } = operation
  const unhealthy = targetGroups.filter((arn) => healthIn(arn, id, { unjudged, undoes, targets }) === false)
  return (
    unhealthy.length > 0 && unhealthy.every((arn) => last.at - since < registrationTime(id, arn, { targets, waits }))
  )
}
