/**
 * Who wrote a tag of ours on a group. Anybody who may tag the group can write the same text, so a tag counts only where
 * AWS's own history confirms it: a version's marker, or an instance refresh. Pure.
 */

import type { Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import { namesVersion } from '../model/refresh.ts'
import { isActive } from '../model/refresh-status.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Instant, Ms } from '../model/time.ts'
import { markerOf } from './lineage.ts'

/** The end of a tag's value. */
export interface TagOrigin {
  readonly run: string
  readonly attempt: number
  /** The instance refresh that the tag names; missing while it has not been started. */
  readonly refresh?: string
  /** When the time limit of the attempt that wrote it ends: whole seconds, on AWS's clock. */
  readonly until: Instant
}

/** The origin of a tag that this run writes now. */
export const originOf = (
  { run, attempt }: Pick<RolloutSettings, 'run' | 'attempt'>,
  { at }: { readonly at: Instant },
  limit: Ms,
): TagOrigin => ({ run: run.id, attempt, until: at + limit })

/** As it is in the tag's value. */
export const originText = ({ run, attempt, refresh, until }: TagOrigin): string =>
  `run=${run}/${attempt}${refresh === undefined ? '' : ` refresh=${refresh}`} until=${new Date(until).toISOString().slice(0, 19)}Z`

const form = /(?:^| )run=([\w.-]+)\/(\d+)(?: refresh=([\w-]+))? until=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/

/** The origin at the end of a tag's value; `undefined` where this action did not write it. */
export function originIn(value: string): TagOrigin | undefined {
  const [, run, attempt, refresh, until] = form.exec(value) ?? []
  if (run === undefined || until === undefined) return undefined
  return { run, attempt: Number(attempt), ...(refresh !== undefined && { refresh }), until: Date.parse(until) }
}

/** The value without its origin. */
export const withoutOrigin = (value: string): string => value.replace(form, '')

/** The same value, now that the refresh has an id. */
export function withRefresh(value: string, refresh: string): string {
  const origin = originIn(value)
  return origin ? `${withoutOrigin(value)} ${originText({ ...origin, refresh })}` : value
}

/** What confirms a tag. `versions`: those of the group's launch templates that are known. */
export interface TagEvidence {
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
}

/**
 * Whether the run that wrote a tag is another one and may be in progress: its time is not over, and AWS shows no refresh of
 * it that has ended. `at`: AWS's clock.
 */
export function mayGoOn(
  origin: TagOrigin,
  { versions, refreshes }: TagEvidence,
  by: { readonly run: string; readonly at: Instant },
): boolean {
  if (origin.run === by.run || origin.until <= by.at) return false
  const made = versions.filter((each) => markerOf(each, versions)?.run === origin.run)
  const its = refreshes.filter(
    (each) => each.id === origin.refresh || made.some((version) => namesVersion(each, version)),
  )
  return its.every(({ status }) => isActive(status))
}

/** Whether AWS shows that the run rolled this group out: by the refresh that the tag names, or by a version with its marker. */
export const isConfirmed = (origin: TagOrigin, { versions, refreshes }: TagEvidence): boolean =>
  refreshes.some(({ id }) => id === origin.refresh) ||
  versions.some((each) => markerOf(each, versions)?.run === origin.run)
