/** How a run ended. */
import type { Failure, RefusalCode } from './failures/index.ts'
import type { Finding } from './model/finding.ts'
import type { FleetStatus } from './model/fleet-status.ts'

/** How the way back ended. */
export interface RollbackResult {
  readonly how: 'native-rollback' | 'new-refresh' | 'cancel' | 'leave'
  readonly end: 'arrived' | 'under-way' | 'failed' | 'none'
  readonly because?: Failure
}

/** How a run ended. */
export type Outcome =
  | { readonly is: 'succeeded'; readonly standing: FleetStatus; readonly replaced: number }
  | { readonly is: 'unchanged'; readonly standing: FleetStatus }
  | { readonly is: 'planned'; readonly standing: FleetStatus }
  /** A check only compares: what differs is told as it is found. */
  | { readonly is: 'in-sync' | 'drifted' }
  | {
      readonly is: 'refused'
      readonly code: RefusalCode | 'invalid-input'
      readonly findings: readonly Finding[]
      readonly standing: FleetStatus
    }
  | {
      readonly is: 'failed' | 'cancelled'
      readonly because: Failure
      readonly retreat: RollbackResult
      readonly standing: FleetStatus
      readonly replaced: number
    }
