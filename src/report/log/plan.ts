/** The log lines for a plan: versions, settings and findings. */

import { clock, count, duration } from '../../rollout/measure.ts'
import type { Difference } from '../../rollout/model/launch-template.ts'
import type { OperationSettings } from '../../rollout/model/settings.ts'
import type { Ms } from '../../rollout/model/time.ts'
import type { GroupWaits } from '../../rollout/model/waits.ts'
import type { Plan, TemplateChange } from '../../rollout/plan/plan.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { newFindings } from '../facts.ts'
import { differenceWords, rollbackReasonWords } from '../words/template.ts'
import { findingLines, type Line, text } from './line.ts'

/** The plan's settings in a fold, and its findings in full. */
export function planLines(plan: Plan, timeline: Timeline): readonly Line[] {
  // The findings of a refusal are printed with its outcome.
  if (plan.action === 'refuse') return []
  const found = newFindings(plan, timeline).flatMap(findingLines)
  return 'settings' in plan
    ? [
        { type: 'group', text: 'Instance refresh settings and limits' },
        ...termsWords(plan, timeline).map((words) => text(words)),
        { type: 'end' },
        ...differenceLines(plan),
        ...found,
      ]
    : found
}

/** What changes besides the image; for a rollback with the reason for its target. */
function differenceLines(plan: Plan): readonly Line[] {
  if (plan.action !== 'roll') return []
  const several = plan.changes.length > 1
  return plan.changes.flatMap((move) => moveLines(move, several ? `${move.template.name}: ` : ''))
}

function moveLines({ why: rollbackTarget, differences }: TemplateChange, of: string): readonly Line[] {
  const rest = differences.filter(({ path }) => path !== 'ImageId')
  if (!rollbackTarget) return changeLines(rest, `${of}Besides the image it changes`)
  const why = text(`  ${of}${rollbackReasonWords[rollbackTarget]}`)
  if (rollbackTarget === 'stays') return [why]
  if (rest.length === 0) return [why, text(`  ${of}The launch template versions differ in nothing but the image.`)]
  return [why, ...changeLines(rest, `${of}Besides the image it brings back`)]
}

/** The members of the launch template that change, in a fold. */
const changeLines = (changed: readonly Difference[], title: string): readonly Line[] =>
  changed.length === 0
    ? []
    : [
        { type: 'group', text: `${title} ${count(changed.length, 'setting')} of the launch template` },
        ...changed.map((difference) => text(differenceWords(difference))),
        { type: 'end' },
      ]

type PlanWithSettings = Extract<Plan, { settings: OperationSettings }>
type Rolling = Extract<Plan, { action: 'roll' }>

/** The instance refresh settings, and what they mean for this group. */
export function termsWords(plan: PlanWithSettings, timeline: Timeline): readonly string[] {
  const { settings, timeout, coverage } = plan
  const { preferences: asked, onFailure, onCancel, targetHealthTimeout } = settings
  const left = coverage.leftOut.map(({ instance, why }) => `Left out: ${instance} (${why})`)
  return [
    `At least ${asked.minHealthyPercentage} % healthy, at most ${asked.maxHealthyPercentage} % of the desired capacity${plan.action === 'roll' ? room(plan) : ''}`,
    `Warm-up ${duration(asked.instanceWarmup)}, bake time ${duration(asked.bakeTime)}, target health within ${duration(targetHealthTimeout)}`,
    ...trialLimitWords(plan),
    ...waitsWords(settings.waits),
    `Time limit ${duration(timeout)}; on failure: ${onFailure}; on cancel: ${onCancel}`,
    ...left,
    ...jobWords(settings, timeline),
  ]
}

/** What comes before the first instance is replaced. */
const trialLimitWords = ({ steps }: PlanWithSettings): readonly string[] =>
  steps.flatMap((step) =>
    step.type === 'trial'
      ? [`Trial first: one instance of each new version outside the group, within ${duration(step.limit)}`]
      : [],
  )

/**
 * Until when the job must last, which GitHub cancels after its `timeout-minutes`: said where it is planned for, or
 * tight.
 */
function jobWords({ handOver, timeout }: OperationSettings, { began, settings }: Timeline): readonly string[] {
  const longest = handOver ?? 2 * timeout
  const isPlan = settings?.mode === 'plan'
  if (!isPlan && (handOver === undefined ? longest <= LONGEST_JOB : timeout <= handOver)) return []
  // A plan is no job that deploys: it may be made in a shell.
  const [job, time] = isPlan
    ? ['A job that deploys this', `for ${duration(longest)}`]
    : ['The job', `until ${clock(began + longest)} UTC`]
  return handOver === undefined
    ? [`${job} may have to last ${time}, for the rollout and its rollback: nothing is handed over`]
    : [`${job} must last ${time}: what still goes on then is handed over to a later job of the run`]
}

/** GitHub's limit where `timeout-minutes` says nothing. */
const LONGEST_JOB: Ms = 21_600_000

/** A shorter drain is over before the next instance has booted. */
const SHORT_DRAIN = 90_000

/** What the group itself makes AWS wait, and that nobody is given up for it. */
function waitsWords({ launchHook, terminationHook, deregistrationDelay, registration }: GroupWaits): readonly string[] {
  const hooks = [
    ...(launchHook > 0 ? [`up to ${duration(launchHook)} for each launch`] : []),
    ...(terminationHook > 0 ? [`up to ${duration(terminationHook)} for each termination`] : []),
  ]
  return [
    ...(hooks.length > 0
      ? [`Lifecycle hooks: ${hooks.join(', ')}, longer while heartbeats are recorded: in the time limit, and no stall`]
      : []),
    ...(deregistrationDelay > SHORT_DRAIN
      ? [`Deregistration delay: ${duration(deregistrationDelay)} for each batch: in the time limit, and no stall`]
      : []),
    ...(registration > 0
      ? [`Network Load Balancer: up to ${duration(registration)} until a new target is healthy, and not judged before`]
      : []),
  ]
}

/** `: 2 more at a time, none fewer`. */
const room = ({ estimate: { extra, fewer } }: Rolling): string =>
  `: up to ${count(extra, 'instance')} more, ${fewer === 0 ? 'none' : `up to ${fewer}`} fewer for a while`
