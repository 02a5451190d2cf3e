/** Launch template contents compared member by member. */

import type { Difference, TemplateData } from '../model/launch-template.ts'

/** What differs between two contents, as paths with the value on either side; in order of the path. */
export function differences(from: TemplateData, to: TemplateData): readonly Difference[] {
  const before = valuesByPath(from)
  const after = valuesByPath(to)
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort()
    .map((path) => ({ path, from: shown(path, before.get(path)), to: shown(path, after.get(path)) }))
}

/** User data may hold secrets, so only its length is shown. */
const shown = (path: string, value: string | undefined): string | undefined =>
  path === 'UserData' && value !== undefined ? `${value.length} characters, not shown` : value

/**
 * The differences other than the image between a version and the `source` it was made from. Snapshots of block devices do
 * not count: EC2 drops them by design when a version is made from another (EC2 User Guide, launch templates).
 */
export const alterations = (source: TemplateData, made: TemplateData): readonly Difference[] =>
  differences(source, made).filter(
    ({ path, to }) =>
      path !== 'ImageId' && !(to === undefined && /^BlockDeviceMappings\[\d+\]\.Ebs\.SnapshotId$/.test(path)),
  )

function valuesByPath(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) valuesByPath(item, `${path}[${i}]`, found)
  else if (typeof value === 'object' && value !== null && !(value instanceof Date))
    for (const [key, item] of Object.entries(value)) valuesByPath(item, path ? `${path}.${key}` : key, found)
  else if (value !== undefined && value !== null)
    found.set(path, value instanceof Date ? value.toISOString() : String(value))
  return found
}
