import { describe, expect, it } from 'vitest'
import { annotationsFor } from '../../src/report/annotations.ts'
import { driftedList, driftedWords, driftNow, driftStep, driftWords, inSyncWords } from '../../src/report/drift.ts'
import { reportOf } from '../../src/report/json/report.ts'
import { logLines } from '../../src/report/log.ts'
import { codeOf, exitOf } from '../../src/report/outcomes.ts'
import { summaryOf } from '../../src/report/summary.ts'
import type { Drift, DriftedInstance } from '../../src/rollout/drift.ts'
import type { Event } from '../../src/rollout/events.ts'
import { timelineOf } from './emitting.ts'
import { NEW, OLD, policy, refresh, survey, T, v7, v8 } from './fleet.ts'

const HOUR = 3_600_000
const drift = (of: Partial<Drift> = {}): Drift => ({
  saved: [v8],
  compared: 6,
  drifted: [],
  aliasesToRestore: [],
  trials: [],
  ...of,
})
const drifted = (of: Partial<DriftedInstance> = {}): DriftedInstance => ({
  instance: 'i-0a',
  lifecycle: 'InService',
  differs: 'version',
  template: { id: v8.id, version: 7 },
  image: OLD,
  age: 50 * HOUR,
  ...of,
})
const told = (found: Drift, type: 'in-sync' | 'drifted'): readonly Event[] => [
  { type: 'surveyed', at: T, survey, settings: { ...policy, mode: 'check', images: [] } },
  { type: 'checked', at: T, drift: found },
  { type: 'concluded', at: T, outcome: { type } },
]

describe('the verdict of a check', () => {
  it.each([
    [drift(), `In sync: 6 of 6 instances run version 8 with ${NEW}.`],
    [drift({ compared: 1 }), `In sync: 1 of 1 instance runs version 8 with ${NEW}.`],
    [drift({ compared: 0 }), `In sync: the group is empty; its template is version 8 with ${NEW}.`],
    [
      drift({ active: { refresh: refresh('InProgress', 33), onTarget: 2 } }),
      `In sync: 4 of 6 instances run version 8 with ${NEW}. An instance refresh is in progress, ${refresh('InProgress').id} InProgress 33 %: 2 instances run what it leads to.`,
    ],
    [
      drift({ active: { refresh: refresh('Pending'), onTarget: 0 } }),
      `In sync: 6 of 6 instances run version 8 with ${NEW}. An instance refresh is in progress, ${refresh('Pending').id} Pending.`,
    ],
  ])('in sync: %#', (found, words) => {
    expect(inSyncWords(found)).toBe(words)
  })

  it.each([
    [drift({ drifted: [drifted()] }), `Drifted: 1 of 6 instances does not run version 8 with ${NEW}.`],
    [
      drift({ moved: { left: [v7], ended: T } }),
      `Drifted: the group’s template is version 8 with ${NEW}, where the last rollout left version 7 with ${OLD} (2026-11-21 03:00:00 UTC).`,
    ],
    [
      drift({ aliasesToRestore: [{ saved: v8, alias: '$Latest', means: 9 }] }),
      'Drifted: the group should follow $Latest (now version 9), which a rollout has not given back.',
    ],
    [
      drift({ moved: { left: [v7] }, drifted: [drifted(), drifted({ instance: 'i-0b' })] }),
      `Drifted: the group’s template is version 8 with ${NEW}, where the last rollout left version 7 with ${OLD}. 2 of 6 instances do not run version 8 with ${NEW}.`,
    ],
  ])('drifted: %#', (found, words) => {
    expect(driftWords(found)).toBe(words)
  })
})

describe('an instance that is astray', () => {
  const { template: _, image: __, age: ___, ...bare } = drifted()
  it.each([
    [drifted(), `i-0a runs version 7 with ${OLD}, launched 2 d 2 h ago`],
    [drifted({ leftOut: 'protected' }), `i-0a (protected) runs version 7 with ${OLD}, launched 2 d 2 h ago`],
    [
      drifted({ lifecycle: 'Standby', leftOut: 'standby' }),
      `i-0a (Standby) runs version 7 with ${OLD}, launched 2 d 2 h ago`,
    ],
    [
      drifted({ template: { id: 'lt-2', version: 3 } }),
      `i-0a runs version 3 of lt-2 with ${OLD}, launched 2 d 2 h ago`,
    ],
    [drifted({ differs: 'image' }), `i-0a was launched from version 8, but runs ${OLD}, launched 2 d 2 h ago`],
    [bare, 'i-0a runs no launch template'],
    [{ ...bare, differs: 'unknown' as const }, 'i-0a is not listed by EC2'],
  ])('%#', (of, words) => {
    expect(driftedWords(of, [v8])).toBe(words)
  })

  it('is one of three that are named, and of any number that are counted', () => {
    const many = Array.from({ length: 12 }, (_, i) => drifted({ instance: `i-${i}` }))
    expect(driftedList(drift({ drifted: many }))[0]).toMatch(/^i-0 .*; i-1 .*; i-2 .*; 9 more\.$/)
    const lines = logLines(
      timelineOf([]),
      { type: 'checked', at: T, drift: drift({ drifted: [...many, ...many] }) },
      timelineOf([]),
    )
    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toMatchObject({ text: '… and 4 more' })
  })
})

