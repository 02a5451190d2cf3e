/** Wrong beliefs about AWS, each of which the tests that are named with it must contradict. */
import type { Belief } from './beliefs/belief.ts'
import { certainties, dryRun, ends } from './beliefs/causes.ts'
import { groupForms, owners } from './beliefs/forms.ts'
import { instances, targets } from './beliefs/green.ts'
import { balancerWaits, groupWaits } from './beliefs/waits.ts'

/** What the beliefs of a part would lead to. */
interface Part {
  readonly leadsTo: string
  readonly beliefs: readonly Belief[]
}

/** All of them, in the order of the table. */
export const beliefParts: readonly Part[] = [
  { leadsTo: 'A success that is none', beliefs: [...targets, ...instances] },
  { leadsTo: 'A good image given up for the time that AWS takes', beliefs: [...groupWaits, ...balancerWaits] },
  { leadsTo: 'A good image blamed for what is not its doing', beliefs: [...dryRun, ...ends, ...certainties] },
  { leadsTo: 'A group or an image taken for what it is not', beliefs: [...groupForms, ...owners] },
]
export const beliefs: readonly Belief[] = beliefParts.flatMap((part) => part.beliefs)
