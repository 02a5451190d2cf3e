/** Which versions are ours, and what they were made from. Our markers tell; a description is foreign text all the same. */
import type { Version } from '../model/launch-template.ts'
import { type Marker, markerIn } from './marker.ts'

/** The marker in a version's description, if it names the image that the version launches. A tool may have copied it. */
export const markerOn = ({ description, image }: Version): Marker | undefined => {
  const marker = markerIn(description)
  return marker?.image === image ? marker : undefined
}

/**
 * What a version that this action made says of itself. A tool that makes a version from ours may copy its description
 * with all else. A run makes one version of a source with an image, and EC2 numbers versions in order: the first of these
 * that bears it is ours, and those after it are copies.
 */
export function markerOf(version: Version, versions: readonly Version[]): Marker | undefined {
  const marker = markerOn(version)
  const isCopy = versions.some((each) => each.version < version.version && bearsSame(each, version))
  return isCopy ? undefined : marker
}

/** Whether a later version bears a copy of this one's marker. */
export const isCopied = (version: Version, versions: readonly Version[]): boolean =>
  versions.some((each) => each.version > version.version && bearsSame(each, version))

function bearsSame(one: Version, other: Version): boolean {
  const [mine, its] = [markerOn(one), markerOn(other)]
  if (one.id !== other.id || !mine || !its) return false
  return mine.run === its.run && mine.from === its.from && mine.image === its.image
}

/** The versions that one was made from, the nearest first. Only ever down, whatever a description says. */
export function ancestors(version: Version, versions: readonly Version[]): readonly Version[] {
  const from = markerOf(version, versions)?.from
  const source =
    from !== undefined && from < version.version
      ? versions.find((each) => each.id === version.id && each.version === from)
      : undefined
  return source ? [source, ...ancestors(source, versions)] : []
}
