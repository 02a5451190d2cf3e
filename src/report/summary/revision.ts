/** From what to what, and how it was to be done. */
import type { Timeline } from '../../rollout/timeline.ts'
import { fromOf, groupOf, imageOf, toOf } from '../facts.ts'
import { termsWords } from '../log/plan.ts'
import { blocks, bullets, code, details, join, type Markdown, md, table } from '../markdown.ts'
import { duration, moment } from '../measure.ts'
import { commitOf, sourceWords } from '../provenance.ts'
import { goalWords } from '../words/template.ts'
import type { Section } from './story.ts'

/** The old and the new image with their versions; below, what is known of the new one. */
export const revision: Section = ({ timeline }) => {
  const from = fromOf(timeline)
  const to = toOf(timeline)
  const image = imageOf(timeline)
  if (!from && image === '') return undefined
  const of = to ?? from
  return blocks([
    md`### What was asked for`,
    table(
      [code(groupOf(timeline)), 'image', of ? md`version of ${code(of.id)} (${of.name})` : 'version'],
      [...(from ? [['from', code(from.image), from.version]] : []), ['to', code(image), to ? to.version : 'a new one']],
    ),
    ...born(timeline),
    ...differences(timeline),
  ])
}

/** A rollback: why it goes there, and what it brings back besides the image. */
function differences({ plan }: Timeline): readonly Markdown[] {
  if (plan?.will !== 'roll' || !plan.goal) return []
  const rows = plan.differences.map(({ path, from, to }) => [
    code(path),
    code(from ?? 'not set'),
    code(to ?? 'not set'),
  ])
  const why = md`${goalWords[plan.goal]}`
  return rows.length > 0
    ? [why, details(md`What differs in the launch template: ${rows.length}`, table(['member', 'now', 'then'], rows))]
    : [why]
}

/** The image's name and age, and the commit that asked for it. */
function born({ survey, policy, began }: Timeline): readonly Markdown[] {
  const [candidate] = survey?.images ?? []
  const { name, created } = survey?.templates[0]?.wanted ?? candidate?.image ?? {}
  const source = candidate && sourceWords(candidate, began)
  const origin = candidate && commitOf(candidate)
  const sha = policy?.run.sha.slice(0, 12) ?? ''
  const facts = [
    ...(name === undefined ? [] : [md`image ${code(name)}`]),
    ...(created === undefined ? [] : [md`built ${moment(created)}, ${duration(began - created)} before this run`]),
    ...(origin === undefined ? [] : [md`from commit ${code(origin.slice(0, 12))}`]),
    ...(source === undefined ? [] : [md`${source}`]),
    ...(sha === '' ? [] : [md`commit ${code(sha)}`]),
  ]
  return facts.length > 0 ? [join(facts, md` · `)] : []
}

/** The plan's terms. */
export const terms: Section = ({ timeline: { plan } }) =>
  plan && 'terms' in plan
    ? details('What is asked of AWS, and the limits', bullets(termsWords(plan).map((words) => md`${words}`)))
    : undefined
