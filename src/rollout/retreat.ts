/**
 * The way back, for every caller: a failed leg, a signal, the post step. It looks afresh, because AWS may be on its way
 * back already or have ended, and it has no way back of its own.
 */

import { capacityOf, coverage, isHealthy } from './coverage.ts'
import type { Group } from './facts.ts'
import { isOutOfSight, refusedBy } from './failures/from-problem.ts'
import { type Failure, rowOf } from './failures/index.ts'
import { aliasTagFor } from './launch-template/alias.ts'
import { rollbackNote } from './launch-template/marker.ts'
import {
  hasCancel,
  hasRollback,
  isActive,
  isCancelling,
  isRollbackFailed,
  isRolledBack,
  isRollingBack,
  isSuccessful,
  NOT_LISTED,
} from './model/refresh-status.ts'
import type { Ms, Operation, Problem, Refresh, Revision } from './model.ts'
import type { RollbackResult } from './outcome.ts'
import type { FailureAction, OperationSettings } from './policy.ts'
import { startRefresh } from './start.ts'
import { type End, watch } from './watch/watch.ts'
import { type Context, problemIn } from './world.ts'

/** How the way back ended, and the last leg that was gone. */
export interface Back {
  readonly retreat: RollbackResult
  readonly leg: Operation
  readonly end?: End
}

/** What a bad end calls for. Lost contact and a decision of somebody else's undo nothing; AWS's own end stands. */
export function wishAfter(
  because: Failure,
  { onFailure, onCancel }: Pick<OperationSettings, 'onFailure' | 'onCancel'>,
): FailureAction {
  switch (rowOf(because).action) {
    case 'on-failure':
      return onFailure
    case 'on-cancel':
      return onCancel
    case 'leave':
      return 'leave'
  }
}

/** Goes back as `wish` says and watches it to its end, or as long as `world.stop` allows. */
export async function retreat(
  world: Context,
  leg: Operation,
  because: Failure,
  terms: OperationSettings,
): Promise<Back> {
  const wish = wishAfter(because, terms)
  const none: Back = { retreat: { how: 'leave', end: 'none' }, leg }
  if (isOutOfSight(because) || leg.type === 'standing') return none
  // A way back has no way back: AWS goes on with it, watched or not.
  if (leg.type !== 'refresh')
    return because.code === 'cancelled' ? { retreat: { how: howOf(leg), end: 'under-way' }, leg } : none
  try {
    const now = await listed(world, leg)
    return (await course(world, { leg, because, terms, wish, now })) ?? none
  } catch (thrown) {
    const problem = problemIn(thrown)
    return {
      retreat: {
        how: wish === 'leave' ? 'leave' : 'native-rollback',
        end: 'failed',
        because: refusedBy(problem),
      },
      leg,
    }
  }
}

/** Looks for a refresh that AWS does not list, and the pause between them. */
const LOOKS = 3
const PAUSE: Ms = 2_500

/** AWS may list a refresh some seconds after it was started: only then is it gone. */
async function listed(
  { reads, clock }: Context,
  { group, refreshId: refresh }: Operation,
): Promise<Refresh | undefined> {
  for (let look = 1; ; look++) {
    const found = await reads.refresh(group, refresh)
    if (found || look === LOOKS) return found
    await clock.sleep(PAUSE)
  }
}

interface Turn {
  readonly leg: Operation
  readonly because: Failure
  readonly terms: OperationSettings
  readonly wish: FailureAction
  readonly now: Refresh | undefined
}

/** Which way leads back from where AWS is now. */
async function course(world: Context, turn: Turn): Promise<Back | undefined> {
  const { wish, now, leg } = turn
  const status = now?.status ?? NOT_LISTED
  if (isRollingBack(status) || isRolledBack(status)) return follow(world, turn, reverse(leg))
  if (isRollbackFailed(status) || wish === 'leave') return undefined
  if (wish === 'cancel' && hasCancel(status)) return follow(world, turn, { ...leg, type: 'cancel' })
  if (isCancelling(status)) return cancelThenBack(world, turn)
  if (isActive(status)) return wish === 'cancel' ? cancel(world, turn) : rollback(world, turn)
  // What it has replaced stays replaced. After AWS's success only missing capacity is worth another replacement.
  const worth = !isSuccessful(status) || turn.because.code === 'below-minimum'
  return wish === 'rollback' && worth && leadsElsewhere(leg) ? newRefresh(world, turn) : undefined
}

/** What replaced instances of one version by others of the same has nothing to go back to. */
const leadsElsewhere = ({ from, to }: Operation): boolean =>
  from.templates.some(({ id, version }) => !to.templates.some((each) => each.id === id && each.version === version))

const reverse = (leg: Operation): Operation => ({
  ...leg,
  type: 'native-rollback',
  from: leg.to,
  to: leg.from,
  isRollback: true,
})

async function rollback(world: Context, turn: Turn): Promise<Back> {
  tell(world, turn, 'native-rollback')
  try {
    await world.writes.rollbackRefresh(turn.leg.group)
  } catch (thrown) {
    const problem = problemIn(thrown)
    const now = await world.reads.refresh(turn.leg.group, turn.leg.refreshId)
    if (now && hasRollback(now.status)) return follow(world, turn, reverse(turn.leg))
    return now && isActive(now.status) && answered(problem)
      ? cancelThenBack(world, turn)
      : ended(turn, 'native-rollback', problem)
  }
  return follow(world, turn, reverse(turn.leg))
}

