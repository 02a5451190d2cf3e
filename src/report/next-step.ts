/** What a person should do after a failure: first about the fleet, then about the cause, with commands to copy. */

import { isAwsFailed } from '../rollout/failures/aws-failed.ts'
import { type FailureCode, rowOf } from '../rollout/failures/index.ts'
import { activities } from '../rollout/failures/words.ts'
import { cancelCommand, completeHookCommands } from '../rollout/manual-commands.ts'
import { type HookWait, hookNamesOf, hookWaitsIn } from '../rollout/model/hook-wait.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Timeline } from '../rollout/timeline.ts'
import { driftStep } from './drift.ts'
import {
  addresseeOf,
  fromOf,
  groupOf,
  isLeftToPost,
  isRollback,
  isWatching,
  lastSeen,
  toOf,
  versionNumbers,
} from './facts.ts'
import type { FailedOutcome } from './outcomes.ts'

/** What a person should do now, with commands to copy. */
export interface NextStep {
  readonly says: string
  /** In the order of `says`. */
  readonly commands: readonly string[]
  /** Commands that show the cause, where `commands` are about the fleet. */
  readonly diagnostics: readonly string[]
}

/** The next step after an outcome that fails the step; `undefined` where there is nothing to do. */
export function nextStep(timeline: Timeline, outcome: Outcome): NextStep | undefined {
  if (outcome.type === 'refused') {
    const remedies = outcome.findings.filter(({ level }) => level === 'error').map(({ remedy }) => remedy)
    return { says: [...new Set(remedies)].join(' '), commands: [], diagnostics: [] }
  }
  if (outcome.type === 'drifted')
    return timeline.drift && { ...driftStep(addresseeOf(timeline), timeline.drift), diagnostics: [] }
  if (outcome.type !== 'failed' && outcome.type !== 'cancelled') return undefined
  const row = rowOf(outcome.failure)
  // The post step watches it, and says what is left to do when it has ended.
  if (isLeftToPost(timeline, outcome))
    return {
      says: `The post step of this job watches it and adds a page with its end. ${row.nextStep}`,
      commands: [],
      diagnostics: [],
    }
  const byHand = isOldImageGone(timeline) && !outcome.fleetStatus.active ? [] : outcome.fleetStatus.byHand
  const group = groupOf(timeline)
  // What made the rollback fail would make the one by hand fail as well.
  const cause = hasFailedRollback(outcome) && byHand.length > 0 ? activities(group) : []
  const wait = firstHookWait(timeline, outcome)
  const hook = wait === undefined ? [] : completeHookCommands(group, wait)
  const gone = isGone(outcome) ? row.onceGone : undefined
  const commands = [...cause, ...byHand, ...hook]
  const diagnostics = gone === undefined ? row.commands(group).filter((each) => !commands.includes(each)) : []
  const first = commands.length > 1 ? 'the first command' : 'the command below'
  const says = `${stateStep(timeline, outcome, first)}${wait === undefined ? '' : hookStep(wait)}${(isWatching(timeline) && watchOn[outcome.failure.code]) || (gone ?? row.nextStep)}`
  return commands.length > 0 ? { says, commands, diagnostics } : { says, commands: diagnostics, diagnostics: [] }
}

/** No instance of the new version is left, and none is launched any more. */
const isGone = ({ fleetStatus: { fleet, onTarget, active } }: FailedOutcome): boolean =>
  fleet !== 'unknown' && onTarget === 0 && active === undefined

const WATCH_ON = 'Run the job again: it watches on, or reports how the refresh has ended.'

/** What to do about a watch of somebody else's refresh that has no end yet. */
const watchOn: Readonly<Partial<Record<FailureCode, string>>> = {
  cancelled: WATCH_ON,
  timeout: `${WATCH_ON} Raise \`timeout\` if this is how long it takes.`,
  'handed-over': 'The same step in a later job watches on, or run this job again.',
  'lost-contact': WATCH_ON,
  'access-denied':
    'Give the role the permissions in docs/iam-policy-plan.json and docs/iam-policy-watch.json, then run again.',
  'credentials-expired':
    'Run the job again: it watches on. Set `role-to-assume`: then this step renews its credentials before they expire.',
}

/** A rollback by hand would launch from an image that does not exist any more. */
const isOldImageGone = ({ plan }: Timeline): boolean =>
  plan?.findings.some(({ rule }) => rule === 'way-back-gone') ?? false

/** Failures that a lifecycle hook can be the cause of. */
const byHook: ReadonlySet<FailureCode> = new Set(['stalled', 'timeout', 'aws-failed', 'rollback-failed'])

/** An instance that still waited for a lifecycle hook at the last poll. Once it is gone, there is no action to complete. */
const firstHookWait = (timeline: Timeline, { failure }: FailedOutcome): HookWait | undefined =>
  byHook.has(failure.code)
    ? hookWaitsIn(lastSeen(timeline)?.instances ?? [], hookNamesOf(timeline.survey?.launchEnvironment?.hooks))[0]
    : undefined

const hookStep = ({ instance, hooks: [hook, ...others] }: HookWait): string =>
  hook === undefined || others.length > 0
    ? `Complete the actions of the lifecycle hooks that still hold ${instance}; AWS refuses those that are complete. `
    : `Complete the action of the lifecycle hook ${hook}, which still holds ${instance}. `

/** The rollback has ended, and instances still run the new version. */
const hasFailedRollback = ({ rollback, fleetStatus: { active, fleet } }: FailedOutcome): boolean =>
  rollback.end === 'failed' && !active && (fleet === 'mixed' || fleet === 'new')

/** The part about the fleet: whether its present state is safe. `first`: what the command is called that comes first. */
function stateStep(timeline: Timeline, outcome: FailedOutcome, first: string): string {
  const { failure, fleetStatus } = outcome
  const { byHand, active } = fleetStatus
  const to = toOf(timeline)
  if (active && byHand.length > 1)
    return byHand[0] === cancelCommand(addresseeOf(timeline))
      ? `AWS goes on${to.length > 0 ? ` to ${versionNumbers(to)}` : ''}, unwatched. Stop it where it is with the first command, or watch it with the second. `
      : 'Roll it back with the first command, or watch it with the second. '
  if (active) return byHand.length > 0 ? `Watch it with ${first}. ` : ''
  if (byHand.length === 0 || isAwsFailed(failure, 'version-gone')) return ''
  const old = fromOf(timeline)
  if (isOldImageGone(timeline))
    return `The image of ${versionNumbers(old)} is gone, so that no rollback can succeed: deploy another image. `
  const back = old.length === 0 ? 'roll back' : `roll back to ${versionNumbers(old)}`
  if (hasFailedRollback(outcome))
    return `See by the first command why the rollback failed, fix that, then ${back} with the second. `
  if (isAwsFailed(failure, 'nothing-proven')) return `If it is not wanted, save ${versionNumbers(old)} with ${first}. `
  // Where a rollback failed, the input leads where it was going.
  const by = isRollback(timeline) ? `with ${first}` : `with ${first} or \`mode: rollback\``
  switch (fleetStatus.fleet) {
    case 'unknown':
      return `First check with ${first} what AWS is doing. `
    case 'mixed':
      return rowOf(failure).runAgain
        ? `Decide which way to go: run this job again, or ${back} ${by}. `
        : `Now ${back} ${by}; it may double the capacity. ${isWatching(timeline) ? '' : 'Do not run this job again before the cause is fixed. '}`
    case 'new':
      return `If requests fail, ${back} now, ${by}; it may double the capacity. `
    case 'previous':
      return `End what is still launching with ${first}. `
  }
}
