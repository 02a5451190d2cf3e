/** Where a rollback goes, and why there. Pure: from the versions of the template and the history of refreshes. */

import { runs } from '../model/coverage.ts'
import type { RollbackTarget } from '../model/group-template.ts'
import type { Instance } from '../model/instance.ts'
import type { Version } from '../model/launch-template.ts'
import { namesVersion, type Refresh } from '../model/refresh.ts'
import { isActive, isSuccessful } from '../model/refresh-status.ts'
import type { RollbackTo } from '../model/settings.ts'
import { ancestors, markerOf } from './lineage.ts'
import { parameterIn } from './parameter.ts'

/** What there is to choose from. `versions`: all that the template has. */
export interface TemplateHistory {
  readonly saved: Version
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
  readonly instances: readonly Instance[]
}

/**
 * Where a rollback of one or several templates goes. `to`: as it was asked for, or the versions that an earlier attempt
 * went to. A version number says nothing where there are several templates.
 */
export function rollbackTargetsOf(
  pasts: readonly TemplateHistory[],
  to: RollbackTo | readonly number[],
): readonly RollbackTarget[] {
  if (typeof to === 'object') return pasts.map((past, i) => existing(past, to[i] ?? 0))
  if (pasts.length > 1 && to === 'previous') return before(pasts)
  return pasts.map((past) => (pasts.length > 1 && typeof to === 'number' ? nowhere(past) : rollbackTargetOf(past, to)))
}

/** Where a rollback of one template goes. */
export function rollbackTargetOf(past: TemplateHistory, to: RollbackTo): RollbackTarget {
  if (typeof to === 'number') return existing(past, to)
  if (to !== 'previous') return withImage(past, to)
  return alongTheChain(past) ?? fromHistory(past) ?? nowhere(past)
}

const nowhere = (past: TemplateHistory) => ({ type: 'none', candidates: candidates(past) }) as const

/**
 * What several templates were before. A rollout may have changed only some of them: by our markers those of the newest
 * run go back and the others stay; without markers all go to what the newest successful refresh before named.
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

/** The template stays on what the group has saved. */
export const stays = ({ saved }: Pick<TemplateHistory, 'saved'>): RollbackTarget => ({
  type: 'version',
  version: saved,
  why: 'stays',
})

/** The versions that the newest successful refresh named which led to none that is newer, and to some that are older. */
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

/** The newest version with the image that ran; else a new one is to be made from the present one. */
function withImage(past: TemplateHistory, image: string): RollbackTarget {
  const newest = descending(past.versions).find(
    (each) => each.image === image && (ran(past, each) || runsNow(past, each)),
  )
  return newest ? { type: 'version', version: newest, why: 'newest-with-image' } : { type: 'image', image }
}

/** The version to go back from: the newest that the fleet or its saved template has anything to do with. */
function present({ saved, versions, instances }: TemplateHistory): Version {
  const running = versions.filter((each) => instances.some((instance) => runs(instance, { templates: [each] })))
  return descending([saved, ...running])[0] ?? saved
}

/**
 * Our markers name what each version was made from: followed back past versions whose rollout is known not to have
 * succeeded. It only ever leads down, so two rollbacks in a row do not swing to and fro.
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

/** AWS keeps six weeks of history: what it does not name at all, or is still at, is not known to have failed. */
const failed = (past: TemplateHistory, version: Version): boolean => {
  const rollouts = named(past, version).filter(({ status }) => !isActive(status))
  return rollouts.length > 0 && rollouts.every(({ status }) => !isSuccessful(status))
}

const ran = (past: TemplateHistory, version: Version): boolean =>
  named(past, version).some(({ status }) => isSuccessful(status))

const runsNow = ({ instances }: TemplateHistory, version: Version): boolean =>
  instances.some((instance) => runs(instance, { templates: [version] }))

/** AWS starts no refresh to a version that names its image by a parameter. */
const hasTemplateImage = (version: Version): boolean => parameterIn(version) === undefined

const descending = (versions: readonly Version[]): readonly Version[] =>
  versions.toSorted((a, b) => b.version - a.version)

/** Versions that a person may have meant; the newest ten. */
const candidates = (past: TemplateHistory): readonly Version[] =>
  descending(past.versions)
    .filter((each) => each.version !== present(past).version && hasTemplateImage(each))
    .slice(0, 10)
