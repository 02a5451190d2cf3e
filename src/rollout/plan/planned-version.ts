/**
 * A launch template version that a step of the plan makes. Its number is the template's latest plus one, which EC2
 * assigns unless somebody else makes a version meanwhile. After that step the placeholder is bound to the version that
 * EC2 made.
 */

import { describe, markerIn, tokenFor } from '../launch-template/marker.ts'
import { alterations } from '../launch-template/template.ts'
import type { Template, TemplateVersion, Version, VersionDraft } from '../model/launch-template.ts'
import type { WorkflowRun } from '../model/settings.ts'

/** `source` with another image. Everything except the number is certain before it is made. */
export interface PlannedVersion extends Version {
  readonly source: Version
}

export const isPlanned = (version: Version | PlannedVersion): version is PlannedVersion => 'source' in version

/** A version that differs from `source` only in the image: an existing one of this run, or a planned one. */
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

/** The request to EC2. It is the same for every attempt of a run, so that a retry makes no second version. */
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
