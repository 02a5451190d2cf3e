/** How a run ended. */
import type { Failure, RefusalCode } from './failures/index.ts'
import type { Finding } from './model/finding.ts'
import type { FleetStatus } from './model/fleet-status.ts'

/** How the rollback ended. */
export interface RollbackResult {
  readonly how: 'native-rollback' | 'new-refresh' | 'cancel' | 'leave'
  readonly end: 'arrived' | 'under-way' | 'failed' | 'none'
  readonly failure?: Failure
  /** The group's tag with the aliases that the second refresh replaced by numbers. */
  readonly aliasTag?: string
}

/** How a run ended. */
export type Outcome =
  | { readonly type: 'succeeded'; readonly fleetStatus: FleetStatus; readonly replaced: number }
  | { readonly type: 'unchanged'; readonly fleetStatus: FleetStatus }
  | { readonly type: 'planned'; readonly fleetStatus: FleetStatus }
  /** The result of `mode: check`; the event `checked` has the details. */
  | { readonly type: 'in-sync' | 'drifted' }
  | {
      readonly type: 'refused'
      readonly code: RefusalCode | 'invalid-input'
      readonly findings: readonly Finding[]
      readonly fleetStatus: FleetStatus
    }
  | {
      readonly type: 'failed' | 'cancelled'
      readonly failure: Failure
      readonly rollback: RollbackResult
      readonly fleetStatus: FleetStatus
      readonly replaced: number
    }
