/** What may be planned, as data. A plan is its steps: what is printed is what is executed. */

import type { Failure, RefusalCode } from '../failures/index.ts'
import type { Coverage } from '../model/coverage.ts'
import type { Finding } from '../model/finding.ts'
import type { FleetStatus } from '../model/fleet-status.ts'
import type { Group } from '../model/group.ts'
import type { RollbackReason } from '../model/group-template.ts'
import type { Difference, Revision, Template, TemplateVersion, Version } from '../model/launch-template.ts'
import type { Rollout } from '../model/operation.ts'
import type { Refresh } from '../model/refresh.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { Ms } from '../model/time.ts'
import type { Estimate } from './estimate.ts'
import type { PlannedVersion } from './planned-version.ts'
import type { Step } from './steps.ts'

/** What becomes of one launch template of the group. */
export interface TemplateChange {
  readonly template: Template
  /** The version in use: what a new one is made from. Planned itself where a parameter is replaced first. */
  readonly from: Version
  /** The version to roll to: one that exists, or one that a step makes. */
  readonly to: Version | PlannedVersion
  /** Only for a rollback: why it goes there. */
  readonly why?: RollbackReason
  /** All that it changes; for a rollback, all that it brings back. */
  readonly differences: readonly Difference[]
}

/** What every plan that goes on knows: the facts that it was made from, and what its operation is judged by. */
export interface PlanBase {
  readonly group: Group
  readonly from: Revision
  readonly settings: OperationSettings
  readonly timeout: Ms
  readonly coverage: Coverage
  /** Capacity in service that is healthy everywhere now, in units. */
  readonly healthy: number
  /** Target groups that judge nobody now. */
  readonly unjudged: readonly string[]
  /** Whether this leads back to an older revision. */
  readonly isRollback: boolean
  readonly steps: readonly Step[]
}

/** What every plan says, whatever it does. */
interface Assessment {
  readonly findings: readonly Finding[]
  /** What the fleet runs meanwhile. */
  readonly fleetStatus: FleetStatus
}

/** A plan that is carried out; the others refuse, or wait for another refresh. */
export type ActivePlan = Assessment &
  PlanBase &
  (
    | {
        readonly action: 'roll'
        /** One for each launch template of the group, in the order in which it names them. */
        readonly changes: readonly TemplateChange[]
        readonly estimate: Estimate
        /** True when no instance will be replaced: only the saved templates move. */
        readonly isTemplateOnly: boolean
      }
    /** The fleet and the saved templates are right already: confirm and finish. */
    | { readonly action: 'nothing'; readonly to: Revision }
    /** A refresh of this very run is active: take it up. */
    | { readonly action: 'adopt'; readonly refresh: Refresh; readonly to: Revision }
    /** A rollout of ours is in flight and this is its rollback: AWS rolls it back, or does so already (`isSent`). */
    | { readonly action: 'revert'; readonly refresh: Refresh; readonly to: Revision; readonly isSent: boolean }
    /** An earlier attempt of this run was taking its failed rollout back by a second refresh: that is taken up. */
    | {
        readonly action: 'resume-rollback'
        readonly refresh: Refresh
        /** The rollout that failed: its `from` is where the refresh leads. */
        readonly rollout: Rollout
        readonly failure: Failure
      }
  )

/** Somebody else's refresh comes first: wait for its end, or cancel it; then survey and plan again. */
export interface ConflictPlan extends Assessment {
  readonly action: 'wait' | 'replace'
  readonly refresh: Refresh
  readonly group: Group
  readonly steps: readonly Step[]
}

/** Nothing is done, and why. */
export interface RefusedPlan extends Assessment {
  readonly action: 'refuse'
  readonly code: RefusalCode
}

/** What is to be done, with everything that was found on the way to it. */
export type Plan = RefusedPlan | ConflictPlan | ActivePlan

/** What is decided, before it is said what the fleet runs meanwhile. */
export type Decision = Plan extends infer P ? (P extends Plan ? Omit<P, 'fleetStatus'> : never) : never

/** A plan of this action. */
export type PlanOf<A extends Plan['action']> = Extract<Plan, { readonly action: A }>

/** Template versions as a revision: what they say besides their image is left out. */
export const revisionOf = (versions: readonly TemplateVersion[]): Revision => ({
  templates: versions.map(({ id, name, version, image }) => ({ id, name, version, image })),
})
