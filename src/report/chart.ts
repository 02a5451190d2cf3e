/** The roll over time as a picture: how many instances run the old and the new version, and how many are healthy. */
import type { Instant, Ms } from '../rollout/model.ts'
import type { Point, Timeline } from '../rollout/timeline.ts'
import { leadsTo, passages, toOf } from './facts.ts'
import { codeBlock, type Markdown, md } from './markdown.ts'

/** Samples that are drawn, whether the roll took seconds or days. */
const SAMPLES = 60

interface Sample {
  readonly at: Instant
  readonly fresh: number
  readonly old: number
  readonly healthy: number
}

/** A Mermaid chart with its legend; `undefined` while there are too few looks to draw a line. */
export function chartOf(timeline: Timeline): Markdown | undefined {
  const samples = samplesOf(timeline)
  const [first] = samples
  const last = samples.at(-1)
  if (!first || !last || samples.length < 3 || last.at <= first.at) return undefined
  const unit = unitFor(last.at - first.at)
  const even = evenly(samples, first.at, last.at)
  const highest = Math.max(1, ...even.flatMap(({ fresh, old, healthy }) => [fresh + old, healthy]))
  const chart = [
    `%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "${colours.join(', ')}"}}, "xyChart": {"width": 900, "height": 260}}}%%`,
    'xychart-beta',
    `  x-axis "${unit.name}" 0 --> ${round((last.at - first.at) / unit.length)}`,
    `  y-axis "instances" 0 --> ${highest}`,
    `  line [${even.map(({ old }) => old).join(', ')}]`,
    `  line [${even.map(({ fresh }) => fresh).join(', ')}]`,
    `  line [${even.map(({ healthy }) => healthy).join(', ')}]`,
  ]
  return md`${codeBlock(chart, 'mermaid')}\n\n🟧 old version · 🟩 new version · 🟦 healthy (of both)`
}

/** Old, new, healthy: seen on white as well as on black, unlike the chart's own colours. */
const colours = ['#db8a1f', '#2da44e', '#218bff']

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

/** A line chart's points lie at even distances: each shows the newest look at its moment. */
function evenly(samples: readonly Sample[], from: Instant, to: Instant): readonly Sample[] {
  return Array.from({ length: SAMPLES }, (_, i) => {
    const at = from + ((to - from) * i) / (SAMPLES - 1)
    return samples.findLast((sample) => sample.at <= at)
  }).filter((sample) => sample !== undefined)
}

interface Unit {
  readonly name: string
  readonly length: Ms
}

const unitFor = (length: Ms): Unit => {
  if (length < 180_000) return { name: 'seconds', length: 1_000 }
  return length < 10_800_000 ? { name: 'minutes', length: 60_000 } : { name: 'hours', length: 3_600_000 }
}

const round = (number: number): number => Math.round(number * 10) / 10
