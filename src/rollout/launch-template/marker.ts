/** The line by which a launch template version says that we made it, from what and for which run. It stands first in its description. */
import type { WorkflowRun } from '../model/settings.ts'

/** What a marker says. `sha`: the first 12 characters of the commit, empty when there is none. */
export interface Marker {
  readonly from: number
  readonly image: string
  readonly sha: string
  readonly run: string
}

const form = /^ami-rollout\/1 from=(\d+) image=(ami-[0-9a-z]+) sha=([0-9a-f]{0,12}) run=([\w.-]+)/

/** The description of a version made from `source` with `image`: a function of the run, not of its attempt. */
export const describe = (source: number, image: string, run: WorkflowRun): string =>
  `ami-rollout/1 from=${source} image=${image} sha=${run.sha.slice(0, 12)} run=${run.id}`

/** The marker in a version's description, if it is one of ours. */
export function markerIn(description: string): Marker | undefined {
  const [, from, image, sha, run] = form.exec(description) ?? []
  if (from === undefined || image === undefined || sha === undefined || run === undefined) return undefined
  return { from: Number(from), image, sha, run }
}

/** The group's tag in which a rollback notes where its run went, so that the same run, run again, does not go further back. */
export const ROLLBACK_TAG = 'ami-rollout:rollback'

/** What a run notes of its rollback. `versions`: one for each launch template, as the group names them. */
export interface RollbackNote {
  readonly run: string
  readonly versions: readonly number[]
  /** The failure-code of the rollout that is taken back; missing where a rollback was asked for. */
  readonly failureCode?: string
}

/** The tag's value. */
export const rollbackNote = ({ run, versions, failureCode }: RollbackNote): string =>
  `run=${run} to=${versions.join(',')}${failureCode === undefined ? '' : ` code=${failureCode}`}`

/** What the tag says, if it is one of ours. */
export function rollbackNoteIn(value: string | undefined): RollbackNote | undefined {
  const [, run, versions, failureCode] = /^run=([\w.-]+) to=(\d+(?:,\d+)*)(?: code=([a-z-]+))?$/.exec(value ?? '') ?? []
  if (run === undefined || versions === undefined) return undefined
  return { run, versions: versions.split(',').map(Number), ...(failureCode !== undefined && { failureCode }) }
}

/** The versions that this very run went back to, if it did. */
export function notedBy(run: WorkflowRun, value: string | undefined): readonly number[] | undefined {
  const note = rollbackNoteIn(value)
  return note?.run === run.id ? note.versions : undefined
}

/** EC2's idempotency token (at most 128 ASCII characters): asking twice in one run makes one version. */
export const tokenFor = (template: string, source: number, image: string, run: WorkflowRun): string =>
  `ami-rollout-${run.id}-${template}-${source}-${image}`
