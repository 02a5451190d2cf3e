/** Which versions this action made, and from which source, by the markers in their descriptions. Anybody can edit a description. */
import type { Version } from '../model/launch-template.ts'
import { type Marker, markerIn } from './marker.ts'

/** The marker in a version's description, if it names the version's image. It may be a copy that another tool made. */
export const markerOn = ({ description, image }: Version): Marker | undefined => {
  const marker = markerIn(description)
  return marker?.image === image ? marker : undefined
}

/**
 * The marker of a version that this action made. A tool that makes a version from ours may copy the description too. A run
 * makes one version for each source and image, and EC2 numbers versions in order, so the lowest number with a marker is
 * ours and all later ones are copies.
 */
export function markerOf(version: Version, versions: readonly Version[]): Marker | undefined {
  const marker = markerOn(version)
  const isCopy = versions.some((each) => each.version < version.version && haveSameMarker(each, version))
  return isCopy ? undefined : marker
}

/** Whether a later version has a copy of this version's marker. */
export const isCopied = (version: Version, versions: readonly Version[]): boolean =>
  versions.some((each) => each.version > version.version && haveSameMarker(each, version))

function haveSameMarker(one: Version, other: Version): boolean {
  const [mine, its] = [markerOn(one), markerOn(other)]
  if (one.id !== other.id || !mine || !its) return false
  return mine.run === its.run && mine.source === its.source && mine.image === its.image
}

/** The versions before one, as the markers name them, nearest first. Numbers only decrease, so that an edited description cannot make a loop. */
export function ancestors(version: Version, versions: readonly Version[]): readonly Version[] {
  const from = markerOf(version, versions)?.from
  const source =
    from !== undefined && from < version.version
      ? versions.find((each) => each.id === version.id && each.version === from)
      : undefined
  return source ? [source, ...ancestors(source, versions)] : []
}
