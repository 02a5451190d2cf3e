/** Whether less capacity is healthy than was promised, and new instances are to blame for it. */
import { runs } from '../model/coverage.ts'
import { capacityOf } from '../model/instance.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Operation } from '../model/operation.ts'
import type { OperationSettings } from '../model/settings.ts'
import { isHealthy } from '../model/target.ts'
import type { WatchState } from '../model/watch-state.ts'
import { hasFailedHost, mayHaveFailedHost } from './failed-host.ts'
import { healthyNow, minimumHealthy, type Polled } from './healthy-capacity.ts'
import { isBeingRegistered } from './registration.ts'
import { lacksCapacity } from './status-checks.ts'

/**
 * Whether healthy capacity is below the minimum by more than a tenth or one instance, with new instances as part of
 * the gap. What its load balancers have not checked yet is no part of it, nor is what a failed host has taken along.
 */
export const isBelowMinimum = (
  watchState: WatchState & Polled,
  operation: Operation,
  settings: OperationSettings,
): boolean => lacksTooMuch(watchState, settings, { operation, isExcused: (id) => hasFailedHost(id, watchState.checks) })

/** Whether it is even without what may turn out to be on failed hosts, of which EC2 has not been asked late enough yet. */
export const isProvenBelowMinimum = (
  watchState: WatchState & Polled,
  operation: Operation,
  settings: OperationSettings,
): boolean => lacksTooMuch(watchState, settings, { operation, isExcused: (id) => mayHaveFailedHost(id, watchState) })

function lacksTooMuch(
  watchState: WatchState & Polled,
  settings: OperationSettings,
  { operation, isExcused }: { readonly operation: Operation; isExcused(id: string): boolean },
): boolean {
  const { last, checks } = watchState
  if (operation.type !== 'refresh') return false
  const minimum = minimumHealthy(watchState, operation, settings)
  const unfit = last.instances.filter(
    (each) =>
      isInService(each) &&
      runs(each, operation.to) &&
      (!isHealthy(each, operation, last.targets) || lacksCapacity(each, checks)),
  )
  const excused = unfit.filter(
    ({ id }) =>
      isExcused(id) ||
      (!lacksCapacity({ id }, checks) && isBeingRegistered(id, watchState, { operation, waits: settings.waits })),
  )
  return (
    unfit.length > excused.length &&
    healthyNow(watchState, operation) + capacityOf(excused) < minimum - Math.max(1, Math.ceil(minimum / 10))
  )
}
