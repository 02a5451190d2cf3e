/** The headline of summary and comment: a sign, what the group runs now, and what happened. */

import { endedByFailedPolls } from '../rollout/failures/from-problem.ts'
import { count } from '../rollout/measure.ts'
import type { FleetStatus } from '../rollout/model/fleet-status.ts'
import { isRollingBack } from '../rollout/model/refresh-status.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Timeline } from '../rollout/timeline.ts'
import {
  fromOf,
  groupOf,
  isRollback,
  isWatching,
  refreshOf,
  runningVersions,
  toOf,
  versionNumbers,
  watchedOperations,
} from './facts.ts'
import type { FailedOutcome } from './outcomes.ts'
import { planSummary } from './verdict.ts'
import { leftOutWords } from './words/fleet.ts'

/** `sign`: an emoji that shows success or failure at a glance. */
export interface Headline {
  readonly sign: '✅' | '❌' | '⛔' | '↩️' | '🚨' | '🔍' | '⏳'
  readonly says: string
}

/** The headline for a run's end, or its progress so far. */
export function headlineOf(timeline: Timeline): Headline {
  const { outcome, plan, drift } = timeline
  const group = groupOf(timeline)
  switch (outcome?.type) {
    case undefined:
      return underWay(timeline)
    case 'succeeded':
      return { sign: '✅', says: `${group} ${arrived(timeline, outcome.fleetStatus)}${share(outcome.fleetStatus)}` }
    case 'unchanged':
      return {
        sign: '✅',
        says: `${group} ${isOn(timeline, outcome.fleetStatus)} already${share(outcome.fleetStatus)}`,
      }
    case 'planned':
      return { sign: '🔍', says: `Plan for ${group}${plan ? `: ${planSummary(plan)}` : ''}` }
    case 'in-sync':
      return { sign: '✅', says: `${group} is in sync${drift ? ` with ${versionNumbers(drift.saved)}` : ''}` }
    case 'drifted':
      return { sign: '❌', says: `${group} has drifted${drifted(timeline)}` }
    case 'refused':
      return { sign: '⛔', says: refused(group, outcome) }
    case 'failed':
    case 'cancelled':
      return broken(timeline, outcome)
  }
}

function underWay(timeline: Timeline): Headline {
  const watched = watchedOperations(timeline).at(-1)
  const point = watched?.points.at(-1)
  const group = groupOf(timeline)
  if (!watched || !point) return { sign: '⏳', says: `${group}: no instance is touched so far` }
  const { to } = watched.operation
  const counts = `${point.onTarget} of ${point.expected} ${to.since ? 'are new' : `run ${versionNumbers(to.templates)}`}`
  return watched.isRollback
    ? { sign: '↩️', says: `${group} is rolling back: ${counts}` }
    : { sign: '⏳', says: `${group} is under way: ${counts}` }
}

/** `runs version 8`: what the group runs by count, which may differ from the target. */
function isOn(timeline: Timeline, fleetStatus: FleetStatus): string {
  const { fleet, covered, leftOut, runs } = fleetStatus
  if (fleet === 'unknown') return 'could not be seen'
  if (covered + leftOut.length === 0)
    return fleet === 'new' ? `is empty, and launches ${versionNumbers(toOf(timeline))}` : 'is empty'
  if (runs.length === 0) return 'has no instance in service'
  const on = fleetStatus.isRenewal && fleet === 'new' ? ' on new instances' : ''
  return `runs ${versionNumbers(runningVersions(timeline, fleetStatus))}${on}`
}

/** A rollback that was asked for is no deploy, and says so. */
const arrived = (timeline: Timeline, fleetStatus: FleetStatus): string =>
  isRollback(timeline) && fleetStatus.runs.length > 0
    ? `was rolled back to ${versionNumbers(runningVersions(timeline, fleetStatus))}`
    : isOn(timeline, fleetStatus)

/** `: 6 of 6 instances`, `: 5 of 6 instances, 1 left out (protected)`. */
function share({ covered, onTarget, leftOut }: FleetStatus): string {
  const total = covered + leftOut.length
  const others = leftOut.length > 0 ? `, ${leftOutWords(leftOut)}` : ''
  return total === 0 ? '' : `: ${onTarget} of ${count(total, 'instance')}${others}`
}

function drifted({ drift }: Timeline): string {
  if (!drift) return ''
  const { drifted, compared, moved, aliasesToRestore, saved } = drift
  if (drifted.length > 0)
    return `: ${drifted.length} of ${count(compared, 'instance')} ${drifted.length === 1 ? 'is' : 'are'} not on ${versionNumbers(saved)}`
  return moved
    ? `: its template is not what the last rollout left`
    : `: it should follow ${aliasesToRestore[0]?.alias ?? 'an alias'}`
}