/** AWS has understood and said no: another way may be open. */
const answered = ({ kind }: Problem): boolean => kind === 'irreversible' || kind === 'rejected' || kind === 'idle'

async function cancel(world: Context, turn: Turn): Promise<Back> {
  tell(world, turn, 'cancel')
  await world.writes.cancelRefresh(turn.leg.group)
  return follow(world, turn, { ...turn.leg, type: 'cancel' })
}

/** A refresh that cannot be rolled back is cancelled, its end is waited for, and a new one leads to the old version. */
async function cancelThenBack(world: Context, turn: Turn): Promise<Back> {
  const cancelled =
    turn.now && isCancelling(turn.now.status)
      ? await follow(world, turn, { ...turn.leg, type: 'cancel' })
      : await cancel(world, turn)
  return cancelled.retreat.end === 'arrived' ? newRefresh(world, turn) : cancelled
}

async function newRefresh(world: Context, turn: Turn): Promise<Back> {
  const { leg, terms } = turn
  tell(world, turn, 'new-refresh')
  const group = await world.reads.group(leg.group)
  if (!group)
    return ended(turn, 'new-refresh', {
      kind: 'missing',
      operation: 'DescribeAutoScalingGroups',
      code: 'NotFound',
      message: leg.group,
    })
  const there = goalIn(group, leg)
  if ('code' in there) return { retreat: { how: 'new-refresh', end: 'failed', because: there }, leg }
  const targets = (await Promise.all(leg.targetGroups.map((arn) => world.reads.targets(arn)))).flat()
  const { covered } = coverage(group.instances, leg.from, terms.preferences)
  const healthy = capacityOf(covered.filter((each) => isHealthy(each, leg, targets)))
  const preferences = { ...terms.preferences, skipMatching: true, autoRollback: false, bakeTime: 0 }
  await note(world, leg, terms)
  await keepAliases(world, group)
  const back = await startRefresh(world, {
    group,
    from: leg.to,
    to: there,
    terms: { ...terms, preferences },
    timeout: terms.timeout,
    healthy,
    back: true,
  })
  if ('code' in back) return { retreat: { how: 'new-refresh', end: 'failed', because: back }, leg }
  return settle(world, back, { ...terms, preferences })
}

/** Where the group came from, as far as it names those launch templates still: a policy may have become one template. */
function goalIn({ templates }: Group, { from }: Operation): Revision | Failure {
  const named = [...new Set(templates.map(({ id }) => id))]
  const known = from.templates.filter(({ id }) => named.includes(id))
  return known.length > 0 && known.length === named.length
    ? { templates: known }
    : { code: 'aws-failed', reason: 'moved-away', ids: named }
}

/** So that this run, run again, takes up its own way back. Without the right to it AWS goes back all the same. */
async function note({ writes }: Context, leg: Operation, { run }: OperationSettings): Promise<void> {
  const versions = leg.from.templates.map(({ version }) => version)
  if (versions.length > 0) await writes.noteRollback(leg.group, rollbackNote(versions, run)).catch(problemIn)
}

/** A group that follows aliases, because it got them back before, is moved to numbers now: what it followed stays known. */
async function keepAliases({ writes }: Context, group: Group): Promise<void> {
  const tag = aliasTagFor(group)
  if (tag !== undefined) await writes.tagAlias(group.name, tag).catch(problemIn)
}

/** Watches a leg back, from now on with a time limit of its own. */
async function follow(world: Context, { terms }: Turn, leg: Operation): Promise<Back> {
  const group = await world.reads.group(leg.group)
  const began = group?.at ?? leg.began
  const back: Operation = {
    ...leg,
    began,
    deadline: began + terms.timeout,
    baseline: Math.min(leg.baseline, group?.desired ?? leg.baseline),
  }
  world.emit({ is: 'underway', at: world.clock.now(), leg: back, terms, how: 'back' })
  return settle(world, back, terms)
}

/** Watches a way back that is under way, to its end or as long as `world.stop` allows. */
export async function settle(
  world: Context,
  leg: Operation,
  terms: OperationSettings,
  how: RollbackResult['how'] = howOf(leg),
): Promise<Back> {
  const end = await watch(world, leg, terms)
  if (end.verdict.is === 'arrived') return { retreat: { how, end: 'arrived' }, leg, end }
  const { because } = end.verdict
  const underWay = because.code === 'cancelled' || isOutOfSight(because)
  return { retreat: { how, end: underWay ? 'under-way' : 'failed', because }, leg, end }
}

const howOf = ({ type: by }: Operation): RollbackResult['how'] =>
  by === 'native-rollback' || by === 'cancel' ? by : 'new-refresh'

const ended = ({ leg }: Turn, how: RollbackResult['how'], problem: Problem): Back => ({
  retreat: { how, end: 'failed', because: refusedBy(problem) },
  leg,
})

const tell = ({ clock, emit: tell }: Context, { leg, because }: Turn, how: RollbackResult['how']): void =>
  tell({ is: 'retreating', at: clock.now(), leg, because, how })
