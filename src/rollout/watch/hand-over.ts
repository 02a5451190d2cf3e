/** When a watch ends before its job is ended, so that a later job goes on with it. Pure. */
import type { Operation } from '../model/operation.ts'
import { isActive } from '../model/refresh-status.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'
import type { Verdict } from '../verdict.ts'
import { BAKE } from './guards/verify.ts'

/** What is watched, what the polls so far mean, and how much of the job's time is left; `undefined`: it has no end. */
export interface HandOverCase {
  readonly operation: Operation
  readonly settings: Pick<OperationSettings, 'verify'>
  readonly verdict: Verdict
  readonly left: Ms | undefined
}

/**
 * Due once the time is over, while AWS replaces instances, nothing has failed, and no check of the user's is without its
 * verdict. A check that could not end in time is not begun any more: who takes the refresh up begins it at once.
 */
export function isHandOverDue({ last }: WatchState, { operation, settings, verdict, left }: HandOverCase): boolean {
  if (left === undefined || !last?.refresh || !isActive(last.refresh.status)) return false
  if (operation.type !== 'refresh' && operation.type !== 'native-rollback') return false
  if (last.verify?.result === 'running') return false
  if (verdict.type === 'verify')
    return left < ((verdict.step === BAKE ? settings.verify?.bake : settings.verify?.checkpoint) ?? 0)
  return verdict.type === 'wait' && left <= 0
}
