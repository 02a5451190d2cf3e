/** What may be planned, as data. */

import type { Coverage } from '../coverage.ts'
import type { Draft, Group, Template, Version, Why } from '../facts.ts'
import type { RefusalCode } from '../failures/index.ts'
import type { Alias, Difference, Finding, Ms, Refresh, Revision, TemplateVersion } from '../model.ts'
import type { FleetStatus } from '../outcome.ts'
import type { OperationSettings } from '../policy.ts'
import type { Estimate } from './estimate.ts'

/** The version to roll to: one that stands, or one still to be made. */
export type Target = { readonly take: Version } | { readonly make: Draft }

/** What becomes of one launch template of the group. */
export interface TemplateChange {
  readonly template: Template
  /** The version in use: what a new one is made from. */
  readonly from: Version
  readonly to: Target
  /** The alias that the group follows now and must be pinned from. */
  readonly alias?: Alias
  /** Only for a rollback: why it goes there. */
  readonly why?: Why
  /** All that it changes; for a rollback, all that it brings back. */
  readonly differences: readonly Difference[]
}

/** A launch template that names its image by a parameter, and what the group is pinned to before anything else. */
export interface ImagePin {
  readonly template: Template
  /** The version that the group has saved. */
  readonly from: Version
  readonly parameter: string
  /** A version that differs in its image only. */
  readonly to: Target
  readonly image: string
}

/** What every plan that goes on knows: the facts that it was made from, and what its watch is judged by. */
export interface PlanBase {
  readonly group: Group
  readonly from: Revision
  readonly terms: OperationSettings
  readonly timeout: Ms
  readonly coverage: Coverage
  /** Capacity in service that is healthy everywhere now, in units. */
  readonly healthy: number
  /** Whether this leads back to an older revision. */
  readonly back: boolean
}

/** The plan, with everything that was found on the way to it. */
export type Plan = { readonly findings: readonly Finding[]; readonly standing: FleetStatus } & (
  | { readonly will: 'refuse'; readonly code: RefusalCode }
  /** The fleet and the saved templates are right already: confirm and finish. */
  | ({ readonly will: 'nothing'; readonly to: Revision } & Pins & PlanBase)
  /** A refresh of this very run is at work: take it up. */
  | ({ readonly will: 'adopt'; readonly refresh: Refresh; readonly to: Revision } & PlanBase)
  /** A rollout of ours is in flight and this is its way back: AWS rolls it back, or does so already (`sent`). */
  | ({ readonly will: 'revert'; readonly refresh: Refresh; readonly to: Revision; readonly sent: boolean } & PlanBase)
  /** An earlier attempt of this run was on its way back by a refresh of its own: that is taken up, and the run is red. */
  | ({ readonly will: 'resume'; readonly refresh: Refresh; readonly to: Revision } & PlanBase)
  /** Somebody else's refresh first: wait for its end, or cancel it; then survey and plan anew. */
  | { readonly will: 'wait' | 'replace'; readonly refresh: Refresh; readonly group: Group }
  | ({
      readonly will: 'roll'
      /** One for each launch template of the group, in the order in which it names them. */
      readonly moves: readonly TemplateChange[]
      readonly estimate: Estimate
      /** True when no instance will be replaced: only the saved templates move. */
      readonly moveOnly: boolean
    } & Pins &
      PlanBase)
)

/** What is to be done first; the plan is for the group as it will be then. */
interface Pins {
  readonly imagePins?: readonly ImagePin[]
}

/** What is decided, before it is told what the fleet runs meanwhile. */
export type Decision = Plan extends infer P ? (P extends Plan ? Omit<P, 'standing'> : never) : never

/** The versions that stand already of those that a plan leads to. */
export const standingIn = (moves: readonly TemplateChange[]): readonly Version[] =>
  moves.flatMap(({ to }) => ('take' in to ? [to.take] : []))

/** Template versions as a revision: what they say besides their image is left out. */
export const revision = (versions: readonly TemplateVersion[]): Revision => ({
  templates: versions.map(({ id, name, version, image }) => ({ id, name, version, image })),
})
