/** What the summary of a plan tells besides its verdict: pace, way back, template, calls, rights. */

import { count } from '../../rollout/measure.ts'
import type { TemplateChange } from '../../rollout/plan/plan.ts'
import { actionOf } from '../../rollout/plan/rights.ts'
import { foresightOf } from '../foresight.ts'
import { blocks, bullets, code, details, join, type Markdown, md, prose, table } from '../markdown.ts'
import { paceWords, rightsTitles, stepsTitle, wayBackWords, whyWords } from '../words/foresight.ts'
import type { Section } from './story.ts'

/** Nothing for any mode but `plan`. */
export const foresight: Section = ({ timeline }) => {
  const seen = foresightOf(timeline)
  if (!seen) return undefined
  const { plan, steps, rights } = seen
  const course =
    plan.will === 'roll'
      ? [
          md`### How it would go`,
          bullets([...paceWords(plan, timeline.survey), wayBackWords(plan)].map(prose)),
          ...plan.moves.flatMap((move) => differences(move, plan.moves.length > 1)),
        ]
      : []
  const groups = [...Map.groupBy(rights, (right) => right.for)]
  const lines = groups.map(
    ([aim, these]) =>
      md`${rightsTitles[aim]}: ${join(
        these.map(({ action }) => code(action)),
        md`, `,
      )}`,
  )
  return blocks([
    ...course,
    md`### ${stepsTitle(steps, plan)}`,
    ...(steps.length > 0
      ? [
          table(
            ['', 'call', 'on', 'why'],
            steps.map(({ call, on, why }, i) => [i + 1, code(actionOf(call)), code(on), whyWords(why)]),
            [0],
          ),
        ]
      : []),
    ...(rights.length > 0 ? [details(`The ${count(rights.length, 'right')} that it needs`, bullets(lines))] : []),
  ])
}

/** A rollback tells them beside what it goes to. */
function differences({ template, why, differences: all }: TemplateChange, several: boolean): readonly Markdown[] {
  if (why !== undefined) return []
  const of = several ? `${template.name}: ` : ''
  const rest = all.filter(({ path }) => path !== 'ImageId')
  if (rest.length === 0) return [md`${of}Nothing but the image changes in the launch template.`]
  return [
    details(
      `${of}${count(rest.length, 'setting')} of the launch template besides the image`,
      table(
        ['member', 'now', 'then'],
        rest.map(({ path, from, to }) => [code(path), code(from ?? 'not set'), code(to ?? 'not set')]),
      ),
    ),
  ]
}

/** What is true of the group at any time, folded. */
export const notes: Section = ({ timeline: { plan, outcome } }) => {
  const found = (outcome?.is === 'refused' ? outcome.findings : (plan?.findings ?? [])).filter(
    ({ level }) => level === 'note',
  )
  return found.length === 0
    ? undefined
    : details(
        `Good to know of this group: ${count(found.length, 'note')}`,
        bullets(found.map(({ says, remedy }) => md`${prose(says)} ${prose(remedy)}`)),
      )
}
