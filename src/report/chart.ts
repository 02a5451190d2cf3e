/** The roll over time as a picture: how many instances run the old and the new version, and how many are healthy. */
import type { Instant, Ms } from '../rollout/model.ts'
import type { Point, Timeline } from '../rollout/timeline.ts'
import { leadsTo, passages, toOf } from './facts.ts'
import { codeBlock, type Markdown, md } from './markdown.ts'
import { duration } from './measure.ts'

/** Samples that are drawn, whether the roll took seconds or days. */
const SAMPLES = 60
/** Below this Mermaid puts half instances on the axis. */
const LEAST_HEIGHT = 8

/** In the order of the lines. Seen on white as well as on black; Mermaid's own first line is hardly seen at all. */
const colours = { old: '#db8a1f', fresh: '#2da44e', healthy: '#218bff' }

interface Sample {
  readonly at: Instant
  readonly fresh: number
  readonly old: number
  readonly healthy: number
}

/** A Mermaid chart with its legend; `undefined` while there are too few looks to draw a line. */
export function chartOf(timeline: Timeline): Markdown | undefined {
  const samples = samplesOf(timeline)
  const from = samples[0]?.at
  const to = samples.at(-1)?.at
  if (from === undefined || to === undefined || samples.length < 3 || to <= from) return undefined
  const unit = unitFor(to - from)
  const even = evenly(samples, from, to)
  const highest = Math.max(LEAST_HEIGHT, ...even.map(({ fresh, old }) => fresh + old))
  const settings = {
    themeVariables: {
      xyChart: { backgroundColor: 'transparent', plotColorPalette: Object.values(colours).join(', ') },
    },
    xyChart: { width: 900, height: 260 },
  }
  const lines = [
    `%%{init: ${JSON.stringify(settings)}}%%`,
    'xychart-beta',
    `  x-axis "${unit.name}" 0 --> ${Math.round((10 * (to - from)) / unit.length) / 10}`,
    `  y-axis "instances" 0 --> ${highest}`,
    `  line ${numbers(even.map(({ old }) => old))}`,
    `  line ${numbers(even.map(({ fresh }) => fresh))}`,
    `  line ${numbers(even.map(({ healthy }) => healthy))}`,
  ]
  const turn = turnOf(timeline)
  const turned = turn === undefined ? '' : ` · the way back began after ${duration(turn - from)}`
  return md`${codeBlock(lines, 'mermaid')}\n\n🟧 old version · 🟩 new version · 🟦 healthy, of both${turned}`
}

const numbers = (of: readonly number[]): string => `[${of.join(', ')}]`

/** All looks of all legs, counted by version, whichever way the leg leads. */
function samplesOf(timeline: Timeline): readonly Sample[] {
  const to = toOf(timeline)
  return passages(timeline).flatMap(({ leg, points }) => {
    const forth = leadsTo(leg, to)
    return points.map((point) => sampleOf(point, forth))
  })
}

const sampleOf = ({ at, total, onTarget, healthy }: Point, forth: boolean): Sample => {
  const fresh = forth ? onTarget : total - onTarget
  return { at, fresh, old: total - fresh, healthy }
}

/** When the way back began, if the way out was seen before it. */
const turnOf = (timeline: Timeline): Instant | undefined => {
  const all = passages(timeline)
  return all[0]?.isBack ? undefined : all.find(({ isBack }) => isBack)?.at
}

/** A line chart's points lie at even distances: each shows the newest look at its moment. */
const evenly = (samples: readonly Sample[], from: Instant, to: Instant): readonly Sample[] =>
  Array.from({ length: SAMPLES }, (_, i) => from + ((to - from) * i) / (SAMPLES - 1)).flatMap(
    (moment) => samples.findLast(({ at }) => at <= moment) ?? [],
  )

interface Unit {
  readonly name: string
  readonly length: Ms
}

const unitFor = (length: Ms): Unit => {
  if (length < 180_000) return { name: 'seconds', length: 1_000 }
  return length < 10_800_000 ? { name: 'minutes', length: 60_000 } : { name: 'hours', length: 3_600_000 }
}
