/**
 * Between two polls little changes, even of a large group. What has not changed stays the same list or table: what was
 * worked out from it holds, and what would be new at each poll would have to be collected at each.
 */

/** The list before, if this one has the same members. */
export const unlessSame = <T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] =>
  before?.length === now.length && now.every((each, i) => each === before[i]) ? before : now

/** The table before, if this one has the same entries in the same order. */
export function unlessSameMap<K, V>(before: ReadonlyMap<K, V>, now: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
  if (before.size !== now.size) return now
  const keys = before.keys()
  for (const key of now.keys()) if (keys.next().value !== key || before.get(key) !== now.get(key)) return now
  return before
}
