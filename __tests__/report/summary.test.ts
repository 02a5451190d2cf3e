import { describe, expect, it } from 'vitest'
import { page } from '../../simulator/github/page.ts'
import { refusalFor } from '../../src/report/invalid-inputs.ts'
import { nextStep } from '../../src/report/next-step.ts'
import { exitOf } from '../../src/report/outcomes.ts'
import { invalidInputs, summaryOf } from '../../src/report/summary.ts'
import type { Event } from '../../src/rollout/event.ts'
import { group, held, instance, leg, policy, refresh, sighting, survey, T } from './fleet.ts'
import { golden } from './golden.ts'
import { hostile } from './hostile.ts'
import { stories } from './stories.ts'
import { bad, departure, looks, standing, started, timelineOf } from './telling.ts'

const run = { server: 'https://github.com', repository: 'acme/shop', runId: '19283746', region: 'eu-west-1' }

/** Commands as a shell reads them. */
const unfolded = (text: string): string => text.replaceAll(/ \\\n +/g, ' ')

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
      it(`of «${name}» has the cause, the fleet and the next step in its first 15 lines`, () => {
        const head = summaryOf(timeline, run).split('\n').slice(0, 15).join('\n')
        expect(head).toMatch(/^## (❌|⛔|↩️|🚨) web /)
        expect(head).toMatch(/\*\*(Why|Next):\*\* \w/)
        expect(head).toMatch(/\*\*Now:\*\* .*(runs?|could not be seen|is empty)/)
        expect(head).toContain('**Next:**')
        expect(head.indexOf('**Now:**')).toBeGreaterThan(0)
        const commands = nextStep(timeline, outcome)?.commands ?? []
        const summary = unfolded(summaryOf(timeline, run))
        for (const command of commands) expect(summary).toContain(`${command} --region eu-west-1`)
      })
  }

  it('of invalid inputs names each, what came and what is accepted', () => {
    const problems = [
      { input: 'image', value: '', says: 'is required' },
      { input: 'bake-time', value: 'two`|minutes', says: 'must be a duration such as 90, 90s, 5m or 1h30m' },
    ]
    expect(invalidInputs(problems)).toBe(golden('invalid inputs', invalidInputs(problems)))
    const told = summaryOf(timelineOf([{ is: 'concluded', at: T, outcome: refusalFor(problems) }]), {
      ...run,
      region: '',
    })
    expect(told.startsWith(invalidInputs(problems))).toBe(true)
  })

  it('links to the console of the region’s partition, with the group encoded', () => {
    const told = (region: string, name: string) =>
      summaryOf(timelineOf(departure(survey, { ...policy, group: name })), { ...run, region })
    expect(told('eu-west-1', 'a b(c)/ü;x')).toContain(
      '#AutoScalingGroupDetails:id=a%20b%28c%29%2F%C3%BC%3Bx;view=instanceRefresh',
    )
    expect(told('cn-north-1', 'web')).toContain('https://cn-north-1.console.amazonaws.cn/')
    expect(told('us-gov-west-1', 'web')).toContain('https://console.amazonaws-us-gov.com/')
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

  it('lists 1,000 instances and counts the others', () => {
    const many = Array.from({ length: 1_400 }, (_, i) => instance(`i-${i}`, i, 7))
    const summary = summaryOf(
      timelineOf(departure({ ...survey, group: { ...group, instances: many }, targets: [] })),
      run,
    )
    expect(summary.match(/^\| `i-\d+` \|/gm)).toHaveLength(1_000)
    expect(summary).toContain('Cut here: 400 more, not listed.')
  })
})

describe('hostile text', () => {
  /** One foreign text in every field that comes from outside. */
  function everywhere(text: string): readonly Event[] {
    const saved = {
      ...held.saved,
      id: text,
      name: text,
      version: 7,
      image: text,
      description: text,
      created: T,
      data: {},
    }
    const wanted = { ...held.wanted, id: text, name: text, architecture: text, owner: text, reason: text }
    const targetGroups = [text, `:targetgroup/${text}/x`]
    const instances = [{ ...instance(text, 0, 7), type: text, zone: text, lifecycle: 'InService' }]
    const seen = {
      ...survey,
      templates: [{ ...held, saved, versions: [saved], wanted }],
      group: { ...group, name: text, instances, targetGroups, unwatched: [text], suspended: [text] },
      targets: targetGroups.map((targetGroup) => ({ targetGroup, instance: text, state: text, reason: text })),
      images: [{ ref: { from: 'id', id: text }, id: text, image: wanted } as const],
    }
    const its = {
      ...leg,
      group: text,
      refresh: text,
      targetGroups,
      from: { templates: [saved] },
      to: { templates: [saved] },
    }
    const sight = {
      ...sighting(T, {
        instances,
        refresh: { ...refresh(text), id: text, reason: text },
        saved: [{ id: text, version: text }],
      }),
      targets: seen.targets,
    }
    return [
      ...departure(seen, { ...policy, group: text, images: [{ from: 'id', id: text }], run: { id: text, sha: text } }),
      { is: 'underway', at: T, leg: its, terms: termsOf(), how: 'started' },
      ...looks(its, [[T + 1_000, sight]]),
      {
        is: 'concluded',
        at: T + 60_000,
        outcome: bad(
          {
            guard: 'target-health',
            short: [{ targetGroup: text, instances: [text], states: [text], healthy: 0, judged: 1 }],
            since: T,
            limit: 1,
          },
          { standing: standing({ active: { id: text, status: text }, byHand: [text] }) },
        ),
      },
    ]
  }
  const termsOf = () => {
    const [underway] = started.slice(-1)
    if (underway?.is !== 'underway') throw new Error('the fixture is under way')
    return underway.terms
  }

  const harmlessBody = /<article[^>]*>\n([\s\S]*)\n<\/article>/
  const shape = (summary: string) =>
    [...(harmlessBody.exec(page(summary, 't'))?.[1] ?? '').matchAll(/<(\/?[a-z0-9]+)/g)]
      .flatMap(([, name]) => name ?? [])
      .filter((name) => !/^\/?(a|code)$/.test(name))

  it('changes no element of the page, whatever field it stands in', () => {
    const plain = shape(summaryOf(timelineOf(everywhere('plain')), run))
    expect(plain).toContain('table')
    for (const text of hostile.filter((each) => each.trim() !== ''))
      expect([text.slice(0, 40), shape(summaryOf(timelineOf(everywhere(text)), run))]).toEqual([
        text.slice(0, 40),
        plain,
      ])
  })
})
