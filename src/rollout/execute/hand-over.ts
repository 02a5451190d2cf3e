/** A refresh is handed over to a later job of the run: the group's tag says so, nothing is undone, and the run ends red. */

import type { Context } from '../context.ts'
import { endedByFailedPolls } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { rowOf } from '../failures/index.ts'
import { HAND_OVER_TAG, handedOverBy, handOverNote } from '../hand-over.ts'
import { tagCommand } from '../manual-commands.ts'
import { type Rollout, rolloutOf } from '../model/operation.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { Instant } from '../model/time.ts'
import type { Outcome } from '../outcome.ts'
import type { Plan } from '../plan/plan.ts'
import { problemIn } from '../ports.ts'
import { withRetries } from '../timeouts.ts'
import { attempt } from './final-work.ts'
import { type FailedRun, failed } from './outcomes.ts'
import { nothingUndone } from './roll-back.ts'

type HandedOver = Extract<Failure, { code: 'handed-over' }>

/** A rollout that goes on in AWS while this job ends. */
export async function endHandedOver(
  context: Context,
  end: Omit<FailedRun, 'rollout' | 'rollback' | 'operation'> &
    Required<Pick<FailedRun, 'operation'>> & { readonly failure: HandedOver },
): Promise<Outcome> {
  const { operation, settings, failure } = end
  await note(context, {
    rollout: rolloutOf(operation),
    settings,
    refresh: failure.refreshId,
    until: operation.deadline,
  })
  return failed(context, { ...end, rollout: operation, rollback: nothingUndone })
}

/** A rollback that goes on in AWS while this job ends: what the rollout failed with stays known. Any other end is as it is. */
export async function withHandOver(context: Context, end: FailedRun): Promise<FailedRun> {
  const { rollback, failure, rollout, settings } = end
  const { failure: ending } = rollback
  if (ending?.code !== 'handed-over') return end
  const { code } = failure
  await note(context, {
    rollout,
    settings,
    refresh: ending.refreshId,
    failureCode: code,
    until: context.clock.now() + settings.timeout,
  })
  return { ...end, failure: { ...ending, original: { code, sentence: rowOf(failure).sentence } } }
}

interface Note {
  readonly rollout: Rollout
  readonly settings: OperationSettings
  readonly refresh: string
  readonly failureCode?: string
  readonly until: Instant
}

/** Without the tag a later job takes up the refresh all the same while it is in progress. */
async function note(context: Context, { rollout, settings, ...more }: Note): Promise<void> {
  const { run, attempt: number } = settings
  const numbers = ({ templates }: Rollout['from']) => templates.map(({ version }) => version)
  const { clock, emit } = context
  const value = handOverNote({
    run: run.id,
    attempt: number,
    from: numbers(rollout.from),
    to: numbers(rollout.to),
    ...more,
  })
  const { writes } = withRetries(context, 'finalSteps')
  const command = tagCommand(rollout.group, HAND_OVER_TAG, value)
  const finalStep = await attempt({
    what: 'hand-over',
    command,
    async work() {
      await writes.noteHandOver(rollout.group, value)
      return { what: 'hand-over', did: 'noted', refreshId: more.refresh }
    },
  })
  for (const each of finalStep ? [finalStep].flat() : []) emit({ type: 'final-step', at: clock.now(), finalStep: each })
}

/** What was taken up has ended: the tag goes, as far as there is time. What it says counts for that refresh alone. */
export async function forgetHandOver(context: Context, plan: Plan, outcome: Outcome): Promise<void> {
  if (context.stop.aborted || !('settings' in plan)) return
  const { group, settings } = plan
  const note = handedOverBy(settings.run, group.tags.get(HAND_OVER_TAG))
  const isOver =
    !('failure' in outcome) || (outcome.failure.code !== 'handed-over' && !endedByFailedPolls(outcome.failure))
  if (!note || !isOver) return
  const problem = await withRetries(context, 'note').writes.forgetHandOver(group.name).catch(problemIn)
  const finalStep = { what: 'hand-over', did: 'forgotten', refreshId: note.refresh } as const
  if (!problem) context.emit({ type: 'final-step', at: context.clock.now(), finalStep })
}
