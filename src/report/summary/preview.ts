/** The summary of `mode: plan` besides its outcome: duration, rollback, template, calls, permissions. */

import { count } from '../../rollout/measure.ts'
import { actionOf } from '../../rollout/plan/permissions.ts'
import type { TemplateChange } from '../../rollout/plan/plan.ts'
import { blocks, bullets, code, details, join, type Markdown, md, prose, table } from '../markdown.ts'
import { previewOf } from '../preview.ts'
import { paceRows, paceWords, permissionTitles, purposeWords, rollbackPlanWords, stepsTitle } from '../words/preview.ts'
import type { Section } from './story.ts'

/** The section; nothing for any mode but `plan`. */
export const preview: Section = ({ timeline }) => {
  const seen = previewOf(timeline)
  if (!seen) return undefined
  const { plan, calls, permissions } = seen
  const course =
    plan.action === 'roll'
      ? [
          md`### How it would go`,
          bullets([...paceWords(plan, timeline.survey), rollbackPlanWords(plan)].map(prose)),
          ...paceTable(paceRows(plan)),
          ...plan.changes.flatMap((move) => differences(move, plan.changes.length > 1)),
        ]
      : []
  const groups = [...Map.groupBy(permissions, (each) => each.for)]
  const lines = groups.map(
    ([aim, these]) =>
      md`${permissionTitles[aim]}: ${join(
        these.map(({ action }) => code(action)),
        md`, `,
      )}`,
  )
  return blocks([
    ...course,
    md`### ${stepsTitle(calls, plan)}`,
    ...(calls.length > 0
      ? [
          table(
            ['', 'call', 'on', 'why'],
            calls.map(({ operation, on, purpose }, i) => [
              i + 1,
              code(actionOf(operation)),
              code(on),
              purposeWords(purpose),
            ]),
            [0],
          ),
        ]
      : []),
    ...(permissions.length > 0
      ? [details(`The ${count(permissions.length, 'permission')} that it needs`, bullets(lines))]
      : []),
  ])
}

/** What other percentages would mean for this group. */
const paceTable = (rows: ReturnType<typeof paceRows>): readonly Markdown[] =>
  rows.length === 0
    ? []
    : [
        table(
          ['healthy', 'time', 'batches', 'instances', 'capacity'],
          rows.map((row) => row.map(prose)),
        ),
      ]

/** The template's differences; for a rollback with the reason for its target. */
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

/** The notes, folded. */
export const notes: Section = ({ timeline: { plan, outcome } }) => {
  const found = (outcome?.type === 'refused' ? outcome.findings : (plan?.findings ?? [])).filter(
    ({ level }) => level === 'note',
  )
  return found.length === 0
    ? undefined
    : details(
        `Good to know of this group: ${count(found.length, 'note')}`,
        bullets(found.map(({ says, remedy }) => md`${prose(says)} ${prose(remedy)}`)),
      )
}
