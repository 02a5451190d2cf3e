/** The main loop of a run: survey → plan → (resolve a conflict) → execute. It repeats until there is an outcome. */

import type { Context, ReadContext } from './context.ts'
import type { Attempt } from './execute/attempt.ts'
import { execute } from './execute/execute.ts'
import { forgetHandOver } from './execute/hand-over.ts'
import { deleteUnused, notStarted, refusal, refusedLater, unresolved } from './execute/outcomes.ts'
import { resolveConflict } from './execute/resolve-conflict.ts'
import { aliasFact } from './launch-template/alias.ts'
import type { RolloutSettings } from './model/settings.ts'
import type { Survey } from './model/survey.ts'
import type { Ms } from './model/time.ts'
import { nothingTried } from './model/trial.ts'
import type { Outcome } from './outcome.ts'
import { plan } from './plan/decide.ts'
import type { ConflictPlan, Plan } from './plan/plan.ts'
import { survey } from './survey/survey.ts'
import { retryingReads } from './timeouts.ts'

/** The longest wait for another refresh: GitHub ends a job on its own runners after six hours. Milliseconds. */
const LONGEST_WAIT: Ms = 21_600_000

/** A group that is changed again and again during a trial is somebody else's at the moment. */
const MOST_REPLANS = 3

/** Runs `mode: deploy` or `mode: rollback`, from its first survey on. */
export async function run(context: Context, settings: RolloutSettings, first: Survey): Promise<Outcome> {
  let attempt = begin(context, settings)
  for (let found = first; ; found = await survey(context, settings, attempt.aliasTag)) {
    const next = planOf(context, settings, found)
    if (attempt.overtaken && !isConflict(next)) return notStarted(context, attempt.overtaken)
    if (next.action === 'refuse')
      return attempt.left ? refusedLater(context, next, attempt.left) : refusal(next, attempt, context.stop)
    if (attempt.left) await deleteUnused(context, attempt.left, next)
    const end = isConflict(next)
      ? { type: 'conflict' as const, conflict: next }
      : await execute(context, next, attempt.tried)
    if (end.type === 'done') {
      await forgetHandOver(context, next, end.outcome)
      return end.outcome
    }
    if (end.type === 'overtaken' || end.type === 'outdated') {
      const replans = end.type === 'outdated' ? attempt.replans + 1 : attempt.replans
      if (replans > MOST_REPLANS) return notStarted(context, end)
      attempt = {
        ...attempt,
        ...(end.type === 'overtaken' && { overtaken: end }),
        left: end,
        aliasTag: aliasFact(end.plan.group).aliasTag ?? attempt.aliasTag,
        tried: end.tried,
        replans,
      }
      continue
    }
    const resolved = await resolveConflict(context, end.conflict, { pause: settings.pollInterval, ...attempt.timeout })
    if (typeof resolved !== 'string') return unresolved(context, { failure: resolved, attempt, settings })
    const { overtaken: _, ...kept } = attempt
    attempt = { ...kept, hasCancelled: attempt.hasCancelled || resolved === 'cancelled' }
  }
}

function begin({ clock }: Context, { timeout }: RolloutSettings): Attempt {
  const limit = timeout === 'auto' ? LONGEST_WAIT : timeout
  return {
    timeout: { limit, until: clock.now() + limit },
    hasCancelled: false,
    aliasTag: '',
    tried: nothingTried,
    replans: 0,
  }
}

const isConflict = (of: Plan): of is Extract<Plan, ConflictPlan> => of.action === 'wait' || of.action === 'replace'

/** `mode: plan`: plans, reports, changes nothing. */
export async function planOnly(context: ReadContext, settings: RolloutSettings, found: Survey): Promise<Outcome> {
  const decided = planOf(context, settings, found)
  if (decided.action === 'refuse') return refusal(decided)
  if ('settings' in decided && decided.steps.some(({ type }) => type === 'delete-old-versions')) {
    const { previewCleanUp } = await import('./execute/deletions/old-versions.ts')
    await previewCleanUp({ ...context, reads: retryingReads(context, 'survey') }, decided)
  }
  return { type: 'planned', fleetStatus: decided.fleetStatus }
}

/** Plans, and reports what was found and decided. Its context has no writes. */
function planOf(context: ReadContext, settings: RolloutSettings, found: Survey): Plan {
  context.emit({ type: 'surveyed', at: context.clock.now(), survey: found, settings })
  const decided = plan(found, settings)
  context.emit({ type: 'planned', at: context.clock.now(), plan: decided })
  return decided
}
