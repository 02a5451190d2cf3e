/** How a run ended, and what stands in AWS then. */
import type { Failure, RefusalCode } from './failures/index.ts'
import type { Finding, Instance, Refresh } from './model.ts'

/** What the covered instances run as the run ends. */
export type Fleet = 'new' | 'previous' | 'mixed' | 'unknown'

/** Instances that the plan leaves out, by reason. */
export interface LeftOut {
  readonly instance: string
  readonly why: 'protected' | 'standby' | 'warming up'
}

/** Instances that run one version of one template; without one they were not launched from a template. */
export interface Running {
  readonly template?: NonNullable<Instance['template']>
  readonly instances: number
}

/** What stands in AWS when a rollout stops: there is one for every end, so that no outcome can forget to say it. */
export interface FleetStatus {
  readonly fleet: Fleet
  readonly covered: number
  readonly onTarget: number
  /** What the covered instances run, the most first. */
  readonly runs: readonly Running[]
  readonly leftOut: readonly LeftOut[]
  /** The refresh that AWS is still at work on, if any. */
  readonly active?: Pick<Refresh, 'id' | 'status'>
  /** Commands to go on by hand; empty when nothing is left to do. */
  readonly byHand: readonly string[]
}

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