describe('the next step after a drift', () => {
  const step = (of: Partial<Drift>) => driftStep({ group: 'web' }, drift(of))

  it('deploys what the template says, with what it takes to reach the instance', () => {
    expect(step({ drifted: [drifted()] }).says).toBe(`Deploy ${NEW} to this group: that replaces what differs.`)
    expect(
      step({ drifted: [drifted({ leftOut: 'protected' }), drifted({ differs: 'image', leftOut: 'standby' })] }).says,
    ).toBe(
      `Deploy ${NEW} to this group with \`skip-matching: false\`, \`scale-in-protected-instances: refresh\` and \`standby-instances: terminate\`: that replaces every instance, since AWS skips by version.`,
    )
  })

  it('asks first who moved the group', () => {
    const { says, commands } = step({ moved: { left: [v7] }, drifted: [drifted()] })
    expect(says).toBe(
      `Find out who moved the group. Then deploy ${OLD}, which the last rollout left, or ${NEW}, which the group has saved now.`,
    )
    expect(commands).toHaveLength(2)
  })

  it('says which image keeps what runs, where every instance still runs what the last rollout left', () => {
    expect(step({ moved: { left: [v7] }, compared: 1, drifted: [drifted()] }).says).toBe(
      `Find out who moved the group. Then deploy ${OLD} to keep what runs, or ${NEW} to replace every instance.`,
    )
  })

  it('says before it what runs now, counted', () => {
    expect(driftNow(drift({ drifted: [drifted(), drifted()] }))).toBe(
      `4 of 6 run version 8 with ${NEW} and 2 run version 7 with ${OLD}.`,
    )
    const { image: _, ...unlisted } = drifted({ differs: 'unknown' })
    expect(driftNow(drift({ compared: 1, drifted: [unlisted] }))).toBe('1 of 1 runs version 7.')
    expect(driftNow(drift({ compared: 0 }))).toBe('')
  })

  it.each([
    ['$Default', 8, /^Give \$Default back/, ['update-auto-scaling-group']],
    ['$Default', 7, /^Make version 8 the template’s default/, ['modify-launch-template', 'update-auto-scaling-group']],
    ['$Latest', 9, /^Deploy the image of version 9/, []],
  ] as const)(
    'gives back %s, which means version %i, only where that launches what is saved',
    (alias, means, says, commands) => {
      const next = step({ aliasesToRestore: [{ saved: v8, alias, means }] })
      expect(next.says).toMatch(says)
      expect(next.commands.map((command) => command.split(' ')[2])).toEqual(commands)
    },
  )
})

describe('a check', () => {
  it('exits by what it found', () => {
    expect([exitOf({ type: 'in-sync' }), codeOf({ type: 'in-sync' })]).toEqual([0, ''])
    expect([exitOf({ type: 'drifted' }), codeOf({ type: 'drifted' })]).toEqual([1, 'drift'])
  })

  it('has one error with the next step, or none', () => {
    const notes = (events: readonly Event[]) => events.flatMap((event) => annotationsFor(event, timelineOf(events)))
    expect(notes(told(drift(), 'in-sync'))).toEqual([])
    const [note, ...more] = notes(told(drift({ drifted: [drifted()] }), 'drifted'))
    expect(more).toEqual([])
    expect(note).toMatchObject({ level: 'error', title: 'web has drifted: 1 of 6 instances is not on version 8' })
    expect(note?.message).toMatch(/^Drifted: .*\ni-0a runs .*\nNext: Deploy .*\n\$ aws ec2 describe-instances/)
  })

  it('speaks in its summary of nothing that it did not look at', () => {
    const summary = summaryOf(timelineOf(told(drift(), 'in-sync')), {
      server: '',
      repository: '',
      runId: '',
      actor: '',
      actionRoot: '',
    })
    expect(summary).toMatch(/^## ✅ web is in sync with version 8\n\nIn sync: /)
    expect(summary).not.toMatch(/Target groups|From → to|How it went|as last seen/)
  })

  it('stands in the report', () => {
    const {
      drift: found,
      outcome,
      failureCode,
    } = reportOf(timelineOf(told(drift({ drifted: [drifted()] }), 'drifted')))
    expect({ found, outcome, failureCode }).toMatchObject({
      found: { compared: 6, drifted: [{ instance: 'i-0a', differs: 'version', age: 50 * HOUR }] },
      outcome: { type: 'drifted' },
      failureCode: 'drift',
    })
  })

  it('lists 1,000 instances and counts the others', () => {
    const many = Array.from({ length: 1_004 }, (_, i) => drifted({ instance: `i-${String(i).padStart(17, '0')}` }))
    const summary = summaryOf(timelineOf(told(drift({ drifted: many }), 'drifted')), {
      server: '',
      repository: '',
      runId: '',
      actor: '',
      actionRoot: '',
    })
    expect(summary).toContain('Cut here: 4 more, not listed.')
    expect(Buffer.byteLength(summary)).toBeLessThan(1_000_000)
  })
})
