/** The versions of this action that failed and that an earlier run has left on a launch template of the group. Pure. */

import { markerOf } from '../launch-template/lineage.ts'
import { hasFailed } from '../launch-template/rollback-target.ts'
import type { Template, TemplateVersion, Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import type { RolloutSettings } from '../model/settings.ts'

/** `latest`: what `$Latest` means once they are deleted, as far as the versions are known. */
export interface LeftVersions {
  readonly template: string
  readonly versions: readonly number[]
  readonly latest: number
}

/** What is known of one launch template. */
interface KnownVersions {
  readonly template: Template
  readonly saved: Version
  readonly versions: readonly Version[]
}

/** What they are judged by. `to`: the target versions that exist. */
interface LeftEvidence {
  readonly settings: Pick<RolloutSettings, 'failedVersion'>
  readonly refreshes: readonly Refresh[]
  readonly to: readonly TemplateVersion[]
}

/** Those that a run with this target may delete; the step that deletes them reads AWS again. */
export const leftVersions = (of: readonly KnownVersions[], evidence: LeftEvidence): readonly LeftVersions[] =>
  evidence.settings.failedVersion === 'keep' ? [] : of.flatMap((each) => leftOn(each, evidence))

function leftOn(
  { template, saved, versions }: KnownVersions,
  { refreshes, to }: LeftEvidence,
): readonly LeftVersions[] {
  const isInUse = (each: Version) =>
    [saved.version, template.default].includes(each.version) ||
    to.some(({ id, version }) => id === each.id && version === each.version)
  const left = versions.filter(
    (each) => !isInUse(each) && markerOf(each, versions) !== undefined && hasFailed({ refreshes }, each),
  )
  if (left.length === 0) return []
  const others = versions.filter((each) => !left.includes(each)).map(({ version }) => version)
  const numbers = left.map(({ version }) => version).toSorted((a, b) => a - b)
  return [{ template: template.id, versions: numbers, latest: Math.max(saved.version, ...others) }]
}
