/** From what to what, and how it was to be done. */
import type { TemplateVersion } from '../../rollout/model.ts'
import { fromOf, groupOf, imageOf, toOf } from '../facts.ts'
import { termsWords } from '../log/plan.ts'
import { blocks, bullets, code, details, type Hole, md, table } from '../markdown.ts'
import { duration, moment } from '../measure.ts'
import type { Section } from './story.ts'

/** The old and the new image with their versions, names and ages. */
export const revision: Section = ({ timeline }) => {
  const { survey, policy } = timeline
  const from = fromOf(timeline)
  const image = imageOf(timeline)
  if (!from && image === '') return undefined
  const to = toOf(timeline)
  const created = survey?.image?.created
  const built = created === undefined ? md`–` : md`${moment(created)} (${duration(timeline.now - created)} before)`
  const sha = policy?.run.sha.slice(0, 12) ?? ''
  return blocks([
    md`### ${code(groupOf(timeline))}: what was asked for`,
    table(
      ['', 'image', 'name', 'built', 'launch template', 'version', 'commit'],
      [
        ...(from ? [['from', code(from.image), '–', '–', ...templateCells(from), '–']] : []),
        [
          'to',
          code(image),
          survey?.image ? code(survey.image.name) : '–',
          built,
          ...templateCells(to),
          sha ? code(sha) : '–',
        ],
      ],
    ),
  ])
}

const templateCells = (version: TemplateVersion | undefined): readonly Hole[] =>
  version ? [md`${code(version.id)} ${version.name}`, version.version] : ['–', 'to be made']

/** The plan's terms. */
export const terms: Section = ({ timeline: { plan } }) =>
  plan && 'terms' in plan
    ? details('What is asked of AWS, and the limits', bullets(termsWords(plan).map((words) => md`${words}`)))
    : undefined
