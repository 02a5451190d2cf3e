/** How many calls it takes to delete versions. Pure. */

/** Versions that EC2 deletes in one call at most (API Reference, DeleteLaunchTemplateVersions). */
const DELETED_AT_ONCE = 200

/** The versions to delete, in batches of one call each. */
export const deletions = (versions: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(versions.length / DELETED_AT_ONCE) }, (_, i) =>
    versions.slice(i * DELETED_AT_ONCE, (i + 1) * DELETED_AT_ONCE),
  )
