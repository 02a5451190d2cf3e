/** From what to what, and how it was to be done. */
import type { Candidate, Image } from '../../rollout/facts.ts'
import type { Instant } from '../../rollout/model.ts'
import type { Move } from '../../rollout/plan.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { groupOf, imageOf, type TemplateWay, waysOf } from '../facts.ts'
import { termsWords } from '../log/plan.ts'
import { blocks, bullets, code, details, join, type Markdown, md, table } from '../markdown.ts'
import { duration, moment } from '../measure.ts'
import { commitOf, sourceWords } from '../provenance.ts'
import { goalWords } from '../words/template.ts'
import type { Section } from './story.ts'

/** The old and the new image with their versions; below, what is known of the new one. */
export const revision: Section = ({ timeline }) => {
  const ways = waysOf(timeline)
  const image = imageOf(timeline)
  if (ways.length === 0 && image === '') return undefined
  const asked = ways.length > 1 ? several(timeline, ways) : single(timeline, ways[0])
  return blocks([md`### What was asked for`, asked, ...born(timeline), ...differences(timeline)])
}

const single = (timeline: Timeline, { id, name, from, to }: Partial<TemplateWay> = {}): Markdown =>
  table(
    [code(groupOf(timeline)), 'image', id === undefined ? 'version' : md`version of ${code(id)} (${name ?? ''})`],
    [
      ...(from ? [['from', code(from.image), from.version]] : []),
      ['to', code(imageOf(timeline)), to ? to.version : 'a new one'],
    ],
  )

/** One line for each launch template. */
const several = (timeline: Timeline, ways: readonly TemplateWay[]): Markdown =>
  table(
    [code(groupOf(timeline)), 'from', 'version', 'to', 'version'],
    ways.map(({ id, name, from, to, image }) => [
      md`${code(id)} (${name})`,
      from ? code(from.image) : '–',
      from ? from.version : '–',
      code(image),
      to ? to.version : 'a new one',
    ]),
  )

/** A rollback: why it goes there, and what it brings back besides the image. */
function differences({ plan }: Timeline): readonly Markdown[] {
  if (plan?.will !== 'roll') return []
  return plan.moves.flatMap((move) => differencesOf(move, plan.moves.length > 1 ? `${move.template.name}: ` : ''))
}

function differencesOf({ why: goal, differences: all }: Move, of: string): readonly Markdown[] {
  if (!goal) return []
  const rows = all.map(({ path, from, to }) => [code(path), code(from ?? 'not set'), code(to ?? 'not set')])
  const why = md`${of}${goalWords[goal]}`
  return rows.length > 0
    ? [
        why,
        details(md`${of}What differs in the launch template: ${rows.length}`, table(['member', 'now', 'then'], rows)),
      ]
    : [why]
}

/** Each image's name and age, and the commit that asked for it. */
function born({ survey, policy, began }: Timeline): readonly Markdown[] {
  const candidates = survey?.images ?? []
  const wanted = survey?.templates.flatMap((held) => held.wanted ?? []) ?? []
  const images = new Map([...wanted, ...candidates.flatMap(({ image }) => image ?? [])].map((each) => [each.id, each]))
  const sha = policy?.run.sha.slice(0, 12) ?? ''
  const asked = sha === '' ? [] : [md`commit ${code(sha)}`]
  const lines = [...images.values()].map((image) =>
    aboutImage(
      image,
      candidates.find(({ id }) => id === image.id),
      began,
    ),
  )
  if (lines.length > 1) return [bullets(lines.map((facts) => join(facts, md` · `))), ...asked]
  const facts = [...lines.flat(), ...(lines.length === 0 ? sourcesOf(candidates[0], began) : []), ...asked]
  return facts.length > 0 ? [join(facts, md` · `)] : []
}

const aboutImage = (
  { name, created }: Image,
  candidate: Candidate | undefined,
  began: Instant,
): readonly Markdown[] => [
  md`image ${code(name)}`,
  ...(created === undefined ? [] : [md`built ${moment(created)}, ${duration(began - created)} before this run`]),
  ...sourcesOf(candidate, began),
]

/** Where it was come by, as far as that is known. */
function sourcesOf(candidate: Candidate | undefined, began: Instant): readonly Markdown[] {
  const origin = candidate && commitOf(candidate)
  const source = candidate && sourceWords(candidate, began)
  return [
    ...(origin === undefined ? [] : [md`from commit ${code(origin.slice(0, 12))}`]),
    ...(source === undefined ? [] : [md`${source}`]),
  ]
}

/** The plan's terms. */
export const terms: Section = ({ timeline: { plan } }) =>
  plan && 'terms' in plan
    ? details('What is asked of AWS, and the limits', bullets(termsWords(plan).map((words) => md`${words}`)))
    : undefined
