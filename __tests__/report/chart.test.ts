import { describe, expect, it } from 'vitest'
import { chartOf } from '../../src/report/chart.ts'
import type { Event } from '../../src/rollout/events.ts'
import { bad, departure, fleetStatus, polls, started, timelineOf } from './emitting.ts'
import { fleet, operation, policy, refresh, sighting, survey, T } from './fleet.ts'
import { stories } from './stories.ts'

const SECOND = 1_000
const HOUR = 3_600_000

/** What there was to see after so many milliseconds: how many of six are new, and which are ill. */
interface Seen {
  readonly after: number
  readonly fresh: number
  readonly sick?: readonly string[]
  readonly percent?: number
}

const way = (seen: readonly Seen[]): readonly Event[] => [
  ...started,
  ...polls(
    operation,
    seen.map(({ after, fresh, sick = [], percent = 1 }) => [
      T + after,
      sighting(T + after, { refresh: refresh('InProgress', percent), instances: fleet(6 - fresh, fresh), sick }),
    ]),
  ),
]
const chart = (events: readonly Event[]) => String(chartOf(timelineOf(events)))
const bars = (text: string) =>
  [...text.matchAll(/ {2}bar \[(.*)\]/g)].map(([, values]) => (values ?? '').split(', ').map(Number))
const times = (text: string) =>
  [...(/x-axis "[^"]*" \[(.*)\]/.exec(text)?.[1] ?? '').matchAll(/"([^"]*)"/g)].map(([, each]) => each)

describe('the chart', () => {
  it('of 20 seconds has a bar for each five', () => {
    const text = chart([...departure(), ...way([0, 10, 20].map((s, i) => ({ after: s * SECOND, fresh: 3 * i })))])
    expect(times(text)).toEqual(['0:00', '0:05', '0:10', '0:15', '0:20'])
    expect(bars(text)).toEqual([
      [6, 6, 6, 6, 6],
      [6, 6, 6, 6, 6],
      [0, 0, 3, 3, 6],
      [0, 0, 0, 0, 0],
    ])
    expect(text).toContain('x-axis "min:s"')
  })

  it('of 14 hours has no more than 24 bars, in hours', () => {
    const text = chart([
      ...departure(),
      ...way(Array.from({ length: 3_361 }, (_, i) => ({ after: i * 15 * SECOND, fresh: Math.floor((i * 6) / 3_360) }))),
    ])
    expect(text).toContain('x-axis "h:min"')
    expect(times(text)).toHaveLength(20)
    expect(times(text).slice(0, 3)).toEqual(['0:00', '0:45', '1:30'])
    expect(bars(text)[2]?.at(-1)).toBe(6)
  })

  it.each([90 * SECOND, 7 * 60 * SECOND, HOUR, 5 * HOUR, 30 * HOUR, 600 * HOUR, 3_000 * HOUR])(
    'of %d milliseconds names no two bars alike, and ends with the newest look',
    (length) => {
      const text = chart([
        ...departure(),
        ...way([0, 0.4, 0.9, 1].map((part, i) => ({ after: part * length, fresh: i }))),
      ])
      expect(new Set(times(text)).size).toBe(times(text).length)
      expect(times(text).length).toBeLessThanOrEqual(25)
      expect(bars(text).map((each) => each.length)).toEqual(Array(4).fill(times(text).length))
      expect(bars(text)[2]?.at(-1)).toBe(3)
    },
  )

  it('shows the worst look between two bars', () => {
    const unhealthySince = { fresh: 2, sick: ['i-0new0', 'i-0new1'] }
    const text = chart([
      ...departure(),
      ...way([
        { after: 0, fresh: 0 },
        { after: 101 * SECOND, ...unhealthySince },
        { after: 103 * SECOND, fresh: 2 },
        { after: 112 * SECOND, fresh: 2 },
      ]),
    ])
    const [all, healthy, fresh] = bars(text)
    const step = times(text).indexOf('1:45')
    expect([all?.[step], healthy?.[step], fresh?.[step]]).toEqual([6, 4, 0])
    expect([healthy?.at(-1), fresh?.at(-1)]).toEqual([6, 2])
  })

  it('marks the moment of failure, and the same fleet from both ways', () => {
    const text = chart(stories['rolled back by AWS'])
    expect(times(text)).toContain('❌')
    expect(text).toMatch(/❌ stopped after \d+ min/)
    const [all, healthy, fresh] = bars(text)
    expect(fresh?.[times(text).indexOf('❌')]).toBe(2)
    expect(fresh?.at(-1)).toBe(0)
    expect(all?.at(-1)).toBe(6)
    expect(healthy?.at(-1)).toBe(6)
  })

  it('marks a failure after the last look at the last bar', () => {
    const text = chart([
      ...departure(),
      ...way([0, 30, 60].map((s) => ({ after: s * SECOND, fresh: 0 }))),
      {
        type: 'rolling-back',
        at: T + 300 * SECOND,
        operation,
        failure: { code: 'cancelled', signal: 'SIGINT' },
        how: 'leave',
      },
      {
        type: 'concluded',
        at: T + 301 * SECOND,
        outcome: bad({ code: 'cancelled', signal: 'SIGINT' }, { fleetStatus: fleetStatus() }),
      },
    ])
    expect(times(text).at(-1)).toBe('❌')
  })

  it('marks each checkpoint that was reached, and the bake', () => {
    const text = chart([
      ...departure(survey, { ...policy, checkpoints: [20, 50, 100] }),
      ...way([
        { after: 0, fresh: 0, percent: 0 },
        { after: 60 * SECOND, fresh: 2, percent: 33 },
        { after: 120 * SECOND, fresh: 2, percent: 33 },
      ]),
    ])
    expect(times(text)).toContain('⏸20')
    expect(times(text)).not.toContain('⏸50')
    expect(text).toContain('⏸20 checkpoint of 20 %')
    expect(chart(stories.succeeded)).toMatch(/⏳ bake/)
  })

  it('is not drawn from two looks', () => {
    expect(chart([...departure(), ...way([0, 10].map((s) => ({ after: s * SECOND, fresh: 0 })))])).toBe('undefined')
  })
})
