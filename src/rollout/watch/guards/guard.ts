/** The form of every guard: pure, from what is remembered to why the leg must end, if it must. */

import type { Failure } from '../../failures/index.ts'
import type { Leg, Sighting } from '../../model.ts'
import type { Terms } from '../../policy.ts'
import type { Memory } from '../memory.ts'

/** A memory that holds at least one look. */
export type Seen = Memory & { readonly last: Sighting }

export type Guard = (memory: Seen, leg: Leg, terms: Terms) => Failure | undefined
