import { describe, expect, it } from 'vitest'
import { hear, type Reader, readerFor } from '../../simulator/github/log.ts'
import { printed } from '../../src/report/log/line.ts'
import { logLines } from '../../src/report/log.ts'
import { asText } from '../../src/report/pages.ts'
import type { Event } from '../../src/rollout/events.ts'
import { blank, record } from '../../src/rollout/timeline.ts'
import { departure, polls, problem, started } from './emitting.ts'
import { fleet, operation, refresh, sighting, T } from './fleet.ts'
import { golden } from './golden.ts'
import { stories } from './stories.ts'

const run = { actionRoot: '', region: 'eu-west-1' }

function transcript(events: readonly Event[]): readonly string[] {
  let timeline = blank(T)
  return events.flatMap((event) => {
    const after = record(timeline, event)
    const lines = logLines(timeline, event, after).map((line) => asText(printed(line), run))
    timeline = after
    return lines
  })
}

const SECOND = 1_000
const still = (seconds: number, percent = 33) =>
  [
    T + seconds * SECOND,
    sighting(T + seconds * SECOND, {
      refresh: refresh('InProgress', percent, 'Waiting for i-1.'),
      instances: fleet(4, 2, 1),
    }),
  ] as const

describe('the log', () => {
  for (const [name, events] of Object.entries(stories))
    it(`of the story «${name}» is the golden one`, () => {
      const text = `${transcript(events).join('\n')}\n`
      expect(text).toBe(golden(`${name}.log`, text))
    })

  it('opens and closes its groups, and commands nothing else', () => {
    for (const events of Object.values(stories)) {
      let reader: Reader = readerFor()
      for (const line of transcript(events)) {
        const heard = hear(reader, line)
        expect(heard.effects).toEqual([])
        reader = heard.reader
      }
      expect(reader.inGroup).toBe(false)
    }
  })

  it('says nothing while nothing changes, but for a heartbeat every two minutes; AWS’s reason once', () => {
    const times = Array.from({ length: 21 }, (_, i) => still(60 + 15 * i))
    const before = [...departure(), ...started]
    const lines = transcript([...before, ...polls(operation, times)]).slice(transcript(before).length)
    expect(lines).toEqual([
      '03:01:00  ▸ InProgress: AWS replaces instances',
      `03:01:00  ████░░░░░░░░  2 of 6 on version 8 · 1 starting · all healthy · AWS: 33 % · about 17 min to go`,
      '03:03:00  … waiting for instances to be replaced, to warm up and to get healthy · about 15 min to go · time limit in 57 min · AWS says: “Waiting for i-1.”',
      '03:05:00  … waiting for instances to be replaced, to warm up and to get healthy · about 13 min to go · time limit in 55 min',
    ])
  })

  it('tells each change in one line', () => {
    const before = [...departure(), ...started]
    const lines = transcript([...before, ...polls(operation, [still(60), still(75), still(90, 34), still(105, 34)])])
    expect(lines.slice(transcript(before).length).map((line) => line.slice(0, 8))).toEqual([
      '03:01:00',
      '03:01:00',
      '03:01:30',
    ])
  })

  it('says once that it cannot look, and once that it sees again', () => {
    const unseen = (seconds: number) =>
      [
        T + seconds * SECOND,
        { problem: problem('throttled', 'DescribeTargetHealth', 'Throttling', 'Rate exceeded') },
      ] as const
    const before = [...departure(), ...started]
    const lines = transcript([...before, ...polls(operation, [still(60), unseen(75), unseen(105), still(135)])])
    expect(lines.slice(transcript(before).length + 2)).toEqual([
      '03:01:15  ? Poll failed (1 time in a row). AWS throttled DescribeTargetHealth, after several tries: too many requests of this account and region (Throttling). AWS says: “Rate exceeded”',
      '03:02:15  Polls succeed again, after 2 failed polls',
    ])
  })

  it('waits for somebody else’s refresh in one line and a heartbeat', () => {
    const waiting = (seconds: number): Event => ({
      type: 'waiting',
      at: T + seconds * SECOND,
      refresh: refresh('InProgress', 10),
    })
    const lines = transcript(Array.from({ length: 20 }, (_, i) => waiting(15 * i)))
    expect(lines.map((line) => line.slice(0, 30))).toEqual([
      '03:00:00  Waiting for another ',
      '03:02:00  Waiting for 2 min fo',
      '03:04:00  Waiting for 4 min fo',
    ])
  })

  it('remembers of such a wait what it saw, not how often', () => {
    const waiting = (seconds: number, percent: number): Event => ({
      type: 'waiting',
      at: T + seconds * SECOND,
      refresh: refresh('InProgress', percent),
    })
    const events = Array.from({ length: 200 }, (_, i) => waiting(15 * i, i < 100 ? 10 : 20))
    const { milestones } = events.reduce(record, blank(T))
    expect(milestones.map(({ at }) => (at - T) / SECOND)).toEqual([0, 99 * 15, 100 * 15, 199 * 15])
  })

  it('of a large group reports the counts once a minute, and AWS’s status at once', () => {
    const before = [...departure(), ...started]
    const seen = (seconds: number, fresh: number, status = 'InProgress') =>
      [
        T + seconds * SECOND,
        sighting(T + seconds * SECOND, { refresh: refresh(status), instances: fleet(200 - fresh, fresh) }),
      ] as const
    const moving = Array.from({ length: 17 }, (_, i) => seen(15 * (i + 1), i))
    const lines = transcript([...before, ...polls(operation, [...moving, seen(275, 17, 'Baking')])]).slice(
      transcript(before).length,
    )
    expect(lines.map((line) => line.replace(/ {2}[░█]+/, '').replace(/ · about .*/, ''))).toEqual([
      '03:00:15  ▸ InProgress: AWS replaces instances',
      '03:00:15  0 of 200 on version 8 · all healthy',
      '03:01:15  4 of 200 on version 8 · all healthy',
      '03:02:15  8 of 200 on version 8 · all healthy',
      '03:03:15  12 of 200 on version 8 · all healthy',
      '03:04:15  16 of 200 on version 8 · all healthy',
      '03:04:35  ▸ Baking: AWS has replaced what it had to; until the bake time has passed it can still roll back',
      '03:04:35  17 of 200 on version 8 · all healthy',
    ])
  })

  it('colours what ends well, what ends badly and what is to be minded, and nothing else', () => {
    let timeline = blank(T)
    const coloured = stories['target health'].flatMap((event) => {
      const lines = logLines(timeline, event, record(timeline, event)).map((line) => printed(line, true))
      timeline = record(timeline, event)
      return lines.filter((line) => line.startsWith('\u001b['))
    })
    const tones = coloured.map((line) => line.slice(1, 27))
    expect(tones).toEqual(['[31m03:16:00  ✖ Only 4 ins', '[31m03:16:06  ✖ web runs v'])
    expect(coloured.every((line) => line.endsWith('\u001b[0m'))).toBe(true)
  })

  it('lets no colour of somebody else’s through', () => {
    const line = printed({ type: 'text', text: '\u001b[31mred', tone: 'good' }, true)
    expect(line).toBe('\u001b[32m\uFFFD[31mred\u001b[0m')
    expect(printed({ type: 'text', text: 'plain', tone: 'good' })).toBe('plain')
  })
})
