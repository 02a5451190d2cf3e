/** Splits long lists into batches, one call each. */

/** Ids or names in one DescribeInstances, DescribeImages or DescribeInstanceTypes call. */
export const BATCH = 100

/** The list in batches of at most `size`. */
export const batches = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
