/** Which versions are ours, and what they were made from. Our markers tell; a description is foreign text all the same. */
import type { Version } from '../facts.ts'
import { markerIn } from './marker.ts'

/** Whether this action made the version: its marker names the image that it launches. A marker that was copied elsewhere does not. */
export const isOurs = ({ description, image }: Version): boolean => markerIn(description)?.image === image

/** The versions that one was made from, the nearest first. Only ever down, whatever a description says. */
export function ancestors(version: Version, versions: readonly Version[]): readonly Version[] {
  const from = isOurs(version) ? markerIn(version.description)?.from : undefined
  const source =
    from !== undefined && from < version.version
      ? versions.find((each) => each.id === version.id && each.version === from)
      : undefined
  return source ? [source, ...ancestors(source, versions)] : []
}
