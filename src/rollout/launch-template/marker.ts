/**
 * The marker: the first line in the description of each launch template version that this action makes. It names the
 * source version, the image and the workflow run.
 */
import type { WorkflowRun } from '../model/settings.ts'

/** The contents of a marker. `sha`: the first 12 characters of the commit, empty when there is none. */
export interface Marker {
  readonly from: number
  readonly image: string
  readonly sha: string
  readonly run: string
}

const form = /^ami-rollout\/1 from=(\d+) image=(ami-[0-9a-z]+) sha=([0-9a-f]{0,12}) run=([\w.-]+)/

/** The description of a version made from `source` with `image`. It is the same for every attempt of a run. */
export const describe = (source: number, image: string, run: WorkflowRun): string =>
  `ami-rollout/1 from=${source} image=${image} sha=${run.sha.slice(0, 12)} run=${run.id}`

/** Parses the marker in a description; `undefined` where there is none. */
export function markerIn(description: string): Marker | undefined {
  const [, from, image, sha, run] = form.exec(description) ?? []
  if (from === undefined || image === undefined || sha === undefined || run === undefined) return undefined
  return { from: Number(from), image, sha, run }
}

/** The group's tag that stores a rollback's target, so that a re-run of the same run does not roll back further. */
export const ROLLBACK_TAG = 'ami-rollout:rollback'

/** The contents of the rollback tag. `versions`: one for each launch template, in the order in which the group names them. */
export interface RollbackNote {
  readonly run: string
  readonly versions: readonly number[]
  /** The `failure-code` of the rollout that is rolled back; missing for `mode: rollback`. */
  readonly failureCode?: string
}

/** The tag's value. */
export const rollbackNote = ({ run, versions, failureCode }: RollbackNote): string =>
  `run=${run} to=${versions.join(',')}${failureCode === undefined ? '' : ` code=${failureCode}`}`

/** Parses the tag's value; `undefined` where this action did not write it. */
export function rollbackNoteIn(value: string | undefined): RollbackNote | undefined {
  const [, run, versions, failureCode] = /^run=([\w.-]+) to=(\d+(?:,\d+)*)(?: code=([a-z-]+))?$/.exec(value ?? '') ?? []
  if (run === undefined || versions === undefined) return undefined
  return { run, versions: versions.split(',').map(Number), ...(failureCode !== undefined && { failureCode }) }
}

/** The versions that this run rolled back to, if it did. */
export function notedBy(run: WorkflowRun, value: string | undefined): readonly number[] | undefined {
  const note = rollbackNoteIn(value)
  return note?.run === run.id ? note.versions : undefined
}

/** EC2's idempotency token (at most 128 ASCII characters): asking twice in one run makes one version. */
export const tokenFor = (template: string, source: number, image: string, run: WorkflowRun): string =>
  `ami-rollout-${run.id}-${template}-${source}-${image}`
