/** The form of every guard: pure, from what is remembered to why the operation must end, if it must. */

import type { Failure } from '../../failures/index.ts'
import type { Observation } from '../../model/observation.ts'
import type { Operation } from '../../model/operation.ts'
import type { OperationSettings } from '../../model/settings.ts'
import type { WatchState } from '../../model/watch-state.ts'

/** A memory that holds at least one poll. */
export type PolledState = WatchState & { readonly last: Observation }

export type Guard = (watchState: PolledState, operation: Operation, settings: OperationSettings) => Failure | undefined
