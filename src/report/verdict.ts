/** The outcome in words: the result, the rollback, and what the fleet runs now. */

import { endedByFailedPolls } from '../rollout/failures/from-problem.ts'
import { rowOf } from '../rollout/failures/index.ts'
import { count, duration } from '../rollout/measure.ts'
import type { FleetStatus } from '../rollout/model/fleet-status.ts'
import { unitsOf } from '../rollout/model/instance.ts'
import { isSuccessful } from '../rollout/model/refresh-status.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Plan } from '../rollout/plan/plan.ts'
import type { Timeline } from '../rollout/timeline.ts'
import { driftedList, driftWords, inSyncWords } from './drift.ts'
import { isLeftToPost, isWatching, knownVersions, lastSeen, refreshOf } from './facts.ts'
import type { FailedOutcome } from './outcomes.ts'
import { rollbackWords } from './words/final-steps.ts'
import { fleetStatusWords, refreshWords } from './words/fleet.ts'
import { nothingSent } from './words/watching.ts'

/** The result in a sentence: with counts after a success, with its cause after a failure. */
export function verdictOf(timeline: Timeline, outcome: Outcome): string {
  switch (outcome.type) {
    case 'succeeded':
      return `Succeeded: ${fleetStatusWords(outcome.fleetStatus, knownVersions(timeline))}${unwatchedWords(timeline)}.${isWatching(timeline) ? ` ${nothingSent(timeline)}` : ''}`
    case 'unchanged':
      if (isWatching(timeline))
        return `No instance refresh to watch: ${fleetStatusWords(outcome.fleetStatus, knownVersions(timeline))}${unwatchedWords(timeline)}.`
      return `Nothing to do: ${fleetStatusWords(outcome.fleetStatus, knownVersions(timeline))} already${unwatchedWords(timeline)}.`
    case 'planned':
      return timeline.plan ? `Planned: ${planSummary(timeline.plan)}.` : 'Planned.'
    case 'in-sync':
      return timeline.drift ? inSyncWords(timeline.drift) : 'In sync.'
    case 'drifted':
      return timeline.drift ? driftWords(timeline.drift) : 'Drifted.'
    case 'refused':
      return refusal(outcome)
    case 'failed':
      return `Failed: ${rowOf(outcome.failure).sentence}`
    case 'cancelled':
      return `Cancelled: ${rowOf(outcome.failure).sentence}`
  }
}

/** `; 1 VPC Lattice target group was not watched`: what the result does not cover. */
export const unwatchedWords = ({ survey }: Timeline): string => {
  const unwatched = survey?.group?.unwatched.length ?? 0
  if (unwatched === 0) return ''
  return `; ${count(unwatched, 'VPC Lattice target group')} ${unwatched === 1 ? 'was' : 'were'} not watched`
}

const refusal = ({ findings }: Extract<Outcome, { type: 'refused' }>): string => {
  const errors = findings.filter(({ level }) => level === 'error')
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return `Refused, nothing was changed: ${errors[0]?.says ?? 'see the findings.'}${others}`
}

/** What the plan of a deploy or rollback would do. */
export function planSummary(plan: Plan): string {
  switch (plan.action) {
    case 'refuse':
      return 'a deploy would be refused'
    case 'nothing':
      return 'a deploy would find nothing to do'
    case 'adopt':
      return `a deploy would take up its instance refresh ${refreshWords(plan.refresh)}`
    case 'wait':
      return `a deploy would first wait for the instance refresh ${refreshWords(plan.refresh)}`
    case 'replace':
      return `a deploy would first cancel the instance refresh ${refreshWords(plan.refresh)}`
    case 'resume-rollback':
      return `a deploy would take up its own rollback ${refreshWords(plan.refresh)}`
    case 'revert':
      return `a rollback would have AWS roll back the instance refresh ${refreshWords(plan.refresh)}`
    case 'roll':
      if (plan.isRollback) return `a rollback would replace ${rollWords(plan)}`
      return plan.isTemplateOnly
        ? 'a deploy would replace no instance, only move the group’s template'
        : `a deploy would replace ${rollWords(plan)}`
  }
}

/** `6 instances in 3 batches of up to 2, in about 12 min`. */
export const rollWords = ({ estimate }: Extract<Plan, { action: 'roll' }>): string => {
  const { replaced, batches, size, length, hooks } = estimate
  if (replaced === 0) return `no instance, in about ${duration(length)}`
  const pace = batches === 1 ? ' at once' : size === 1 ? ', one at a time' : ` in ${batches} batches of up to ${size}`
  const more = hooks > 0 ? `, plus what its lifecycle hooks take, up to ${duration(hooks)}` : ''
  return `${count(replaced, 'instance')}${pace}, in about ${duration(length)}${more}`
}

/** What was done after a failure. */
export const rollbackSentence = (timeline: Timeline, outcome: FailedOutcome): string => {
  const { failure, rollback } = outcome
  if (isWatching(timeline)) {
    const byAws = rollback.end === 'none' ? '' : `${rollbackWords(rollback)} `
    return `${byAws}${nothingSent(timeline)}${endedByFailedPolls(failure) ? ' AWS goes on by itself.' : ''}`
  }
  if (rollback.end !== 'none') return rollbackWords(rollback, isLeftToPost(timeline, outcome))
  if (refreshOf(timeline) === '') return 'No instance was touched: no instance refresh was started.'
  if (endedByFailedPolls(failure)) return `${rollbackWords(rollback)} AWS goes on by itself.`
  const { status } = lastSeen(timeline)?.refresh ?? {}
  return status !== undefined && isSuccessful(status)
    ? 'Nothing was undone: AWS had finished already.'
    : rollbackWords(rollback)
}

/** What the group runs as the run ends, counted. */
export function fleetNow(timeline: Timeline, fleetStatus: FleetStatus): string {
  const words = `${fleetStatusWords(fleetStatus, knownVersions(timeline))}${desiredWords(timeline, fleetStatus)}`
  const atWork = fleetStatus.active ? ` Still in progress: instance refresh ${refreshWords(fleetStatus.active)}.` : ''
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.${atWork}`
}

/** `; the desired capacity is 6`, where fewer instances are in service. */
function desiredWords({ survey, operations }: Timeline, { fleet, covered, leftOut }: FleetStatus): string {
  const { desired, instances } = operations.findLast(({ last }) => last)?.last ?? survey?.group ?? {}
  if (desired === undefined || fleet === 'unknown' || unitsOf(instances ?? []) !== 'instances') return ''
  return covered + leftOut.length < desired ? `; the desired capacity is ${desired}` : ''
}

/** The outcome in a few sentences, for the log, the annotation and the output `reason`. */
export function outcomeSentences(timeline: Timeline, outcome: Outcome): readonly string[] {
  const verdict = verdictOf(timeline, outcome)
  if (outcome.type === 'drifted' && timeline.drift) return [verdict, ...driftedList(timeline.drift)]
  if (outcome.type !== 'failed' && outcome.type !== 'cancelled') return [verdict]
  return [verdict, rollbackSentence(timeline, outcome), fleetNow(timeline, outcome.fleetStatus)]
}
