/** Finds the target of a rollback and the reason for it, from the template's versions and the refresh history. Pure. */

import { runs } from '../model/coverage.ts'
import type { RollbackTarget } from '../model/group-template.ts'
import type { Instance } from '../model/instance.ts'
import type { Version } from '../model/launch-template.ts'
import { namesVersion, type Refresh } from '../model/refresh.ts'
import { isActive, isSuccessful } from '../model/refresh-status.ts'
import type { RollbackTo } from '../model/settings.ts'
import { ancestors, markerOf } from './lineage.ts'
import { parameterIn } from './parameter.ts'

/** What a target is chosen from. `versions`: all versions of the template. */
export interface TemplateHistory {
  readonly saved: Version
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
  readonly instances: readonly Instance[]
}

/**
 * The targets for all templates of the group. `to`: the input `to`, or the versions that an earlier attempt rolled back
 * to. A single version number is ambiguous where the group has several templates.
 */
export function rollbackTargetsOf(
  pasts: readonly TemplateHistory[],
  to: RollbackTo | readonly number[],
): readonly RollbackTarget[] {
  if (typeof to === 'object') return pasts.map((past, i) => existing(past, to[i] ?? 0))
  if (pasts.length > 1 && to === 'previous') return before(pasts)
  return pasts.map((past) => (pasts.length > 1 && typeof to === 'number' ? nowhere(past) : rollbackTargetOf(past, to)))
}

/** The target for one template. */
export function rollbackTargetOf(past: TemplateHistory, to: RollbackTo): RollbackTarget {
  if (typeof to === 'number') return existing(past, to)
  if (to !== 'previous') return withImage(past, to)
  return alongTheChain(past) ?? fromHistory(past) ?? nowhere(past)
}

const nowhere = (past: TemplateHistory) => ({ type: 'none', candidates: candidates(past) }) as const

/**
 * The previous versions of several templates. A rollout may have changed only some of them: with markers, the templates
 * that the newest run changed roll back and the others stay. Without markers, all return to what the newest earlier
 * successful refresh named.
 */
function before(pasts: readonly TemplateHistory[]): readonly RollbackTarget[] {
  const newest = pasts.toSorted((a, b) => present(b).created - present(a).created)[0]
  const run = newest && runOf(newest)
  const rollbackTargets = pasts.map((past) => (runOf(past) === run ? alongTheChain(past) : stays(past)))
  const known = rollbackTargets.filter((rollbackTarget) => rollbackTarget !== undefined)
  if (run !== undefined && known.length === pasts.length) return known
  return fromHistoryOf(pasts) ?? pasts.map(nowhere)
}

const runOf = (past: TemplateHistory): string | undefined => markerOf(present(past), past.versions)?.run

/** The target of a template that stays on its saved version. */
export const stays = ({ saved }: Pick<TemplateHistory, 'saved'>): RollbackTarget => ({
  type: 'version',
  version: saved,
  why: 'stays',
})

/** The versions of the newest successful refresh that named no newer version than the present ones and at least one older. */
function fromHistoryOf(pasts: readonly TemplateHistory[]): readonly RollbackTarget[] | undefined {
  for (const refresh of pasts[0]?.refreshes ?? []) {
    const versions = pasts.map((past) => past.versions.find((each) => namesVersion(refresh, each)))
    const older = versions.map((version, i) => {
      const past = pasts[i]
      return version && past ? version.version - present(past).version : Infinity
    })
    if (!isSuccessful(refresh.status) || older.some((by) => by > 0) || older.every((by) => by === 0)) continue
    return versions.flatMap((version) => (version ? [{ type: 'version', version, why: 'history' } as const] : []))
  }
  return undefined
}

function existing(past: TemplateHistory, number: number): RollbackTarget {
  const version = past.versions.find((each) => each.version === number)
  const parameter = version && parameterIn(version)
  if (parameter !== undefined) return { ...nowhere(past), parameter }
  return version ? { type: 'version', version, why: 'asked' } : nowhere(past)
}

/** The newest version with this image; where there is none, one is made from the present version. */
function withImage(past: TemplateHistory, image: string): RollbackTarget {
  const newest = descending(past.versions).find(
    (each) => each.image === image && (ran(past, each) || runsNow(past, each)),
  )
  return newest ? { type: 'version', version: newest, why: 'newest-with-image' } : { type: 'image', image }
}

/** The version to roll back from: the newest that is saved on the group or that an instance runs. */
function present({ saved, versions, instances }: TemplateHistory): Version {
  const running = versions.filter((each) => instances.some((instance) => runs(instance, { templates: [each] })))
  return descending([saved, ...running])[0] ?? saved
}

/**
 * Follows our markers from version to source, past versions whose rollout failed. Each step goes to a lower number, so two
 * rollbacks in a row do not alternate between two versions.
 */
function alongTheChain(past: TemplateHistory): RollbackTarget | undefined {
  const version = ancestors(present(past), past.versions).find((each) => !failed(past, each) && hasTemplateImage(each))
  return version && { type: 'version', version, why: 'chain' }
}

function fromHistory(past: TemplateHistory): RollbackTarget | undefined {
  const now = present(past)
  const version = descending(past.versions).find((each) => each.version < now.version && ran(past, each))
  return version && { type: 'version', version, why: 'history' }
}

const named = ({ refreshes }: TemplateHistory, version: Version): readonly Refresh[] =>
  refreshes.filter((refresh) => namesVersion(refresh, version))

/** Whether a rollout to this version failed. AWS keeps six weeks of history; a version it does not name did not fail as far as known. */
const failed = (past: TemplateHistory, version: Version): boolean => {
  const rollouts = named(past, version).filter(({ status }) => !isActive(status))
  return rollouts.length > 0 && rollouts.every(({ status }) => !isSuccessful(status))
}

const ran = (past: TemplateHistory, version: Version): boolean =>
  named(past, version).some(({ status }) => isSuccessful(status))

const runsNow = ({ instances }: TemplateHistory, version: Version): boolean =>
  instances.some((instance) => runs(instance, { templates: [version] }))

/** Whether the version names its image by id; AWS starts no refresh to a version that names it by a parameter. */
const hasTemplateImage = (version: Version): boolean => parameterIn(version) === undefined

const descending = (versions: readonly Version[]): readonly Version[] =>
  versions.toSorted((a, b) => b.version - a.version)

/** Versions to suggest to the user; at most the newest ten. */
const candidates = (past: TemplateHistory): readonly Version[] =>
  descending(past.versions)
    .filter((each) => each.version !== present(past).version && hasTemplateImage(each))
    .slice(0, 10)
