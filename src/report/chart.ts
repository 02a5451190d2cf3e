/** The fleet over time as a picture: what it runs, how much of that is healthy, and the moment of failure. */

import { duration } from '../rollout/measure.ts'
import { isBaking } from '../rollout/model/refresh-status.ts'
import type { Instant, Ms } from '../rollout/model/time.ts'
import type { Point, Timeline } from '../rollout/timeline.ts'
import { brokenOff, fromOf, leadsTo, toOf, versionNumbers, watchedOperations } from './facts.ts'
import { codeBlock, join, type Markdown, md } from './markdown.ts'

/** More bars have no room for their times. */
const MOST_BARS = 24
/** Seconds between two bars, whether the roll took seconds or days. */
const STEPS = [
  5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 10_800, 21_600,
]
/** Below this Mermaid puts half instances on the axis. */
const LEAST_HEIGHT = 8

/**
 * In the order of drawing: Mermaid's bars of one place hide each other (since xychart came in 10.6, and in 11.17 still),
 * so that what is drawn last seems to carry the rest. Each is seen on white as well as on black. The floor covers the
 * feet that Mermaid gives to bars of no height.
 */
const colours = { all: '#e3b341', healthy: '#58a6ff', fresh: '#2da44e', floor: '#8c959f' }

/** One look, whichever way its operation leads. `fresh`: healthy and on the version that is rolled out. */
interface Sample {
  readonly at: Instant
  readonly total: number
  readonly healthy: number
  readonly fresh: number
}

/** Something that happened, and when. The sign stands on the axis, where no two may be the same. */
interface Mark {
  readonly at: Instant
  readonly sign: string
  readonly says: string
}

/** A Mermaid chart with its legend; `undefined` while there are too few looks to see a course. */
export function chartOf(timeline: Timeline): Markdown | undefined {
  const samples = samplesOf(timeline)
  const from = samples[0]?.at
  const to = samples.at(-1)?.at
  if (from === undefined || to === undefined || samples.length < 3 || to <= from) return undefined
  const axis = axisOf(from, to)
  const bars = axis.times.map((time, i) => worst(samples, axis.times[i - 1], time))
  const marks = marksOf(timeline)
  const settings = {
    themeVariables: {
      xyChart: { backgroundColor: 'transparent', plotColorPalette: Object.values(colours).join(', ') },
    },
    xyChart: { width: 900, height: 240, xAxis: { labelFontSize: 12, showTick: false }, yAxis: { labelFontSize: 12 } },
  }
  const lines = [
    `%%{init: ${JSON.stringify(settings)}}%%`,
    'xychart-beta',
    `  x-axis "${axis.name}" [${labels(axis, marks).join(', ')}]`,
    `  y-axis "instances" 0 --> ${Math.max(LEAST_HEIGHT, ...bars.map(({ total }) => total))}`,
    `  bar ${numbers(bars.map(({ total }) => total))}`,
    `  bar ${numbers(bars.map(({ healthy }) => healthy))}`,
    `  bar ${numbers(bars.map(({ fresh }) => fresh))}`,
    `  bar ${numbers(bars.map(() => 0))}`,
  ]
  return md`${codeBlock(lines, 'mermaid')}\n\n${legend(timeline, axis, marks)}`
}

const numbers = (of: readonly number[]): string => `[${of.join(', ')}]`

function legend(timeline: Timeline, { step }: Axis, marks: readonly Mark[]): Markdown {
  const [old, fresh] = [fromOf(timeline), toOf(timeline)].map((versions) =>
    versions.length > 0 ? versionNumbers(versions) : undefined,
  )
  const colour = [
    md`🟩 ${fresh ?? 'the new version'}`,
    md`🟦 ${old === undefined || old === fresh ? 'any other version' : `${old}, or any other`}`,
    md`🟨 not healthy, or not yet`,
    ...marks.map(({ sign, says }) => md`${sign} ${says}`),
    md`each bar the worst look of ${duration(step)}`,
  ]
  return join(colour, md` · `)
}

/** All looks of all operations, counted by version. */
function samplesOf(timeline: Timeline): readonly Sample[] {
  const to = toOf(timeline)
  return watchedOperations(timeline).flatMap(({ operation, points }) => {
    const forth = leadsTo(operation, to)
    return points.map((point) => sampleOf(point, forth))
  })
}

const sampleOf = ({ at, total, healthy, healthyOnTarget }: Point, forth: boolean): Sample => ({
  at,
  total,
  healthy,
  fresh: forth ? healthyOnTarget : healthy - healthyOnTarget,
})

/** What a bar shows: of the polls since the bar before, the newest of those with the most that is not healthy; without one, what was seen last. */
function worst(samples: readonly Sample[], after: Instant | undefined, until: Instant): Sample {
  const nothing: Sample = { at: until, total: 0, healthy: 0, fresh: 0 }
  const past = samples.filter(({ at }) => at <= until)
  const these = past.filter(({ at }) => after === undefined || at > after)
  const unhealthySince = ({ total, healthy }: Sample) => total - healthy
  return these.length > 0
    ? these.reduce((one, other) => (unhealthySince(other) >= unhealthySince(one) ? other : one))
    : (past.at(-1) ?? nothing)
}

/** Evenly spaced bars; the first stands at the first poll, the last at or after the last. */
interface Axis {
  readonly name: string
  readonly step: Ms
  readonly times: readonly Instant[]
}

function axisOf(from: Instant, to: Instant): Axis {
  const length = to - from
  const seconds =
    STEPS.find((step) => length <= step * 1_000 * (MOST_BARS - 1)) ?? Math.ceil(length / 1_000 / MOST_BARS)
  const step = seconds * 1_000
  const times = Array.from({ length: Math.ceil(length / step) + 1 }, (_, i) => from + i * step)
  return { name: length < 3_600_000 ? 'min:s' : 'h:min', step, times }
}

/** The time of each bar, or the sign of what happened there: of several the last, which is the gravest. */
const labels = ({ name, step, times }: Axis, marks: readonly Mark[]): readonly string[] =>
  times.map((time, i) => {
    const isLast = i === times.length - 1
    const mark = marks.findLast(({ at }) => at > time - step && (at <= time || isLast))
    return `"${mark?.sign ?? pair((i * step) / (name === 'min:s' ? 1_000 : 60_000))}"`
  })

const pair = (small: number): string => `${Math.floor(small / 60)}:${String(Math.floor(small % 60)).padStart(2, '0')}`

/** What happened on the way: checkpoints, the bake, the failure. */
function marksOf(timeline: Timeline): readonly Mark[] {
  const all = watchedOperations(timeline)
  const forth = all.filter(({ isBack }) => !isBack)
  const began = all[0]?.points[0]?.at ?? timeline.began
  const checkpoints = (timeline.settings?.checkpoints ?? []).flatMap((percent): readonly Mark[] => {
    const reached = forth.flatMap(({ points }) => points).find((point) => (point.percent ?? 0) >= percent)
    if (percent >= 100 || !reached) return []
    return [{ at: reached.at, sign: `⏸${percent}`, says: `checkpoint of ${percent} %` }]
  })
  const bake = forth.flatMap(({ statuses }) => statuses).find(({ status }) => isBaking(status))
  const failed = brokenOff(timeline)
  return [
    ...checkpoints,
    ...(bake ? [{ at: bake.at, sign: '⏳', says: 'bake' }] : []),
    ...(failed === undefined ? [] : [{ at: failed, sign: '❌', says: `broken off after ${duration(failed - began)}` }]),
  ]
}
