/**
 * The marker: the first line in the description of each launch template version that this action makes. It names the
 * version before, the image and the workflow run; and the source version, where that is another one.
 */
import type { WorkflowRun } from '../model/settings.ts'

/**
 * The contents of a marker. `from`: the version that a rollback returns to. `source`: the version that it was made from.
 * `sha`: the first 12 characters of the commit, empty when there is none.
 */
export interface Marker {
  readonly from: number
  readonly source: number
  readonly image: string
  readonly sha: string
  readonly run: string
}

const form = /^ami-rollout\/1 from=(\d+) image=(ami-[0-9a-z]+) sha=([0-9a-f]{0,12}) run=([\w.-]+)(?: source=(\d+))?/

/**
 * The description of a version with `image` that a rollback takes back to `from`. It is the same for every attempt of a
 * run. `source`: only where the version is not made from `from`.
 */
export function describe(from: number, image: string, { id, sha, source }: WorkflowRun & { source?: number }): string {
  const made = source === undefined || source === from ? '' : ` source=${source}`
  return `ami-rollout/1 from=${from} image=${image} sha=${sha.slice(0, 12)} run=${id}${made}`
}

/** Parses the marker in a description; `undefined` where there is none. */
export function markerIn(description: string): Marker | undefined {
  const [, from, image, sha, run, source = from] = form.exec(description) ?? []
  if (from === undefined || image === undefined || sha === undefined || run === undefined) return undefined
  return { from: Number(from), source: Number(source), image, sha, run }
}

/** EC2's idempotency token (at most 128 ASCII characters): asking twice in one run makes one version. */
export const tokenFor = (template: string, source: number, image: string, run: WorkflowRun): string =>
  `ami-rollout-${run.id}-${template}-${source}-${image}`
