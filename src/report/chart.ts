/** The progress chart: what the fleet runs over time, how much of it is healthy, and when the rollout failed. */

import { duration } from '../rollout/measure.ts'
import { isBaking } from '../rollout/model/refresh-status.ts'
import type { Instant, Ms } from '../rollout/model/time.ts'
import type { Point, Timeline } from '../rollout/timeline.ts'
import { fromOf, leadsTo, rolloutStoppedAt, toOf, versionNumbers, watchedOperations } from './facts.ts'
import { codeBlock, join, type Markdown, md } from './markdown.ts'

/** With more bars the time labels would overlap. */
const MOST_BARS = 24
/** The possible distances between two bars, in seconds, for rollouts of seconds to days. */
const STEPS = [
  5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 10_800, 21_600,
]
/** The least height of the axis; below it Mermaid labels half instances. */
const LEAST_HEIGHT = 8

/**
 * In drawing order: Mermaid draws bars of the same position over each other (from 10.6 to 11.17 at least), so the last
 * one seems to be the lowest part of a stack. All colours are visible on white and black. The floor hides the stubs that
 * Mermaid draws for bars of height 0.
 */
const colours = { all: '#e3b341', healthy: '#58a6ff', fresh: '#2da44e', floor: '#8c959f' }

/** The counts of one poll, of a rollout or its rollback. `fresh`: healthy and on the new version. */
interface Sample {
  readonly at: Instant
  readonly total: number
  readonly healthy: number
  readonly fresh: number
}

/** An event on the time axis. Mermaid needs distinct labels, so no two signs are the same. */
interface Mark {
  readonly at: Instant
  readonly sign: string
  readonly says: string
}

/** A Mermaid chart with its legend; `undefined` while there are too few polls. */
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
    md`each bar shows the worst poll in ${duration(step)}, above a grey base line`,
  ]
  return join(colour, md` · `)
}

/** The counts of all polls of all operations. */
function samplesOf(timeline: Timeline): readonly Sample[] {
  const to = toOf(timeline)
  return watchedOperations(timeline).flatMap(({ operation, points }) => {
    const isRollout = leadsTo(operation, to)
    return points.map((point) => sampleOf(point, isRollout))
  })
}

const sampleOf = ({ at, total, healthy, healthyOnTarget }: Point, isRollout: boolean): Sample => ({
  at,
  total,
  healthy,
  fresh: isRollout ? healthyOnTarget : healthy - healthyOnTarget,
})

/**
 * The poll that a bar shows: the newest of those since the last bar with the most unhealthy instances; without one,
 * the last poll.
 */
function worst(samples: readonly Sample[], after: Instant | undefined, until: Instant): Sample {
  const nothing: Sample = { at: until, total: 0, healthy: 0, fresh: 0 }
  const past = samples.filter(({ at }) => at <= until)
  const these = past.filter(({ at }) => after === undefined || at > after)
  const unhealthySince = ({ total, healthy }: Sample) => total - healthy
  return these.length > 0
    ? these.reduce((one, other) => (unhealthySince(other) >= unhealthySince(one) ? other : one))
    : (past.at(-1) ?? nothing)
}

/** Evenly spaced bars. The first is at the first poll, the last at or after the last poll. */
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

/**
 * The label of each bar: its time, or the sign of an event there. Of several events the last one counts as the most
 * serious.
 */
const labels = ({ name, step, times }: Axis, marks: readonly Mark[]): readonly string[] =>
  times.map((time, i) => {
    const isLast = i === times.length - 1
    const mark = marks.findLast(({ at }) => at > time - step && (at <= time || isLast))
    return `"${mark?.sign ?? pair((i * step) / (name === 'min:s' ? 1_000 : 60_000))}"`
  })

const pair = (small: number): string => `${Math.floor(small / 60)}:${String(Math.floor(small % 60)).padStart(2, '0')}`

/** The events to mark: checkpoints, bake time, failure. */
function marksOf(timeline: Timeline): readonly Mark[] {
  const all = watchedOperations(timeline)
  const rollouts = all.filter(({ isRollback }) => !isRollback)
  const began = all[0]?.points[0]?.at ?? timeline.began
  const checkpoints = (timeline.settings?.checkpoints ?? []).flatMap((percent): readonly Mark[] => {
    const reached = rollouts.flatMap(({ points }) => points).find((point) => (point.percent ?? 0) >= percent)
    if (percent >= 100 || !reached) return []
    return [{ at: reached.at, sign: `⏸${percent}`, says: `checkpoint of ${percent} %` }]
  })
  const bake = rollouts.flatMap(({ statuses }) => statuses).find(({ status }) => isBaking(status))
  const failed = rolloutStoppedAt(timeline)
  return [
    ...checkpoints,
    ...(bake ? [{ at: bake.at, sign: '⏳', says: 'bake' }] : []),
    ...(failed === undefined ? [] : [{ at: failed, sign: '❌', says: `stopped after ${duration(failed - began)}` }]),
  ]
}
