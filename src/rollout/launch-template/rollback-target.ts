/** Where a rollback goes, and why there. Pure: from the versions of the template and the history of refreshes. */

import { runs } from '../model/coverage.ts'
import type { RollbackTarget } from '../model/group-template.ts'
import type { Instance } from '../model/instance.ts'
import type { Version } from '../model/launch-template.ts'
import { namesVersion, type Refresh } from '../model/refresh.ts'
import { isActive, isSuccessful } from '../model/refresh-status.ts'
import type { To } from '../model/settings.ts'
import { ancestors, markerOf } from './lineage.ts'
import { parameterIn } from './parameter.ts'

/** What there is to choose from. `versions`: all that the template has. */
export interface Past {
  readonly saved: Version
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
  readonly instances: readonly Instance[]
}

/**
 * Where a rollback of one or several templates goes. `to`: as it was asked for, or the versions that an earlier attempt
 * went to. A version number says nothing where there are several templates.
 */
export function goalsOf(pasts: readonly Past[], to: To | readonly number[]): readonly RollbackTarget[] {
  if (typeof to === 'object') return pasts.map((past, i) => standing(past, to[i] ?? 0))
  if (pasts.length > 1 && to === 'previous') return before(pasts)
  return pasts.map((past) => (pasts.length > 1 && typeof to === 'number' ? nowhere(past) : goalOf(past, to)))
}

/** Where a rollback of one template goes. */
export function goalOf(past: Past, to: To): RollbackTarget {
  if (typeof to === 'number') return standing(past, to)
  if (to !== 'previous') return withImage(past, to)
  return alongTheChain(past) ?? fromHistory(past) ?? nowhere(past)
}

const nowhere = (past: Past) => ({ is: 'none', candidates: candidates(past) }) as const

/**
 * What several templates were before. A rollout may have changed only some of them: by our markers those of the newest
 * run go back and the others stay; without markers all go to what the newest successful refresh before named.
 */
function before(pasts: readonly Past[]): readonly RollbackTarget[] {
  const newest = pasts.toSorted((a, b) => present(b).created - present(a).created)[0]
  const run = newest && runOf(newest)
  const goals = pasts.map((past) => (runOf(past) === run ? alongTheChain(past) : stays(past)))
  const known = goals.filter((goal) => goal !== undefined)
  if (run !== undefined && known.length === pasts.length) return known
  return fromHistoryOf(pasts) ?? pasts.map(nowhere)
}

const runOf = (past: Past): string | undefined => markerOf(present(past), past.versions)?.run

/** The template stays on what the group has saved. */
export const stays = ({ saved }: Pick<Past, 'saved'>): RollbackTarget => ({
  is: 'version',
  version: saved,
  why: 'stays',
})

/** The versions that the newest successful refresh named which led to none that is newer, and to some that are older. */
function fromHistoryOf(pasts: readonly Past[]): readonly RollbackTarget[] | undefined {
  for (const refresh of pasts[0]?.refreshes ?? []) {
    const versions = pasts.map((past) => past.versions.find((each) => namesVersion(refresh, each)))
    const older = versions.map((version, i) => {
      const past = pasts[i]
      return version && past ? version.version - present(past).version : Infinity
    })
    if (!isSuccessful(refresh.status) || older.some((by) => by > 0) || older.every((by) => by === 0)) continue
    return versions.flatMap((version) => (version ? [{ is: 'version', version, why: 'history' } as const] : []))
  }
  return undefined
}

function standing(past: Past, number: number): RollbackTarget {
  const version = past.versions.find((each) => each.version === number)
  const parameter = version && parameterIn(version)
  if (parameter !== undefined) return { ...nowhere(past), parameter }
  return version ? { is: 'version', version, why: 'asked' } : nowhere(past)
}

/** The newest version with the image that ran; else a new one is to be made from the present one. */
function withImage(past: Past, image: string): RollbackTarget {
  const newest = descending(past.versions).find(
    (each) => each.image === image && (ran(past, each) || runsNow(past, each)),
  )
  return newest ? { is: 'version', version: newest, why: 'newest-with-image' } : { is: 'image', image }
}

/** The version to go back from: the newest that the fleet or its saved template has anything to do with. */
function present({ saved, versions, instances }: Past): Version {
  const running = versions.filter((each) => instances.some((instance) => runs(instance, { templates: [each] })))
  return descending([saved, ...running])[0] ?? saved
}

/**
 * Our markers name what each version was made from: followed back past versions whose rollout is known not to have
 * succeeded. It only ever leads down, so two rollbacks in a row do not swing to and fro.
 */
function alongTheChain(past: Past): RollbackTarget | undefined {
  const version = ancestors(present(past), past.versions).find((each) => !failed(past, each) && hasTemplateImage(each))
  return version && { is: 'version', version, why: 'chain' }
}

function fromHistory(past: Past): RollbackTarget | undefined {
  const now = present(past)
  const version = descending(past.versions).find((each) => each.version < now.version && ran(past, each))
  return version && { is: 'version', version, why: 'history' }
}

const named = ({ refreshes }: Past, version: Version): readonly Refresh[] =>
  refreshes.filter((refresh) => namesVersion(refresh, version))

/** AWS keeps six weeks of history: what it does not name at all, or is still at, is not known to have failed. */
const failed = (past: Past, version: Version): boolean => {
  const rollouts = named(past, version).filter(({ status }) => !isActive(status))
  return rollouts.length > 0 && rollouts.every(({ status }) => !isSuccessful(status))
}

const ran = (past: Past, version: Version): boolean => named(past, version).some(({ status }) => isSuccessful(status))

const runsNow = ({ instances }: Past, version: Version): boolean =>
  instances.some((instance) => runs(instance, { templates: [version] }))

/** AWS starts no refresh to a version that names its image by a parameter. */
const hasTemplateImage = (version: Version): boolean => parameterIn(version) === undefined

const descending = (versions: readonly Version[]): readonly Version[] =>
  versions.toSorted((a, b) => b.version - a.version)

/** Versions that a person may have meant; the newest ten. */
const candidates = (past: Past): readonly Version[] =>
  descending(past.versions)
    .filter((each) => each.version !== present(past).version && hasTemplateImage(each))
    .slice(0, 10)
