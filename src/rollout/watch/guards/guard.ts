/** The type of the guards: pure functions from the watch state to the failure that ends the operation, if any. */

import type { Failure } from '../../failures/index.ts'
import type { Observation } from '../../model/observation.ts'
import type { Operation } from '../../model/operation.ts'
import type { OperationSettings } from '../../model/settings.ts'
import type { WatchState } from '../../model/watch-state.ts'

/** A watch state with at least one successful poll. */
export type PolledState = WatchState & { readonly last: Observation }

export type Guard = (watchState: PolledState, operation: Operation, settings: OperationSettings) => Failure | undefined
