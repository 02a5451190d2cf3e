/** The plan, as data. Its steps are both printed and executed, so the preview cannot differ from the run. */

import type { Failure, RefusalCode } from '../failures/index.ts'
import type { Coverage } from '../model/coverage.ts'
import type { Finding } from '../model/finding.ts'
import type { FleetStatus } from '../model/fleet-status.ts'
import type { Group } from '../model/group.ts'
import type { RollbackReason } from '../model/group-template.ts'
import type {
  Difference,
  LaunchedSince,
  Revision,
  Template,
  TemplateVersion,
  Version,
} from '../model/launch-template.ts'
import type { Rollout } from '../model/operation.ts'
import type { Refresh } from '../model/refresh.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { Ms } from '../model/time.ts'
import type { Estimate } from './estimate.ts'
import type { PlannedVersion } from './planned-version.ts'
import type { Step } from './steps.ts'

/** The change to one launch template of the group. */
export interface TemplateChange {
  readonly template: Template
  /** The version in use, which is the source of a new one. Planned itself where a parameter is replaced first. */
  readonly from: Version
  /** The target: an existing version, or one that a step makes. */
  readonly to: Version | PlannedVersion
  /** Whether a rollback could return to `from`. */
  readonly canRollBack: boolean
  /** The version stays, and only the instances are replaced. */
  readonly isRenewal: boolean
  /** Only for a rollback: why this is the target. */
  readonly why?: RollbackReason
  /** All differences between `from` and `to`. */
  readonly differences: readonly Difference[]
}

/**
 * The part that all plans without a refusal share: the facts that they were made from and the settings of the watch.
 */
export interface PlanBase {
  readonly group: Group
  readonly from: Revision
  readonly settings: OperationSettings
  readonly timeout: Ms
  readonly coverage: Coverage
  /** Capacity in service that every health check calls healthy now, in capacity units. */
  readonly healthy: number
  /** Target groups that judge nobody now. */
  readonly unjudged: readonly string[]
  /** Whether the run is a rollback that the user asked for. */
  readonly isRollback: boolean
  readonly steps: readonly Step[]
}

/** The part that all plans share. */
interface Assessment {
  readonly findings: readonly Finding[]
  /** What the fleet runs when the plan is made. */
  readonly fleetStatus: FleetStatus
}

/** A plan that is executed. The others refuse, or wait for another refresh. */
export type ActivePlan = Assessment &
  PlanBase &
  (
    | {
        readonly action: 'roll'
        /** One for each launch template, in the group's order. */
        readonly changes: readonly TemplateChange[]
        readonly estimate: Estimate
        /** True when no instance is replaced and only the saved template versions change. */
        readonly isTemplateOnly: boolean
        /** Only with `image: current`, where the version does not show which instances are new. */
        readonly since?: LaunchedSince
      }
    /** The fleet runs the target already and the group has it saved: verify and take the final steps. */
    | { readonly action: 'nothing'; readonly to: Revision }
    /** A refresh of this run is active: adopt it. */
    | { readonly action: 'adopt'; readonly refresh: Refresh; readonly to: Revision }
    /**
     * A refresh of this action is active and this run rolls it back: AWS does so on request, or already does
     * (`isSent`).
     */
    | { readonly action: 'revert'; readonly refresh: Refresh; readonly to: Revision; readonly isSent: boolean }
    /** An earlier attempt of this run was rolling its failed rollout back by a second refresh: adopt that. */
    | {
        readonly action: 'resume-rollback'
        readonly refresh: Refresh
        /** The rollout that failed. Its `from` is the target of the second refresh. */
        readonly rollout: Rollout
        readonly failure: Failure
      }
  )

/** Another refresh is active: wait for its end or cancel it, then survey and plan again. */
export interface ConflictPlan extends Assessment {
  readonly action: 'wait' | 'replace'
  readonly refresh: Refresh
  readonly group: Group
  readonly steps: readonly Step[]
}

/** Nothing is changed; the findings say why. */
export interface RefusedPlan extends Assessment {
  readonly action: 'refuse'
  readonly code: RefusalCode
}

/** What to do, with all findings. */
export type Plan = RefusedPlan | ConflictPlan | ActivePlan

/** A plan before its `fleetStatus` is added. */
export type Decision = Plan extends infer P ? (P extends Plan ? Omit<P, 'fleetStatus'> : never) : never

/** A plan of this action. */
export type PlanOf<A extends Plan['action']> = Extract<Plan, { readonly action: A }>

/** Template versions as a revision, reduced to id, name, version and image. */
export const revisionOf = (versions: readonly TemplateVersion[]): Revision => ({
  templates: versions.map(({ id, name, version, image }) => ({ id, name, version, image })),
})
