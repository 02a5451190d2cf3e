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
  /** The version that a rollback returns to, where that is not the source. It may be planned itself. */
  readonly before?: Version
}

export const isPlanned = (version: Version | PlannedVersion): version is PlannedVersion => 'source' in version

/** What a version is made for. `before`: the version that a rollback returns to, if it is not the source. */
export interface VersionPurpose {
  readonly template: Template
  readonly versions: readonly Version[]
  readonly run: WorkflowRun
  readonly before?: Version
}

/** Whether this action made the version from `source`, and only its image is another. */
export const isMadeFrom = (version: Version, source: Version, image: string): boolean =>
  markerIn(version.description)?.source === source.version &&
  version.image === image &&
  alterations(source.data, version.data).length === 0

/** A version that differs from `source` only in the image: an existing one that this action made, or a planned one. */
export function withImage(source: Version, image: string, on: VersionPurpose): Version | PlannedVersion {
  const made = on.versions.find((each) => isMadeFrom(each, source, image))
  const before = on.before && on.before.version !== source.version ? on.before : undefined
  return (
    made ?? {
      ...source,
      version: on.template.latest + 1,
      image,
      description: describe((before ?? source).version, image, { ...on.run, source: source.version }),
      data: { ...source.data, ImageId: image },
      source,
      ...(before && { before }),
    }
  )
}

/** Versions that exist: what one is made from, and what a rollback returns to, if that is another. */
export interface VersionOrigin {
  readonly source: Version
  readonly before?: Version
}

/** The request to EC2. It is the same for every attempt of a run, so that a retry makes no second version. */
export function draftOf(
  { image }: Pick<TemplateVersion, 'image'>,
  { source, before = source }: VersionOrigin,
  run: WorkflowRun,
): VersionDraft {
  const { id: template, version } = source
  return {
    template,
    source: version,
    image,
    description: describe(before.version, image, { ...run, source: version }),
    token: tokenFor(template, version, image, run),
  }
}
