/** How a leg begins: started, found after a lost answer, adopted, or only confirmed. */

import { names } from './coverage.ts'
import type { Group } from './facts.ts'
import { refusedBy } from './failures/from-problem.ts'
import type { Failure } from './failures/index.ts'
import { isActive } from './model/refresh-status.ts'
import type { Instant, Ms, Operation, Refresh, Revision } from './model.ts'
import type { Plan } from './plan/plan.ts'
import type { OperationSettings } from './policy.ts'
import { type Context, problemIn, type ReadContext } from './world.ts'

type Adopt = Extract<Plan, { will: 'adopt' }>
type Resume = Extract<Plan, { will: 'resume' }>
type Revert = Extract<Plan, { will: 'revert' }>
type Nothing = Extract<Plan, { will: 'nothing' }>

/** Looks for a refresh whose start was not answered, and the pause between them: about ten seconds in all. */
const SEARCHES = 5
const SEARCH_PAUSE = 2_500
/** Tries to start: a lost answer that left no refresh behind, or a throttled call. */
const STARTS = 3

/** What stands before a leg: where it goes, and the group as it is now. `healthy`: capacity healthy everywhere, in units. */
export interface Departure {
  readonly group: Group
  readonly from: Revision
  readonly to: Revision
  readonly terms: OperationSettings
  readonly timeout: Ms
  readonly healthy: number
  /** Whether this leads back to an older revision. */
  readonly back: boolean
}

/** Starts a refresh; StartInstanceRefresh knows no client token, so after a lost answer ours is looked for first. */
export async function startRefresh(world: Context, departure: Departure): Promise<Operation | Failure> {
  const { writes, clock, emit: tell } = world
  const { to, terms } = departure
  const intended = legOf(departure, { type: 'refresh', refreshId: '', began: departure.group.at })
  tell({ is: 'starting', at: clock.now(), leg: intended, terms })
  for (let start = 1; ; start++) {
    try {
      const leg = { ...intended, refresh: await writes.startRefresh(departure.group, to, terms.preferences) }
      tell({ is: 'underway', at: clock.now(), leg, terms, how: 'started' })
      return leg
    } catch (thrown) {
      const problem = problemIn(thrown)
      if (problem.kind === 'lost' || problem.kind === 'conflict') {
        const refresh = await findOurs(world, intended, problem.kind === 'conflict' ? 1 : SEARCHES)
        if (refresh) {
          const leg = { ...intended, refresh }
          tell({ is: 'underway', at: clock.now(), leg, terms, how: 'found' })
          return leg
        }
      }
      const again = (problem.kind === 'lost' || problem.kind === 'passing') && start < STARTS
      if (!again) return refusedBy(problem)
    }
  }
}

/** A refresh that names our version and began after we sent; one that has ended already counts as well. */
export async function findOurs(
  { reads, clock }: ReadContext,
  leg: Operation,
  searches: number,
): Promise<string | undefined> {
  for (let search = 1; search <= searches; search++) {
    const listed = await reads.refreshes(leg.group).catch(nothingListed)
    const ours = listed.find((each) => names(each, leg.to) && (each.began ?? leg.began) >= wholeSecond(leg.began))
    if (ours) return ours.id
    if (search < searches) await clock.sleep(SEARCH_PAUSE)
  }
  return undefined
}

/** A search that fails is one that found nothing. */
const nothingListed = (thrown: unknown): readonly Refresh[] => {
  problemIn(thrown)
  return []
}

/** AWS stamps its answers by the second. */
const wholeSecond = (at: Instant): Instant => Math.floor(at / 1000) * 1000

/** Takes up a refresh of this run: its clock goes on from its own beginning. */
export function adopt({ clock, emit: tell }: Context, decided: Adopt | Resume): Operation {
  const { refresh, group, terms } = decided
  const began = refresh.began ?? group.at
  const known = legOf(decided, { type: 'refresh', refreshId: refresh.id, began })
  // What AWS has finished is only confirmed: time enough for that, however long ago it was.
  const leg = isActive(refresh.status) ? known : { ...known, deadline: group.at + decided.timeout }
  tell({ is: 'underway', at: clock.now(), leg, terms, how: 'adopted' })
  return leg
}

/** AWS rolls a refresh of ours back; whether it was asked to or did so by itself is the same from here on. */
export async function revert({ writes, clock, emit: tell }: Context, decided: Revert): Promise<Operation | Failure> {
  const { refresh, group, terms, sent } = decided
  const leg = legOf(decided, { type: 'native-rollback', refreshId: refresh.id, began: group.at })
  tell({ is: 'starting', at: clock.now(), leg, terms })
  try {
    if (!sent) await writes.rollbackRefresh(group.name)
  } catch (thrown) {
    return refusedBy(problemIn(thrown))
  }
  tell({ is: 'underway', at: clock.now(), leg, terms, how: sent ? 'adopted' : 'back' })
  return leg
}

/** Nothing is started: what stands is only confirmed. */
export function confirm({ clock, emit: tell }: Context, decided: Nothing): Operation {
  const leg = legOf(decided, { type: 'standing', refreshId: '', began: decided.group.at })
  tell({ is: 'underway', at: clock.now(), leg, terms: decided.terms, how: 'confirming' })
  return leg
}

const legOf = (
  { group, from, to, timeout, healthy, back }: Departure,
  how: Pick<Operation, 'type' | 'refreshId' | 'began'>,
): Operation => ({
  group: group.name,
  ...(group.mixed && { mixed: true }),
  ...how,
  from,
  to,
  isRollback: back,
  targetGroups: group.targetGroups,
  baseline: healthy,
  deadline: how.began + timeout,
})
