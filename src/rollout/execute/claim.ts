/**
 * The claim of a run on its group, by the tag `ami-rollout:last`: what it rolls out without a version of its own, and what
 * the group had saved if that has to be moved.
 */

import type { Context } from '../context.ts'
import { refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { claimOfOther, formerFact, LAST_TAG, lastRolloutOf, lastRolloutText } from '../launch-template/last-rollout.ts'
import { markerIn } from '../launch-template/marker.ts'
import { withRefresh } from '../launch-template/tag-origin.ts'
import type { Group } from '../model/group.ts'
import type { TemplateVersion } from '../model/launch-template.ts'
import type { RefreshOperation } from '../model/operation.ts'
import type { WorkflowRun } from '../model/settings.ts'
import type { Ms } from '../model/time.ts'
import type { ActivePlan } from '../plan/plan.ts'
import type { Step } from '../plan/steps.ts'
import { problemIn } from '../ports.ts'
import { triesFor, withRetries } from '../timeouts.ts'
import { existingTargets } from './outcomes.ts'
import { unstarted } from './start-refresh.ts'

/** Writes the tag. The job state knows of it first, so that the post step can give back what was saved. */
export async function noteRollout(
  { writes, clock, emit }: Context,
  { group, note }: Extract<Step, { type: 'note-rollout' }>,
  plan: ActivePlan,
): Promise<Group | Failure> {
  const operation = unstarted({ ...plan, to: existingTargets(plan) })
  emit({ type: 'claiming', at: clock.now(), operation, settings: plan.settings })
  try {
    const text = lastRolloutText(note)
    await writes.noteRollout(group, text)
    emit({ type: 'noted', at: clock.now(), versions: note.to })
    return { ...plan.group, tags: new Map([...plan.group.tags, [LAST_TAG, text]]) }
  } catch (thrown) {
    return refusedBy(problemIn(thrown))
  }
}

/** How often to read a group that shows neither what was saved nor what it had before, and the pause between. */
const READS = 4
const PAUSE: Ms = 2_500

/** The group just before the start, or why the refresh must not be started. `run`: whose claim it is; missing without one. */
export async function confirmStart(
  context: Context,
  saved: readonly TemplateVersion[],
  { group, run }: { readonly group: Group; readonly run?: WorkflowRun },
): Promise<Group | Failure> {
  const { reads, clock } = context
  const { former } = run ? formerFact(group, run.id) : {}
  const late = triesFor(context, 'prepare')
  for (let left = READS; ; left--) {
    const now = await reads.group(group.name).catch(problemIn)
    if (now === undefined) return { code: 'conflict', reason: 'moved', saved: [] }
    if ('kind' in now) return refusedBy(now)
    const other = run && claimOfOther(lastRolloutOf(now), { run: run.id, now: now.at })
    if (other) return { code: 'conflict', reason: 'claimed', run: other.run }
    const isSaved = saved.every(({ id, version }) =>
      now.templates.some((each) => each.id === id && each.version === String(version)),
    )
    if (isSaved) return { ...now, tags: group.tags }
    const isAsBefore = now.templates.every(({ version }) => version === former)
    if (isAsBefore && (await late.next({ kind: 'missing' }))) continue
    if (left <= 1) return { code: 'conflict', reason: 'moved', saved: now.templates.map(({ version }) => version) }
    await clock.sleep(PAUSE)
  }
}

/** Whether only the tag shows whose refresh leads to the targets: none of them has this run's marker. */
export const isKnownByTag = (plan: ActivePlan): boolean =>
  plan.action === 'roll' &&
  plan.steps.some(({ type }) => type === 'note-rollout') &&
  plan.changes.every(({ to }) => markerIn(to.description)?.run !== plan.settings.run.id)

/**
 * Adds the refresh's id to the tags that this run has just written. A run that makes a version is known by its marker;
 * without one, the refresh is what a later run finds in AWS's history. If this fails the aliases are given back by hand.
 */
export async function nameRefreshInTags(
  context: Context,
  { steps, hasNewVersion }: { readonly steps: readonly Step[]; readonly hasNewVersion: boolean },
  { group, refreshId }: RefreshOperation,
): Promise<void> {
  const { writes } = withRetries(context, 'note')
  const aliasTag = hasNewVersion ? undefined : steps.find((step) => step.type === 'pin-group')?.aliasTag
  const note = steps.find((step) => step.type === 'note-rollout')?.note
  if (note) await writes.noteRollout(group, lastRolloutText({ ...note, refresh: refreshId })).catch(problemIn)
  if (aliasTag !== undefined) await writes.tagAlias(group, withRefresh(aliasTag, refreshId)).catch(problemIn)
}
