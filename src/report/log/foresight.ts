/** What the log of a plan tells besides its verdict: pace, way back, calls, rights; in folds. */
import { actionOf } from '../../rollout/plan/rights.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { foresightOf } from '../foresight.ts'
import { paceWords, rightsTitles, stepsTitle, wayBackWords, whyWords } from '../words/foresight.ts'
import { type Line, text } from './line.ts'

/** Nothing for any mode but `plan`. */
export function foresightLines(timeline: Timeline): readonly Line[] {
  const seen = foresightOf(timeline)
  if (!seen) return []
  const { plan, steps, rights } = seen
  const course = plan.will === 'roll' ? [...paceWords(plan, timeline.survey), wayBackWords(plan)] : []
  const calls = steps.map(({ call, on, why }, i) => `${i + 1}. ${actionOf(call)} on ${on}: ${whyWords(why)}`)
  const groups = Map.groupBy(rights, (right) => right.for)
  return [
    ...fold('How it would go', course),
    ...(steps.length > 0 ? fold(stepsTitle(steps, plan), calls) : [text(stepsTitle(steps, plan))]),
    ...fold(
      'The rights that it needs',
      [...groups].map(([aim, these]) => `${rightsTitles[aim]}: ${these.map(({ action }) => action).join(', ')}`),
    ),
  ]
}

const fold = (title: string, lines: readonly string[]): readonly Line[] =>
  lines.length === 0 ? [] : [{ is: 'group', text: title }, ...lines.map((line) => text(line)), { is: 'end' }]