function refused(group: string, { code, findings }: Extract<Outcome, { type: 'refused' }>): string {
  if (code === 'invalid-input') return 'Refused: the inputs of this step cannot be taken'
  const errors = findings.filter(({ level }) => level === 'error').length
  return `Not started: ${group} was not changed${errors > 1 ? ` (${errors} reasons)` : ''}`
}

/**
 * The headline of a failure. It begins with what the fleet runs, because that decides whether somebody must act now.
 */
function broken(timeline: Timeline, outcome: FailedOutcome): Headline {
  const { type, rollback } = outcome
  const happened = isWatching(timeline)
    ? watchEnd(timeline, outcome)
    : `${attempt(timeline)} ${type === 'cancelled' ? 'was cancelled' : isUnconfirmed(outcome) ? 'was not confirmed in time' : 'failed'}`
  const says = `${groupOf(timeline)} ${state(timeline, outcome)}: ${happened}`
  if (endedByFailedPolls(outcome.failure) && timeline.operations.length > 0)
    return { sign: '❌', says: `${groupOf(timeline)} is out of sight: ${attempt(timeline)} goes on in AWS, unwatched` }
  if (outcome.failure.code === 'handed-over')
    return {
      sign: '⏳',
      says: `${groupOf(timeline)} ${state(timeline, outcome)}: ${attempt(timeline)} is handed over to a later job`,
    }
  if (rollback.end === 'failed')
    return { sign: isAllBack(outcome) ? '❌' : '🚨', says: `${says}, and the rollback failed` }
  return { sign: hasRolledBack(timeline, outcome) || isRollbackUnderWay(timeline, outcome) ? '↩️' : '❌', says }
}

/** What a watch has come to: AWS goes on with what a guard finds bad. */
function watchEnd(timeline: Timeline, { type, failure, fleetStatus: { active } }: FailedOutcome): string {
  if (type === 'cancelled') return 'watching it was cancelled'
  if (failure.code === 'timeout') return `${attempt(timeline)} did not end in time`
  return `${attempt(timeline)} ${active && !isRollingBack(active.status) ? 'is failing' : 'failed'}`
}

/** All is replaced and healthy, only AWS is not done. */
const isUnconfirmed = ({ failure }: FailedOutcome): boolean =>
  failure.code === 'timeout' && failure.reason === 'all-replaced'

/** The rollback has failed, but every instance in this rollout runs the old version: nobody has to be woken. */
const isAllBack = ({ fleetStatus: { fleet, active } }: FailedOutcome): boolean =>
  fleet === 'previous' && active === undefined

/** Whether the fleet runs the old version again after a rollout that had begun. */
const hasRolledBack = (timeline: Timeline, { fleetStatus }: FailedOutcome): boolean =>
  fleetStatus.fleet === 'previous' &&
  !fleetStatus.isRenewal &&
  !fleetStatus.active &&
  watchedOperations(timeline).some((each) => each.isRollback)

/** Whether AWS is still rolling back. */
const isRollbackUnderWay = (timeline: Timeline, { fleetStatus }: FailedOutcome): boolean =>
  fleetStatus.active !== undefined && isRollingBack(fleetStatus.active.status) && !isRollback(timeline)

function state(timeline: Timeline, outcome: FailedOutcome): string {
  const { fleetStatus } = outcome
  const { fleet, runs, covered, leftOut, onTarget, active } = fleetStatus
  const numbers = versionNumbers(runningVersions(timeline, fleetStatus))
  if (fleetStatus.isRenewal && fleet === 'previous') return `keeps its instances on ${numbers}`
  if (hasRolledBack(timeline, outcome) && outcome.rollback.end !== 'failed')
    return runs.length > 0 ? `was rolled back to ${numbers}` : 'is empty'
  if (fleet === 'previous' && timeline.operations.length === 0 && runs.length > 0) return `stays on ${numbers}`
  if (isRollbackUnderWay(timeline, outcome)) return `is being rolled back to ${versionNumbers(fromOf(timeline))}`
  const atWork = active ? `, AWS goes on (${active.status})` : ''
  const where = fleetStatus.isRenewal ? 'new' : `on ${versionNumbers(toOf(timeline))}`
  const share = `${onTarget} of ${covered + leftOut.length} ${where}`
  return fleet === 'mixed' ? `is mixed, ${share}${atWork}` : `${isOn(timeline, fleetStatus)}${atWork}`
}

/** `the rollout of version 8`, `the rollback to version 7`. */
function attempt(timeline: Timeline): string {
  const to = toOf(timeline)
  if (isWatching(timeline))
    return refreshOf(timeline) === ''
      ? 'the watch'
      : `somebody else’s instance refresh${to.length === 0 ? '' : ` to ${versionNumbers(to)}`}`
  const [what, where] = isRollback(timeline) ? ['the rollback', 'to'] : ['the rollout', 'of']
  return to.length === 0 ? what : `${what} ${where} ${versionNumbers(to)}`
}
