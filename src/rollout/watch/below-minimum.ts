/** Whether less capacity is healthy than was promised, and new instances are to blame for it. */
import { runs } from '../model/coverage.ts'
import { capacityOf } from '../model/instance.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Operation } from '../model/operation.ts'
import type { OperationSettings } from '../model/settings.ts'
import { isHealthy } from '../model/target.ts'
import type { WatchState } from '../model/watch-state.ts'
import { healthyNow, minimumHealthy, type Polled } from './healthy-capacity.ts'
import { isBeingRegistered } from './registration.ts'
import { lacksCapacity } from './status-checks.ts'

/**
 * Whether healthy capacity is below the minimum by more than a tenth or one instance, with new instances as part of
 * the gap. What its load balancers have not checked yet is no part of it.
 */
export function isBelowMinimum(
  watchState: WatchState & Polled,
  operation: Operation,
  settings: OperationSettings,
): boolean {
  const { last } = watchState
  if (operation.type !== 'refresh') return false
  const minimum = minimumHealthy(watchState, operation, settings)
  const unfit = last.instances.filter(
    (each) =>
      isInService(each) &&
      runs(each, operation.to) &&
      (!isHealthy(each, operation, last.targets) || lacksCapacity(each, watchState.checks)),
  )
  const unchecked = unfit.filter(
    ({ id }) =>
      !lacksCapacity({ id }, watchState.checks) &&
      isBeingRegistered(id, watchState, { operation, waits: settings.waits }),
  )
  const possible = healthyNow(watchState, operation) + capacityOf(unchecked)
  return unfit.length > unchecked.length && possible < minimum - Math.max(1, Math.ceil(minimum / 10))
}
