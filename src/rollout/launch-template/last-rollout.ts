/**
 * The group's tag by which a rollout is known that made no version of its own: it has no marker. Written before anything
 * else is changed, and again with the refresh's id. Pure.
 */

import type { Group } from '../model/group.ts'
import type { TemplateVersion } from '../model/launch-template.ts'
import type { Rollout } from '../model/operation.ts'
import { namesNumbers, type Refresh } from '../model/refresh.ts'
import { isSuccessful } from '../model/refresh-status.ts'
import type { Instant, Ms } from '../model/time.ts'
import { originIn, originText, type TagOrigin, withoutOrigin } from './tag-origin.ts'

export const LAST_TAG = 'ami-rollout:last'

/** The contents of the tag. `from`, `to`: versions, one for each launch template in the order in which the group names them. */
export interface LastRollout extends TagOrigin {
  /** Empty where there is nothing to roll back to. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  /** What the group had saved, a number or an alias, where the run sets it to `from` before the refresh. */
  readonly saved?: string
  /** When the tag was first written: whole seconds, on AWS's clock. */
  readonly at: Instant
}

/** The tag's value. */
export const lastRolloutText = ({ from, to, saved, at, ...origin }: LastRollout): string =>
  `from=${from.join(',')} to=${to.join(',')}${saved === undefined ? '' : ` saved=${saved}`} at=${new Date(at).toISOString().slice(0, 19)}Z ${originText(origin)}`

const form =
  /^from=((?:\d+(?:,\d+)*)?) to=(\d+(?:,\d+)*)(?: saved=(\d+|\$Latest|\$Default))? at=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/

/** Parses the tag's value; `undefined` where this action did not write it. */
export function lastRolloutIn(value = ''): LastRollout | undefined {
  const origin = originIn(value)
  const [, from, to, saved, at] = form.exec(withoutOrigin(value)) ?? []
  if (!origin || from === undefined || to === undefined || at === undefined) return undefined
  return { ...origin, from: numbers(from), to: numbers(to), ...(saved !== undefined && { saved }), at: Date.parse(at) }
}

const numbers = (text: string): readonly number[] => text.split(',').filter(Boolean).map(Number)

/** The group's tag, parsed. */
export const lastRolloutOf = ({ tags }: Pick<Group, 'tags'>): LastRollout | undefined =>
  lastRolloutIn(tags.get(LAST_TAG))

/** What a rollout of this run carries with it: what the group had saved before. */
export function formerFact(group: Pick<Group, 'tags'>, run: string): Pick<Rollout, 'former'> {
  const last = lastRolloutOf(group)
  return last?.run === run && last.saved !== undefined ? { former: last.saved } : {}
}

/** What the tag is held against. `isOwnStart`: whether this run would have started the refresh as it is. */
export interface LastRolloutEvidence {
  readonly group: Pick<Group, 'tags' | 'templates' | 'instances'>
  readonly refreshes: readonly Refresh[]
  readonly run: string
  isOwnStart(refresh: Refresh): boolean
}

/** A rollout that the tag and AWS's own history agree on. */
export type ProvenLastRollout = LastRollout & { readonly refresh: string }

/**
 * What the tag says, if AWS's own history proves it: its refresh leads to `to`, and `from` is what an instance runs, what the
 * group has saved, or what an earlier refresh that succeeded has led to. A start that was not answered left no id: it is
 * this run's own if it began after the tag and as this run would have started it.
 */
export function provenLastRollout(evidence: LastRolloutEvidence): ProvenLastRollout | undefined {
  const { group, refreshes, run, isOwnStart } = evidence
  const last = lastRolloutOf(group)
  if (!last) return undefined
  const its = refreshes.findIndex((each) =>
    last.refresh === undefined
      ? last.run === run && (each.began ?? last.at) >= last.at && isOwnStart(each)
      : each.id === last.refresh,
  )
  const refresh = refreshes[its]
  if (!refresh || !namesNumbers(refresh, group.templates, last.to)) return undefined
  return isProven(last.from, group, refreshes.slice(its + 1)) ? { ...last, refresh: refresh.id } : undefined
}

/** Whether instances run the versions, the group has them saved, or one of these refreshes has led to them. */
export function isProven(
  versions: readonly number[],
  { templates, instances }: Pick<Group, 'templates' | 'instances'>,
  refreshes: readonly Refresh[],
): boolean {
  if (versions.length === 0) return true
  const ids = [...new Set(templates.map(({ id }) => id))]
  const isRun = (id: string, version: number) =>
    instances.some(({ template }) => template?.id === id && template.version === version)
  const isSaved = (id: string, version: number) =>
    templates.some((each) => each.id === id && each.version === String(version))
  return (
    refreshes.some((each) => isSuccessful(each.status) && namesNumbers(each, templates, versions)) ||
    ids.every((id, i) => isRun(id, versions[i] ?? 0) || isSaved(id, versions[i] ?? 0))
  )
}

/** How a claim on a group is judged by a run: its own id, and AWS's time now. */
export interface Claimant {
  readonly run: string
  readonly now: Instant
}

/** The longest that a claim may last, whatever it says of itself: all that comes before a start takes some hours at most. */
const LONGEST_CLAIM: Ms = 86_400_000

/**
 * Another run's claim on the group: it has begun no refresh yet, and its time is not over. Anybody who may tag the group can
 * write one, so that it counts from when it says that it was made, which is not in the future, and for a day at most.
 */
export function claimOfOther(last: LastRollout | undefined, { run, now }: Claimant): LastRollout | undefined {
  if (!last || last.run === run || last.refresh !== undefined) return undefined
  const until = Math.min(last.until, last.at + LONGEST_CLAIM)
  return last.at <= now && now < until ? { ...last, until } : undefined
}

/** What of it is about one launch template, the `i`th that the group names. */
export function lastOfTemplate(
  last: ProvenLastRollout | undefined,
  i: number,
): { readonly last?: { readonly from: number; readonly to: number } } {
  const [from, to] = [last?.from[i], last?.to[i]]
  return from !== undefined && to !== undefined ? { last: { from, to } } : {}
}

/** The versions of a revision, in the order in which the group names the templates. */
export const numbersOf = (
  versions: readonly Pick<TemplateVersion, 'id' | 'version'>[],
  { templates }: Pick<Group, 'templates'>,
): readonly number[] =>
  [...new Set(templates.map(({ id }) => id))].flatMap((id) => versions.find((each) => each.id === id)?.version ?? [])
