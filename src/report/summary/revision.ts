/** The old and new images and versions, and the settings of the rollout. */

import { commitOf } from '../../rollout/commits.ts'
import { duration } from '../../rollout/measure.ts'
import { currentImage, targetImage } from '../../rollout/model/group-template.ts'
import type { Image } from '../../rollout/model/image.ts'
import { candidateId, candidateImage } from '../../rollout/model/image-source.ts'
import type { Instant } from '../../rollout/model/time.ts'
import type { TemplateChange } from '../../rollout/plan/plan.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { imageOf, isWatching, versionChanges } from '../facts.ts'
import { termsWords } from '../log/plan.ts'
import { blocks, bullets, code, details, type Hole, join, type Markdown, md, table } from '../markdown.ts'
import { contentsWords, sourceWords } from '../provenance.ts'
import { rollbackReasonWords } from '../words/template.ts'
import type { Section } from './story.ts'

/** The old and new image of each launch template with their versions, and the source of the new images. */
export const revision: Section = ({ timeline }) => {
  const rows = rowsOf(timeline)
  if (rows.length === 0) return undefined
  const isOne = new Set(rows.map(({ template }) => template)).size === 1
  const columns: readonly Column[] = [
    ['', ({ side }) => side],
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
    ...born(timeline, rows),
    ...differences(timeline),
  ])
}

/** EC2's data of the images, where it was read. */
const described = (now: Instant): readonly Column[] => [
  ['name', ({ facts }) => facts?.name ?? '–'],
  ['built', ({ facts }) => (facts?.created === undefined ? '–' : `${duration(now - facts.created)} ago`)],
]

/** One old or new image. */
interface Row {
  readonly side: 'from' | 'to'
  readonly template: string
  readonly image: string
  readonly facts: Image | undefined
  readonly version: string | number
}
type Column = readonly [name: Hole, cell: (row: Row) => Hole]

function rowsOf(timeline: Timeline): readonly Row[] {
  const asked = imageOf(timeline)
  const changes = versionChanges(timeline)
  const row = (side: Row['side'], template: string, image: string, version: Row['version']): Row => ({
    side,
    template,
    image,
    version,
    facts: factsOf(timeline, image),
  })
  if (changes.length === 0) return asked === '' ? [] : [row('to', '–', asked, 'a new one')]
  return changes.flatMap(({ name, from, to, image }) => [
    ...(from ? [row('from', name, from.image, from.version)] : []),
    ...(image === '' ? [] : [row('to', name, image, to?.version ?? 'a new one')]),
  ])
}

/** EC2's data of an image, if it was read. */
const factsOf = ({ survey }: Timeline, image: string): Image | undefined =>
  [
    ...(survey?.templates.flatMap((each) => [targetImage(each), currentImage(each)]) ?? []),
    ...(survey?.images.map(candidateImage) ?? []),
  ].find((each) => each?.id === image)

/** What changes in the launch template besides the image; for a rollback with the reason for its target. */
function differences({ plan, settings: asked }: Timeline): readonly Markdown[] {
  // The preview of `mode: plan` has a table of its own for a deploy.
  if (plan?.action !== 'roll' || (asked?.mode === 'plan' && !plan.isRollback)) return []
  return plan.changes.flatMap((move) => differencesOf(move, plan.changes.length > 1 ? `${move.template.name}: ` : ''))
}

function differencesOf({ why: rollbackTarget, differences: all }: TemplateChange, of: string): readonly Markdown[] {
  const isImageAlone = all.every(({ path }) => path === 'ImageId')
  if (!rollbackTarget && isImageAlone) return []
  const rows = all.map(({ path, from, to }) => [code(path), code(from ?? 'not set'), code(to ?? 'not set')])
  const why = rollbackTarget ? [md`${of}${rollbackReasonWords[rollbackTarget]}`] : []
  return rows.length > 0
    ? [
        ...why,
        details(`${of}What differs in the launch template: ${rows.length}`, table(['member', 'now', 'then'], rows)),
      ]
    : why
}

/** What each new image is, where it comes from, the commit that it was built from, and the commit of the workflow run. */
function born(timeline: Timeline, rows: readonly Row[]): readonly Markdown[] {
  const { settings, began: now } = timeline
  const account = timeline.survey?.group?.account
  const ids = [...new Set(rows.flatMap(({ side, image }) => (side === 'to' ? [image] : [])))]
  const images = ids.flatMap((id) => {
    const image = factsOf(timeline, id)
    const facts = [
      ...originOf(id, timeline),
      ...(image ? contentsWords(image, { account, now, ancestry: timeline.survey?.ancestries.get(id) }) : []).map(
        (each) => md`${each}`,
      ),
    ]
    return facts.length > 0 ? [md`${code(id)} ${join(facts, md`, `)}`] : []
  })
  const sha = settings?.run.sha.slice(0, 12) ?? ''
  return [
    ...(images.length > 0 ? [bullets(images)] : []),
    ...(sha === '' || isWatching(timeline) ? [] : [md`Asked for by commit ${code(sha)}.`]),
  ]
}

/** How the input led to the image, and its commit, unless what goes out begins with that. */
function originOf(id: string, { survey, began }: Timeline): readonly Markdown[] {
  const candidate = survey?.images.find((each) => candidateId(each) === id)
  if (!candidate) return []
  const [source, commit] = [sourceWords(candidate, began), commitOf(candidate)]
  const isSaid = survey?.comparisons.some(({ head, answer }) => head === commit && !('problem' in answer))
  return [
    ...(source === undefined ? [] : [md`${source}`]),
    ...(commit === undefined || isSaid ? [] : [md`built from commit ${code(commit.slice(0, 12))}`]),
  ]
}

/** The plan's settings. */
export const settings: Section = ({ timeline }) => {
  const { plan } = timeline
  if (!plan || !('settings' in plan)) return undefined
  const words = termsWords(plan, timeline).map((each) => md`${each}`)
  return details('Instance refresh settings and limits', bullets(words))
}
