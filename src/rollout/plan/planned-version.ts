/**
 * A launch template version that a step of the plan makes. Its number is the one that EC2 gives next if nobody else makes
 * a version meanwhile; once it is made, the plan's placeholder is bound to what EC2 really made.
 */

import { describe, markerIn, tokenFor } from '../launch-template/marker.ts'
import { alterations } from '../launch-template/template.ts'
import type { Template, TemplateVersion, Version, VersionDraft } from '../model/launch-template.ts'
import type { WorkflowRun } from '../model/settings.ts'

/** `source` with another image; all that it says is known before it is made, but for its number. */
export interface PlannedVersion extends Version {
  readonly source: Version
}

export const isPlanned = (version: Version | PlannedVersion): version is PlannedVersion => 'source' in version

/** A version that differs from `source` in its image only: one that was made for it before, or one that is still to be made. */
export function withImage(
  source: Version,
  image: string,
  on: { readonly template: Template; readonly versions: readonly Version[]; readonly run: WorkflowRun },
): Version | PlannedVersion {
  const made = on.versions.find(
    (each) =>
      markerIn(each.description)?.from === source.version &&
      each.image === image &&
      alterations(source.data, each.data).length === 0,
  )
  return (
    made ?? {
      ...source,
      version: on.template.latest + 1,
      image,
      description: describe(source.version, image, on.run),
      data: { ...source.data, ImageId: image },
      source,
    }
  )
}

/** What EC2 is asked to make; `source` is bound by now. The same for every attempt of one run. */
export function draftOf({ image }: Pick<TemplateVersion, 'image'>, source: Version, run: WorkflowRun): VersionDraft {
  const { id: template, version } = source
  return {
    template,
    source: version,
    image,
    description: describe(version, image, run),
    token: tokenFor(template, version, image, run),
  }
}
