import { describe, expect, it } from 'vitest'
import { refusalFor } from '../../src/inputs/problem.ts'
import { inRegion } from '../../src/report/command.ts'
import { nextStep } from '../../src/report/next-step.ts'
import { exitOf } from '../../src/report/outcomes.ts'
import { summaryOf } from '../../src/report/summary.ts'
import type { Event } from '../../src/rollout/events.ts'
import type { Observation } from '../../src/rollout/model/observation.ts'
import { bad, concluded, departure, polls, started, timelineOf } from './emitting.ts'
import { group, instance, operation, policy, refresh, sighting, survey, T } from './fleet.ts'
import { golden } from './golden.ts'
import { stories } from './stories.ts'

const run = {
  server: 'https://github.com',
  repository: 'acme/shop',
  runId: '19283746',
  actor: 'octocat',
  actionRoot: 'https://github.com/acme/ami-rollout/blob/0f1e2d3c4b5a/',
  region: 'eu-west-1',
}

/** Commands as a shell reads them. */
const unfolded = (text: string): string => text.replaceAll(/ \\\n +/g, ' ').replaceAll(/,\n +(?=")/g, ',')

describe('the summary', () => {
  for (const [name, events] of Object.entries(stories))
    it(`of the story «${name}» is the golden one`, () => {
      const summary = summaryOf(timelineOf(events), run)
      expect(summary).toBe(golden(name, summary))
    })

  for (const [name, events] of Object.entries(stories)) {
    const timeline = timelineOf(events)
    const { outcome } = timeline
    if (outcome && exitOf(outcome) === 1)
      it(`of «${name}» has the cause, the fleet and the next step in its first 12 lines`, () => {
        const head = summaryOf(timeline, run).split('\n').slice(0, 12).join('\n')
        expect(head).toMatch(/^## (❌|⛔|↩️|🚨|⏳) (web |Not started: web )/)
        expect(head).toMatch(/\*\*(Why|Next):\*\* \w/)
        expect(head).toMatch(/\*\*Now:\*\* .*(runs?|could not be seen|is empty)/)
        expect(head).toContain('**Next:**')
        expect(head.indexOf('**Now:**')).toBeGreaterThan(0)
        const { commands = [], diagnostics = [] } = nextStep(timeline, outcome) ?? {}
        expect(head).toContain(commands[0]?.split(' --')[0] ?? '')
        const summary = unfolded(summaryOf(timeline, run))
        for (const command of [...commands, ...diagnostics]) expect(summary).toContain(inRegion(command, 'eu-west-1'))
      })
  }

  it('of invalid inputs names each, what came and what is accepted', () => {
    const problems = [
      { input: 'image', value: '', says: 'is required' },
      { input: 'bake-time', value: 'two`|minutes', says: 'must be a duration such as 90, 90s, 5m or 1h30m' },
    ]
    const told = summaryOf(timelineOf([{ type: 'concluded', at: T, outcome: refusalFor(problems) }]), {
      ...run,
      region: '',
    })
    expect(told).toBe(golden('invalid inputs', told))
  })

  it('links to the console of the region’s partition, with the group encoded', () => {
    const told = (region: string, name: string) =>
      summaryOf(timelineOf(departure(survey, { ...policy, group: name })), { ...run, region })
    expect(told('eu-west-1', 'a b(c)/ü;x')).toContain(
      '#AutoScalingGroupDetails:id=a%20b%28c%29%2F%C3%BC%3Bx;view=instanceRefresh',
    )
    expect(told('cn-north-1', 'web')).toContain('https://cn-north-1.console.amazonaws.cn/')
    expect(told('us-gov-west-1', 'web')).toContain('https://console.amazonaws-us-gov.com/')
    expect(told('eusc-de-east-1', 'web')).toContain('https://console.amazonaws-eusc.eu/')
    expect(told('us-iso-east-1', 'web')).not.toContain('console')
    expect(told('evil.example/#', 'web')).not.toContain('evil.example')
  })

  it('stays under 1 MiB with 1,500 instances and 20 target groups, and says what it cut', () => {
    const many = Array.from({ length: 1_500 }, (_, i) => instance(`i-${String(i).padStart(17, '0')}`, i, 7))
    const targetGroups = Array.from(
      { length: 20 },
      (_, i) => `arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/${'x'.repeat(30)}${i}/a`,
    )
    const targets = targetGroups.flatMap((targetGroup) =>
      many.map(({ id }) => ({ targetGroup, instance: id, state: 'unhealthy', reason: 'Target.FailedHealthChecks' })),
    )
    const summary = summaryOf(
      timelineOf(departure({ ...survey, group: { ...group, instances: many, targetGroups }, targets })),
      run,
    )
    expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576)
    expect(summary).toMatch(/Cut here: \d+ more, not listed\./)
  })

  it('of a failed roll over 1,000 instances in four target groups is well under the limit', () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => `i-${String(i).padStart(17, '0')}`)
    const targetGroups = ['web', 'api', 'admin', 'metrics'].map(
      (name) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/6d0ecf831eec9f09`,
    )
    const big = { ...operation, targetGroups }
    const seen = Array.from({ length: 330 }, (_, n): readonly [number, Observation] => {
      const instances = ids.map((id, i) => instance(id, i, i < 3 * n ? 8 : 7))
      const look = sighting(T + n * 15_000, { refresh: refresh('InProgress', Math.floor(n / 4)), instances })
      const targets = targetGroups.flatMap((targetGroup) =>
        ids.map((id) => ({ targetGroup, instance: id, state: 'unhealthy', reason: 'Target.FailedHealthChecks' })),
      )
      return [T + n * 15_000, { ...look, targets }]
    })
    const [first] = polls(big, seen.slice(0, 1))
    if (first?.type !== 'polled') throw new Error('the fixture looks')
    const summary = summaryOf(
      timelineOf([
        ...departure({ ...survey, group: { ...group, targetGroups, instances: seen[0]?.[1].instances ?? [] } }),
        ...started,
        ...seen.map(([at, sight]): Event => ({ ...first, operation: big, at, seen: sight })),
        concluded(400, bad({ code: 'timeout', reason: 'unfinished', limitMs: 1, status: 'InProgress' })),
      ]),
      run,
    )
    expect(Buffer.byteLength(summary)).toBeLessThan(500_000)
    expect(summary).toMatch(/Cut here: \d+ events, not listed\./)
    expect(summary.match(/^\| `i-\d+` \|/gm)?.length).toBe(100)
  })

  it('lists a hundred instances, those not right first, and counts the others', () => {
    const many = Array.from({ length: 1_400 }, (_, i) => instance(`i-${i}`, i, 7))
    const summary = summaryOf(
      timelineOf(departure({ ...survey, group: { ...group, instances: many }, targets: [] })),
      run,
    )
    expect(summary.match(/^\| `i-\d+` \|/gm)).toHaveLength(100)
    expect(summary).toContain('Cut here: 1300 more, not listed.')
  })
})
