/** Where a rollback goes, and why there. Pure: from the versions of the template and the history of refreshes. */
import { runs } from './coverage.ts'
import type { Goal, Version, Why } from './facts.ts'
import { ancestors } from './lineage.ts'
import { type Instance, isActive, type Refresh } from './model.ts'
import type { To } from './policy.ts'

/** What there is to choose from. `versions`: all that the template has. */
export interface Past {
  readonly saved: Version
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
  readonly instances: readonly Instance[]
}

/** Finds the goal. */
export function goalOf(past: Past, to: To): Goal {
  if (typeof to === 'number') return standing(past, to, 'asked')
  if (to !== 'previous') return withImage(past, to)
  return alongTheChain(past) ?? fromHistory(past) ?? { is: 'none', candidates: candidates(past) }
}

function standing(past: Past, number: number, why: Why): Goal {
  const version = past.versions.find((each) => each.version === number)
  return version ? { is: 'version', version, why } : { is: 'none', candidates: candidates(past) }
}

/** The newest version with the image that ran; else a new one is to be made from the present one. */
function withImage(past: Past, image: string): Goal {
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
function alongTheChain(past: Past): Goal | undefined {
  const version = ancestors(present(past), past.versions).find((each) => !failed(past, each))
  return version && { is: 'version', version, why: 'chain' }
}

function fromHistory(past: Past): Goal | undefined {
  const now = present(past)
  const version = descending(past.versions).find((each) => each.version < now.version && ran(past, each))
  return version && { is: 'version', version, why: 'history' }
}

const named = ({ refreshes }: Past, { id, version }: Version): readonly Refresh[] =>
  refreshes.filter(({ to }) => to?.template === id && to.version === String(version))

/** AWS keeps six weeks of history: what it does not name at all, or is still at, is not known to have failed. */
const failed = (past: Past, version: Version): boolean => {
  const rollouts = named(past, version).filter(({ status }) => !isActive(status))
  return rollouts.length > 0 && rollouts.every(({ status }) => status !== 'Successful')
}

const ran = (past: Past, version: Version): boolean =>
  named(past, version).some(({ status }) => status === 'Successful')

const runsNow = ({ instances }: Past, version: Version): boolean =>
  instances.some((instance) => runs(instance, { templates: [version] }))

const descending = (versions: readonly Version[]): readonly Version[] =>
  versions.toSorted((a, b) => b.version - a.version)

/** Versions that a person may have meant; the newest ten. */
const candidates = (past: Past): readonly Version[] =>
  descending(past.versions)
    .filter((each) => each.version !== present(past).version)
    .slice(0, 10)
