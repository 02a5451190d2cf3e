/** An instance refresh: its preferences, and its description by AWS. */
import type { Revision, TemplateReference, TemplateVersion } from './launch-template.ts'
import type { Problem } from './problem.ts'
import type { RefreshStatus } from './refresh-status.ts'
import type { Instant, Ms } from './time.ts'

/** The preferences of an instance refresh, with AWS's names. Times are in milliseconds; AWS accepts whole seconds only. */
export interface Preferences {
  readonly minHealthyPercentage: number
  readonly maxHealthyPercentage: number
  readonly instanceWarmup: Ms
  readonly bakeTime: Ms
  readonly skipMatching: boolean
  readonly autoRollback: boolean
  readonly scaleInProtectedInstances: 'Refresh' | 'Ignore' | 'Wait'
  readonly standbyInstances: 'Terminate' | 'Ignore' | 'Wait'
  /** Ascending; empty when there are none, else the last is 100. */
  readonly checkpoints: readonly number[]
  readonly checkpointDelay: Ms
  /** Names of CloudWatch alarms. */
  readonly alarms: readonly string[]
}

/** An instance refresh as AWS describes it. `percent` and `left` are AWS's counts and may be missing while it is pending. */
export interface Refresh {
  readonly id: string
  readonly status: RefreshStatus
  readonly percent?: number
  readonly left?: number
  readonly reason?: string
  /** Why it is rolled back, in AWS's words. */
  readonly rollbackReason?: string
  readonly began?: Instant
  readonly ended?: Instant
  /** The template versions that the refresh names, when it names any. */
  readonly to?: readonly { readonly template: string; readonly version: string }[]
  readonly preferences: Partial<Preferences>
}

/** What a run that only watches is to watch. `ended`: it has ended and is still to be judged; `newest`: of the history. */
export type WatchedRefresh =
  | { readonly type: 'active' | 'ended'; readonly refresh: Refresh }
  | { readonly type: 'none'; readonly newest?: Refresh }

/** A part of an observation that could not be read, and why not. */
export type Unread = { readonly problem: Problem } & (
  | { readonly part: 'targets'; readonly targetGroup: string }
  | { readonly part: 'ec2-instances' | 'status-checks' | 'scaling-activities' | 'alarms' }
)

/** Whether the refresh's target is this revision: it names each of its versions and nothing else. */
export const names = ({ to = [] }: Pick<Refresh, 'to'>, { templates }: Revision): boolean =>
  templates.length > 0 && to.length === templates.length && templates.every((each) => namesVersion({ to }, each))

/** Whether the refresh's target is these version numbers, one for each launch template in the order of `templates`. */
export function namesNumbers(
  refresh: Pick<Refresh, 'to'>,
  templates: readonly Pick<TemplateReference, 'id'>[],
  numbers: readonly number[],
): boolean {
  const ids = [...new Set(templates.map(({ id }) => id))]
  const { to = [] } = refresh
  return (
    ids.length === numbers.length &&
    to.length === ids.length &&
    ids.every((id, i) => namesVersion(refresh, { id, version: numbers[i] ?? 0 }))
  )
}

/** Whether a refresh names this version, whatever else it names. */
export const namesVersion = (
  { to = [] }: Pick<Refresh, 'to'>,
  { id, version }: Pick<TemplateVersion, 'id' | 'version'>,
): boolean => to.some((each) => each.template === id && each.version === String(version))
