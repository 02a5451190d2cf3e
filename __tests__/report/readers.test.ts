import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { outputNames } from '../../src/report/outputs.ts'
import {
  annotationReporter,
  jsonReporter,
  logReporter,
  outputReporter,
  type Reporter,
  summaryReporter,
} from '../../src/report/reporters.ts'
import type { Event } from '../../src/rollout/events.ts'
import { blank, record } from '../../src/rollout/timeline.ts'
import { departure, polls, started } from './emitting.ts'
import { fleet, operation, refresh, sighting, T } from './fleet.ts'
import { stories } from './stories.ts'

const run = { server: 'https://github.com', repository: 'acme/shop', runId: '1', actor: 'octocat', actionRoot: '' }

function tell(reader: Reporter, events: readonly Event[], after: (event: Event) => void = () => {}): void {
  let timeline = blank(T)
  for (const event of events) {
    const next = record(timeline, event)
    reader(event, timeline, next)
    timeline = next
    after(event)
  }
}

let folder = ''
let printed: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'))
  printed = []
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

describe('the summary’s reader', () => {
  it('writes the whole file at each phase, and a look once a minute', () => {
    const path = join(folder, 'summary.md')
    const written: string[] = []
    const still = Array.from(
      { length: 13 },
      (_, i) =>
        [T + (i + 1) * 15_000, sighting(T, { refresh: refresh('InProgress', 1), instances: fleet(6, 0) })] as const,
    )
    tell(
      summaryReporter({ paths: [path], run }),
      [...departure(), ...started, ...polls(operation, still)],
      ({ type, at }) => {
        const content = readFileSync(path, 'utf8')
        if (written.at(-1) !== content) written.push(content)
        expect(content).toMatch(/^## ⏳ web(: no instance is touched so far| is under way: 0 of 6 run version 8)\n/)
        if (type !== 'polled')
          expect(content).toContain(`As of ${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`)
      },
    )
    const minutes = written.flatMap((content) => /InProgress[\s\S]*\nAs of \S+ (\S+) UTC/.exec(content)?.[1] ?? [])
    expect(minutes).toEqual(['03:00:15', '03:01:15', '03:02:15', '03:03:15'])
  })

  it('ends with the verdict', () => {
    const path = join(folder, 'summary.md')
    tell(summaryReporter({ paths: [path], run }), stories.succeeded)
    expect(readFileSync(path, 'utf8')).toMatch(/^## ✅ web runs version 8: 6 of 6 instances\n/)
  })
})

describe('a reader that cannot write', () => {
  const nowhere = () => join(folder, 'missing', 'file')
  it.each([
    ['summary', () => summaryReporter({ paths: [nowhere()], run })],
    ['report', () => jsonReporter({ path: nowhere(), run })],
    [
      'log',
      () =>
        logReporter(
          () => {
            throw new Error('no ::error::')
          },
          { colour: true, run },
        ),
    ],
  ])('warns once and never stops the story: the %s', (_, reader) => {
    tell(reader(), stories.succeeded)
    expect(printed.filter((line) => line.startsWith('::warning '))).toHaveLength(1)
    expect(printed.filter((line) => line.startsWith('::'))).toHaveLength(1)
  })
})

describe('the report file', () => {
  it('holds the whole timeline, with times as text and maps as objects', () => {
    const path = join(folder, 'report.json')
    tell(jsonReporter({ path, run }), stories['target health'])
    const report = JSON.parse(readFileSync(path, 'utf8'))
    expect(report).toMatchObject({
      schema: 1,
      began: '2026-11-21T03:00:00.000Z',
      exit: 1,
      failureCode: 'target-health',
      outcome: {
        type: 'failed',
        failure: { code: 'target-health', reason: 'unhealthy', since: '2026-11-21T03:15:00.000Z', limitMs: 60_000 },
      },
      settings: { group: 'web', bakeTime: 120_000 },
      plan: { action: 'roll' },
    })
    expect(report.operations[0].last.ec2Instances['i-0new0'].image).toBe('ami-0b22bbbb22bbbb222')
    expect(report.operations[0].points[0].at).toBe('2026-11-21T03:00:15.000Z')
    expect(report.events.map(({ type }: { type: string }) => type)).toEqual([
      'surveyed',
      'planned',
      'preparing',
      'prepared',
      'starting',
      'underway',
      'concluded',
    ])
  })

  it('of a run that was killed has no outcome', () => {
    const path = join(folder, 'report.json')
    tell(jsonReporter({ path, run }), stories['killed in the middle'])
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ outcome: null, exit: null, failureCode: null })
  })
})

describe('the outputs’ reader', () => {
  /** All that has been set after each event: the names in the order of setting, and the newest value of each. */
  function setBy(events: readonly Event[]) {
    const path = join(folder, 'output')
    writeFileSync(path, '')
    vi.stubEnv('GITHUB_OUTPUT', path)
    const reader = outputReporter({ reportFile: '/r.json', summaryFile: '/s.md', run })
    const after: ReadonlyMap<string, string>[] = []
    tell(reader, events, () => {
      const set = readFileSync(path, 'utf8').matchAll(/^([a-z-]+)<<(ghadelimiter_\S+)\n(.*?)\n\2$/gms)
      after.push(new Map([...set].map(([, name = '', , value = '']) => [name, value])))
    })
    return after
  }

  it('sets every output, and ends with those of the end', () => {
    const last = setBy(stories.succeeded).at(-1)
    expect([...(last?.keys() ?? [])]).toEqual([...outputNames])
    expect(last?.get('outcome')).toBe('succeeded')
    expect(last?.get('duration-seconds')).toBe('930')
  })

  it('leaves to a job that is killed what was known by then', () => {
    const last = setBy(stories['killed in the middle']).at(-1)
    expect(Object.fromEntries(last ?? [])).toMatchObject({
      outcome: '',
      fleet: '',
      'failure-code': '',
      reason: '',
      changed: 'true',
      'instance-refresh-id': operation.refreshId,
      'launch-template-version': '8',
      'report-file': '/r.json',
    })
  })

  it('sets no output again at a poll that shows nothing new', () => {
    const path = join(folder, 'output')
    const still = Array.from({ length: 5 }, (_, i) => {
      const seen = sighting(T, { refresh: refresh('InProgress', 1), instances: fleet(6, 0) })
      return [T + (i + 1) * 15_000, seen] as const
    })
    setBy([...departure(), ...started, ...polls(operation, still.slice(0, 1))])
    const before = readFileSync(path, 'utf8').length
    setBy([...departure(), ...started, ...polls(operation, still)])
    expect(readFileSync(path, 'utf8')).toHaveLength(before)
  })
})

describe('the annotations’ reader', () => {
  it('gives the error its title and keeps its lines', () => {
    tell(annotationReporter(run), stories['target health'])
    const errors = printed.filter((line) => line.startsWith('::error '))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(
      /^::error title=web runs version 8%3A the rollout of version 8 failed::Failed: .*%0ANext: /,
    )
  })
})
