/** The main loop of a run: survey → plan → (resolve a conflict) → execute. It repeats until there is an outcome. */

import type { Context, ReadContext } from './context.ts'
import type { Attempt } from './execute/attempt.ts'
import { execute } from './execute/execute.ts'
import { forgetHandOver } from './execute/hand-over.ts'
import { deleteUnused, notStarted, refusal, refusedLater, unresolved } from './execute/outcomes.ts'
import { resolveConflict } from './execute/resolve-conflict.ts'
import { aliasFact } from './launch-template/alias.ts'
import type { RolloutSettings } from './model/settings.ts'
import type { Ms } from './model/time.ts'
import type { Outcome } from './outcome.ts'
import type { ConflictPlan, Plan } from './plan/plan.ts'
import { survey } from './survey/survey.ts'
import { retryingReads } from './timeouts.ts'

/** The longest wait for another refresh: GitHub ends a job on its own runners after six hours. Milliseconds. */
const LONGEST_WAIT: Ms = 21_600_000

/** Runs `mode: deploy` or `mode: rollback`. */
export async function run(context: Context, settings: RolloutSettings): Promise<Outcome> {
  let attempt = begin(context, settings)
  for (;;) {
    const next = await surveyAndPlan(context, settings, attempt.aliasTag)
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
    if (end.type === 'overtaken') {
      attempt = {
        ...attempt,
        overtaken: end,
        left: end,
        aliasTag: aliasFact(end.plan.group).aliasTag ?? attempt.aliasTag,
        tried: end.tried,
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
  return { timeout: { limit, until: clock.now() + limit }, hasCancelled: false, aliasTag: '', tried: [] }
}

const isConflict = (of: Plan): of is Extract<Plan, ConflictPlan> => of.action === 'wait' || of.action === 'replace'

/** `mode: plan`: surveys, plans, reports, changes nothing. */
export async function planOnly(context: ReadContext, settings: RolloutSettings): Promise<Outcome> {
  const decided = await surveyAndPlan(context, settings)
  if (decided.action === 'refuse') return refusal(decided)
  if ('settings' in decided && decided.steps.some(({ type }) => type === 'delete-old-versions')) {
    const { previewCleanUp } = await import('./execute/deletions/old-versions.ts')
    await previewCleanUp({ ...context, reads: retryingReads(context, 'survey') }, decided)
  }
  return { type: 'planned', fleetStatus: decided.fleetStatus }
}

/** Surveys and plans. Its context has no writes. `ownAliasTag`: what this run has written already. */
async function surveyAndPlan(context: ReadContext, settings: RolloutSettings, ownAliasTag = ''): Promise<Plan> {
  const found = await survey(context, settings, ownAliasTag)
  context.emit({ type: 'surveyed', at: context.clock.now(), survey: found, settings })
  // Loaded here: neither a refused input nor the post step needs the rules of the plan.
  const { plan } = await import('./plan/decide.ts')
  const decided = plan(found, settings)
  context.emit({ type: 'planned', at: context.clock.now(), plan: decided })
  return decided
}
