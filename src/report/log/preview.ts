/** The log of `mode: plan` besides its outcome, in folds: duration, rollback, calls, permissions. */
import { actionOf } from '../../rollout/plan/permissions.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { previewOf } from '../preview.ts'
import {
  otherPaceWords,
  paceWords,
  permissionTitles,
  purposeWords,
  rollbackPlanWords,
  stepsTitle,
} from '../words/preview.ts'
import { type Line, text } from './line.ts'

/** The lines; empty for any mode but `plan`. */
export function previewLines(timeline: Timeline): readonly Line[] {
  const seen = previewOf(timeline)
  if (!seen) return []
  const { plan, calls, permissions } = seen
  const course =
    plan.action === 'roll'
      ? [...paceWords(plan, timeline.survey), ...otherPaceWords(plan), rollbackPlanWords(plan)]
      : []
  const lines = calls.map(
    ({ operation, on, purpose }, i) => `${i + 1}. ${actionOf(operation)} on ${on}: ${purposeWords(purpose)}`,
  )
  const groups = Map.groupBy(permissions, (each) => each.for)
  return [
    ...fold('How it would go', course),
    ...(calls.length > 0 ? fold(stepsTitle(calls, plan), lines) : [text(stepsTitle(calls, plan))]),
    ...fold(
      'The permissions that it needs',
      [...groups].map(([aim, these]) => `${permissionTitles[aim]}: ${these.map(({ action }) => action).join(', ')}`),
    ),
  ]
}

const fold = (title: string, lines: readonly string[]): readonly Line[] =>
  lines.length === 0 ? [] : [{ type: 'group', text: title }, ...lines.map((line) => text(line)), { type: 'end' }]
