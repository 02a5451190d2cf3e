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
  /** The newest rollout without a marker, as far as it is proven: its version, and the one before. */
  readonly last?: { readonly from: number; readonly to: number }
}

/**
 * The targets for all templates of the group. `to`: the input `to`, or the versions that an earlier attempt rolled back
 * to. A single version number is ambiguous where the group has several templates.
 */
export function rollbackTargetsOf(
  histories: readonly TemplateHistory[],
  to: RollbackTo | readonly number[],
): readonly RollbackTarget[] {
  if (typeof to === 'object') return histories.map((history, i) => existing(history, to[i] ?? 0, 'noted'))
  if (histories.length > 1 && to === 'previous') return previousOfAll(histories)
  return histories.map((history) =>
    histories.length > 1 && typeof to === 'number' ? nowhere(history) : rollbackTargetOf(history, to),
  )
}

/** The target for one template. */
export function rollbackTargetOf(history: TemplateHistory, to: RollbackTo): RollbackTarget {
  if (typeof to === 'number') return existing(history, to)
  if (to !== 'previous') return withImage(history, to)
  return fromMarkers(history) ?? fromHistory(history) ?? nowhere(history)
}

const nowhere = (history: TemplateHistory) => ({ type: 'none', candidates: candidates(history) }) as const

/**
 * The previous versions of several templates. A rollout may have changed only some of them: with markers, the templates
 * that the newest run changed roll back and the others stay. Without markers, all return to what the newest earlier
 * successful refresh named.
 */
function previousOfAll(histories: readonly TemplateHistory[]): readonly RollbackTarget[] {
  const newest = histories.toSorted((a, b) => newestInUse(b).created - newestInUse(a).created)[0]
  const run = newest && runOf(newest)
  const rollbackTargets = histories.map((history) => (runOf(history) === run ? fromMarkers(history) : stays(history)))
  const known = rollbackTargets.filter((rollbackTarget) => rollbackTarget !== undefined)
  if (run !== undefined && known.length === histories.length) return known
  return fromHistoryOf(histories) ?? histories.map(nowhere)
}

const runOf = (history: TemplateHistory): string | undefined => markerOf(newestInUse(history), history.versions)?.run

/** The target of a template that stays on its saved version. */
export const stays = ({ saved }: Pick<TemplateHistory, 'saved'>): RollbackTarget => ({
  type: 'version',
  version: saved,
  why: 'stays',
})

/** The versions of the newest successful refresh that named no newer version than the present ones and at least one older. */
function fromHistoryOf(histories: readonly TemplateHistory[]): readonly RollbackTarget[] | undefined {
  for (const refresh of histories[0]?.refreshes ?? []) {
    const versions = histories.map((history) => history.versions.find((each) => namesVersion(refresh, each)))
    const older = versions.map((version, i) => {
      const history = histories[i]
      return version && history ? version.version - newestInUse(history).version : Infinity
    })
    if (!isSuccessful(refresh.status) || older.some((by) => by > 0) || older.every((by) => by === 0)) continue
    return versions.flatMap((version) => (version ? [{ type: 'version', version, why: 'history' } as const] : []))
  }
  return undefined
}

function existing(history: TemplateHistory, number: number, why: 'asked' | 'noted' = 'asked'): RollbackTarget {
  const version = history.versions.find((each) => each.version === number)
  const parameter = version && parameterIn(version)
  if (parameter !== undefined) return { ...nowhere(history), parameter }
  return version ? { type: 'version', version, why } : nowhere(history)
}

/** The newest version with this image; where there is none, one is made from the present version. */
function withImage(history: TemplateHistory, image: string): RollbackTarget {
  const newest = descending(history.versions).find(
    (each) => each.image === image && (hasSucceeded(history, each) || runsNow(history, each)),
  )
  return newest ? { type: 'version', version: newest, why: 'newest-with-image' } : { type: 'image', image }
}

/** The version to roll back from: the newest that is saved on the group or that an instance runs. */
function newestInUse({ saved, versions, instances }: TemplateHistory): Version {
  const running = versions.filter((each) => instances.some((instance) => runs(instance, { templates: [each] })))
  return descending([saved, ...running])[0] ?? saved
}

/**
 * Follows our markers from version to source, past versions whose rollout failed. Each step goes to a lower number, so two
 * rollbacks in a row do not alternate between two versions.
 */
function fromMarkers(history: TemplateHistory): RollbackTarget | undefined {
  const now = newestInUse(history)
  const { last } = history
  // A rollout that only replaced the instances leads nowhere.
  const noted = last?.to === now.version && last.from !== last.to ? versionIn(history, last.from) : undefined
  const before = noted ? [noted, ...ancestors(noted, history.versions)] : ancestors(now, history.versions)
  const version = before.find((each) => !hasFailed(history, each) && hasTemplateImage(each))
  return version && { type: 'version', version, why: 'chain' }
}

const versionIn = ({ versions }: TemplateHistory, number: number): Version | undefined =>
  versions.find(({ version }) => version === number)

function fromHistory(history: TemplateHistory): RollbackTarget | undefined {
  const now = newestInUse(history)
  const version = descending(history.versions).find((each) => each.version < now.version && hasSucceeded(history, each))
  return version && { type: 'version', version, why: 'history' }
}

const named = ({ refreshes }: Pick<TemplateHistory, 'refreshes'>, version: Version): readonly Refresh[] =>
  refreshes.filter((refresh) => namesVersion(refresh, version))

/** Whether a rollout to this version failed. AWS keeps six weeks of history; a version it does not name did not fail as far as known. */
export const hasFailed = (history: Pick<TemplateHistory, 'refreshes'>, version: Version): boolean => {
  const rollouts = named(history, version).filter(({ status }) => !isActive(status))
  return rollouts.length > 0 && rollouts.every(({ status }) => !isSuccessful(status))
}

export const hasSucceeded = (history: Pick<TemplateHistory, 'refreshes'>, version: Version): boolean =>
  named(history, version).some(({ status }) => isSuccessful(status))

const runsNow = ({ instances }: TemplateHistory, version: Version): boolean =>
  instances.some((instance) => runs(instance, { templates: [version] }))

/** Whether the version names its image by id; AWS starts no refresh to a version that names it by a parameter. */
const hasTemplateImage = (version: Version): boolean => parameterIn(version) === undefined

const descending = (versions: readonly Version[]): readonly Version[] =>
  versions.toSorted((a, b) => b.version - a.version)

/** Versions to suggest to the user; at most the newest ten. */
const candidates = (history: TemplateHistory): readonly Version[] =>
  descending(history.versions)
    .filter((each) => each.version !== newestInUse(history).version && hasTemplateImage(each))
    .slice(0, 10)
