/** How a run ended, in the report file. */
import type { FindingJson, FleetStatusJson, IsoTime, ProblemJson } from './values.ts'

/** Why a rollout ended badly: in words, and counted where it can be. */
export interface FailureJson {
  /** As in the output `failure-code`. */
  readonly code: string
  /** Where a code has several reasons. */
  readonly reason?: string
  readonly says: string
  readonly since?: IsoTime
  /** So many launches, instances or changes are too many. */
  readonly limit?: number
  /** So long was too long. */
  readonly limitMs?: number
  readonly instances?: readonly string[]
  readonly targetGroups?: readonly {
    readonly targetGroup: string
    readonly instances: readonly string[]
    readonly states: readonly string[]
    readonly healthy: number
    readonly judged: number
  }[]
  readonly status?: string
  readonly alarms?: readonly string[]
  readonly problem?: ProblemJson
  readonly findings?: readonly FindingJson[]
}

export interface RollbackJson {
  readonly how: string
  readonly end: 'arrived' | 'under-way' | 'failed' | 'none'
  readonly failure?: FailureJson
}

export interface OutcomeJson {
  readonly type: 'succeeded' | 'unchanged' | 'planned' | 'in-sync' | 'drifted' | 'refused' | 'failed' | 'cancelled'
  readonly fleetStatus?: FleetStatusJson
  readonly replaced?: number
  readonly code?: string
  readonly findings?: readonly FindingJson[]
  readonly failure?: FailureJson
  readonly rollback?: RollbackJson
}
