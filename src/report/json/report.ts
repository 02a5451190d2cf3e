/** The report file: the whole timeline for machines, through a contract of its own (docs/report-file.md). */
import type { Timeline } from '../../rollout/timeline.ts'
import { previewOf } from '../foresight.ts'
import { codeOf, exitOf } from '../outcomes.ts'
import { reasonOf } from '../outputs.ts'
import type { Report } from './contract.ts'
import { eventIn, legIn, outcomeIn } from './course.ts'
import { driftIn, foresightIn, planIn } from './plan.ts'
import { policyIn, surveyIn } from './survey.ts'
import { time, version } from './values.ts'

/** The report of a run, finished or not: `outcome` is null while it is under way. */
export function reportOf(timeline: Timeline): Report {
  const { began, now, policy, survey, plan, drift, to, legs, turns, outcome } = timeline
  const foresight = previewOf(timeline)
  return {
    schema: 1,
    began: time(began),
    now: time(now),
    outcome: outcome ? outcomeIn(outcome) : null,
    exit: outcome ? exitOf(outcome) : null,
    failureCode: outcome ? codeOf(outcome) : null,
    reason: reasonOf(timeline),
    policy: policy ? policyIn(policy) : null,
    survey: survey ? surveyIn(survey) : null,
    plan: plan ? planIn(plan) : null,
    foresight: foresight ? foresightIn(foresight) : null,
    drift: drift ? driftIn(drift) : null,
    to: to.map(version),
    legs: legs.map(legIn),
    events: turns.map(eventIn),
  }
}
