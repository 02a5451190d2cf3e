/** From what to what, and how it was to be done. */
import { commitOf } from '../../rollout/commits.ts'
import { duration } from '../../rollout/measure.ts'
import type { Image } from '../../rollout/model/image.ts'
import type { Instant } from '../../rollout/model/time.ts'
import type { TemplateChange } from '../../rollout/plan/plan.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { imageOf, waysOf } from '../facts.ts'
import { termsWords } from '../log/plan.ts'
import { blocks, bullets, code, details, type Hole, join, type Markdown, md, table } from '../markdown.ts'
import { sourceWords } from '../provenance.ts'
import { goalWords } from '../words/template.ts'
import type { Section } from './story.ts'

/** The old and the new image of each launch template with their versions; below, what asked for it. */
export const revision: Section = ({ timeline }) => {
  const rows = rowsOf(timeline)
  if (rows.length === 0) return undefined
  const isOne = new Set(rows.map(({ template }) => template)).size === 1
  const columns: readonly Column[] = [
    ['', ({ way }) => way],
    ...(isOne ? [] : [['launch template', ({ template }: Row) => template] as const]),
    ['image', ({ image }) => code(image)],
    ...(rows.some(({ facts }) => facts) ? described(timeline.began) : []),
    [isOne ? md`version of ${rows[0]?.template ?? ''}` : 'version', ({ version }) => version],
  ]
  return blocks([
    md`### From → to`,
    table(
      columns.map(([name]) => name),
      rows.map((row) => columns.map(([, cell]) => cell(row))),
    ),
    ...born(timeline),
    ...differences(timeline),
  ])
}

/** What EC2 says of the images, where it was asked. */
const described = (now: Instant): readonly Column[] => [
  ['name', ({ facts }) => facts?.name ?? '–'],
  ['built', ({ facts }) => (facts?.created === undefined ? '–' : `${duration(now - facts.created)} ago`)],
]

/** One image that was, or is to be. */
interface Row {
  readonly way: 'from' | 'to'
  readonly template: string
  readonly image: string
  readonly facts: Image | undefined
  readonly version: string | number
}
type Column = readonly [name: Hole, cell: (row: Row) => Hole]

function rowsOf(timeline: Timeline): readonly Row[] {
  const asked = imageOf(timeline)
  const ways = waysOf(timeline)
  const row = (way: Row['way'], template: string, image: string, version: Row['version']): Row => ({
    way,
    template,
    image,
    version,
    facts: factsOf(timeline, image),
  })
  if (ways.length === 0) return asked === '' ? [] : [row('to', '–', asked, 'a new one')]
  return ways.flatMap(({ name, from, to, image }) => [
    ...(from ? [row('from', name, from.image, from.version)] : []),
    ...(image === '' ? [] : [row('to', name, image, to?.version ?? 'a new one')]),
  ])
}

/** What EC2 said of an image, if it was asked. */
const factsOf = ({ survey }: Timeline, image: string): Image | undefined =>
  [
    ...(survey?.templates.flatMap(({ target: wanted, current: present }) => [wanted, present]) ?? []),
    ...(survey?.images.map((candidate) => candidate.image) ?? []),
  ].find((each) => each?.id === image)

/** A rollback: why it goes there, and what it brings back besides the image. */
function differences({ plan }: Timeline): readonly Markdown[] {
  if (plan?.action !== 'roll') return []
  return plan.changes.flatMap((move) => differencesOf(move, plan.changes.length > 1 ? `${move.template.name}: ` : ''))
}

function differencesOf({ why: rollbackTarget, differences: all }: TemplateChange, of: string): readonly Markdown[] {
  if (!rollbackTarget) return []
  const rows = all.map(({ path, from, to }) => [code(path), code(from ?? 'not set'), code(to ?? 'not set')])
  const why = md`${of}${goalWords[rollbackTarget]}`
  return rows.length > 0
    ? [why, details(`${of}What differs in the launch template: ${rows.length}`, table(['member', 'now', 'then'], rows))]
    : [why]
}

/** Where each new image came from, and the commits: the one that it was built from, and the one that asked for it. */
function born({ survey, settings, began }: Timeline): readonly Markdown[] {
  const images = (survey?.images ?? []).flatMap((candidate) => {
    const [source, commit] = [sourceWords(candidate, began), commitOf(candidate)]
    // What goes out begins with it.
    const origin = survey?.comparisons.some(({ head, answer }) => head === commit && !('problem' in answer))
      ? undefined
      : commit
    const facts = [
      ...(source === undefined ? [] : [md`${source}`]),
      ...(origin === undefined ? [] : [md`built from commit ${code(origin.slice(0, 12))}`]),
    ]
    return facts.length > 0 ? [md`${code(candidate.id ?? '')} ${join(facts, md`, `)}`] : []
  })
  const sha = settings?.run.sha.slice(0, 12) ?? ''
  return [
    ...(images.length > 0 ? [bullets(images)] : []),
    ...(sha === '' ? [] : [md`Asked for by commit ${code(sha)}.`]),
  ]
}

/** The plan's terms. */
export const settings: Section = ({ timeline }) => {
  const { plan } = timeline
  if (!plan || !('settings' in plan)) return undefined
  const words = termsWords(plan, timeline).map((each) => md`${each}`)
  return details('What is asked of AWS, and the limits', bullets(words))
}
