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

/** EC2's idempotency token (at most 128 ASCII characters): asking twice in one run makes one version. */
export const tokenFor = (template: string, source: number, image: string, run: WorkflowRun): string =>
  `ami-rollout-${run.id}-${template}-${source}-${image}`
