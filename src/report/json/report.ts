/** The report file: the whole timeline for machines, through a contract of its own (docs/report-file.md). */
import type { Timeline } from '../../rollout/timeline.ts'
import { codeOf, exitOf } from '../outcomes.ts'
import { reasonOf } from '../outputs.ts'
import { previewOf } from '../preview.ts'
import type { Report } from './contract.ts'
import { eventIn, operationIn, outcomeIn } from './course.ts'
import { driftIn, planIn, previewIn } from './plan.ts'
import { policyIn, surveyIn } from './survey.ts'
import { isoTime, versionJson } from './values.ts'

/** The report of a run, finished or not: `outcome` is null while it is under way. */
export function reportOf(timeline: Timeline): Report {
  const { began, now, settings, survey, plan, drift, to, operations, milestones, outcome } = timeline
  const preview = previewOf(timeline)
  return {
    schema: 1,
    began: isoTime(began),
    now: isoTime(now),
    outcome: outcome ? outcomeIn(outcome) : null,
    exit: outcome ? exitOf(outcome) : null,
    failureCode: outcome ? codeOf(outcome) : null,
    reason: reasonOf(timeline),
    settings: settings ? policyIn(settings) : null,
    survey: survey ? surveyIn(survey) : null,
    plan: plan ? planIn(plan) : null,
    preview: preview ? previewIn(preview) : null,
    drift: drift ? driftIn(drift) : null,
    to: to.map(versionJson),
    operations: operations.map(operationIn),
    events: milestones.map(eventIn),
  }
}
