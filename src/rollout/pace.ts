/** When to look next, and at what. Pure. */
import type { Memory } from './memory.ts'
import type { Ms, Sighting } from './model.ts'
import type { Terms } from './policy.ts'

/** Instances whose machine is to be asked of EC2: only those that it has not told of yet. */
export const unknownMachines = ({ machines }: Memory, { instances }: Pick<Sighting, 'instances'>): readonly string[] =>
  instances.filter(({ id }) => !machines.has(id)).map(({ id }) => id)

/** Twice as long after a failed look: a throttled API is not helped by asking again at once. */
export const pause = ({ blind }: Memory, { pollInterval }: Terms): Ms => (blind ? 2 * pollInterval : pollInterval)
