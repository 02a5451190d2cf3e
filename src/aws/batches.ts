/** Long lists, a call for each part. */

/** Names in one DescribeInstances, DescribeImages or DescribeInstanceTypes. */
export const BATCH = 100

/** The list in parts of at most so many. */
export const batches = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
