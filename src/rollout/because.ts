/** Why a rollout ended badly, and what was found around it. */
import type { RefreshStatus, SeenStatus } from './model/refresh-status.ts'
import type { Difference, FailureCode, Finding, Instant, Leg, Ms, Problem, TemplateVersion, Verified } from './model.ts'

/** One target group that instances are not healthy in, with the states that they are in instead. */
export interface Shortfall {
  readonly targetGroup: string
  readonly instances: readonly string[]
  readonly states: readonly string[]
  /** Of all instances in service that the target group judges, how many it calls healthy. */
  readonly healthy: number
  readonly judged: number
}

/** Why a rollout ended badly: counted, dated, with the limit and the instances. Sentences are made in report/words.ts. */
export type Because =
  /** `requested`: it is rolled back because somebody else asked for that, since AWS was not told to do so by itself. */
  | { readonly guard: 'aws'; readonly status: SeenStatus; readonly reason?: string; readonly requested?: true }
  | { readonly guard: 'cancelled-elsewhere'; readonly reason?: string }
  | {
      readonly guard: 'target-health'
      readonly short: readonly Shortfall[]
      readonly since: Instant
      readonly limit: Ms
    }
  | {
      readonly guard: 'below-minimum'
      /** What is counted, where it is not instances. */
      readonly units?: 'units of capacity'
      readonly healthy: number
      readonly minimum: number
      readonly short: readonly Shortfall[]
      readonly since: Instant
      readonly limit: Ms
    }
  | {
      readonly guard: 'launch-failures'
      readonly seen: number
      readonly limit: number
      readonly since: Instant
      readonly messages: readonly Counted[]
    }
  | {
      readonly guard: 'instances-died'
      readonly instances: readonly string[]
      readonly limit: number
      readonly since: Instant
      /** The longest that one of them was in service. */
      readonly lived: Ms
      /** Target groups that did not find them healthy before. */
      readonly ill: readonly string[]
    }
  | {
      readonly guard: 'flapping'
      readonly instance: string
      readonly falls: number
      readonly limit: number
      readonly since: Instant
    }
  | { readonly guard: 'stalled'; readonly since: Instant; readonly limit: Ms; readonly waitingFor: readonly Blocker[] }
  | { readonly guard: 'alarm'; readonly alarms: readonly string[]; readonly status: RefreshStatus }
  | { readonly guard: 'verify'; readonly verified: Verified }
  | {
      readonly guard: 'not-on-version'
      readonly instances: readonly string[]
      readonly since: Instant
      readonly limit: Ms
    }
  | {
      readonly guard: 'deadline'
      readonly limit: Ms
      readonly status: RefreshStatus | Leg['by']
      readonly percent?: number
    }
  | { readonly guard: 'blind'; readonly looks: number; readonly since: Instant; readonly problem: Problem }
  | { readonly guard: 'interrupted'; readonly signal: string }
  | { readonly guard: 'refused'; readonly problem: Problem }
  /** Somebody else's refresh was cancelled to make way; the plan that was made then refuses. */
  | { readonly guard: 'refused-later'; readonly code: FailureCode; readonly findings: readonly Finding[] }
  | { readonly guard: 'altered'; readonly differences: readonly Difference[] }
  /** Somebody has moved the group meanwhile to these launch templates, or to none: no way back is known that suits it. */
  | { readonly guard: 'moved-away'; readonly ids: readonly string[] }
  /** The fleet runs these versions, and somebody has deleted them meanwhile. */
  | { readonly guard: 'version-gone'; readonly versions: readonly TemplateVersion[] }

/** What keeps a refresh from going on, as far as it can be seen, and on which instances. */
export interface Blocker {
  readonly by: 'lifecycle-hook' | 'scale-in-protection' | 'standby' | 'launches' | 'drain' | 'unknown'
  readonly instances: readonly string[]
}

/** The same words, and how often they were said. */
export interface Counted {
  readonly text: string
  readonly count: number
}

/** What was found around a failure: counted and grouped, in AWS's words. */
export interface Evidence {
  readonly launches: readonly Counted[]
  /** Why Auto Scaling did what it did last to the instances that are to blame. */
  readonly causes: readonly Counted[]
  readonly machines: readonly { readonly instance: string; readonly state: string; readonly reason: string }[]
  /** The tail of one instance's console. */
  readonly console?: { readonly instance: string; readonly lines: readonly string[] }
}
