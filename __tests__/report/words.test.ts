import { describe, expect, it } from 'vitest'
import { finalStepWords, rollbackWords } from '../../src/report/words/final-steps.ts'
import { fleetStatusWords, leftOutWords } from '../../src/report/words/fleet.ts'
import { refusedBy } from '../../src/rollout/failures/from-problem.ts'
import { problemWords } from '../../src/rollout/failures/words.ts'
import { clock, count, duration, list, moment, targetGroupName } from '../../src/rollout/measure.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import type { RollbackResult } from '../../src/rollout/outcome.ts'
import { fleetStatus, problem } from './emitting.ts'
import { denied, failures } from './failures.ts'
import { NEW, OLD, T, v7, v8, WEB } from './fleet.ts'

describe('what AWS answered instead', () => {
  const kinds: Readonly<Record<Problem['kind'], string>> = {
    throttled: 'AWS throttled X, after several tries: too many requests of this account and region (C). AWS says: “m”',
    passing: 'X was not answered, after several tries (C). AWS says: “m”',
    lost: 'The answer to X was lost; it may have taken effect (C). AWS says: “m”',
    denied: 'The role may not call X, or lacks a permission that AWS checks with it (C). AWS says: “m”',
    expired: 'The credentials have expired: X was refused (C). AWS says: “m”',
    missing: 'X found nothing of that name (C). AWS says: “m”',
    conflict: 'X was refused: another instance refresh is in progress (C). AWS says: “m”',
    idle: 'X was refused: no instance refresh is in progress (C). AWS says: “m”',
    irreversible: 'X was refused: this instance refresh cannot be rolled back (C). AWS says: “m”',
    environment: 'X could not be sent to AWS from this machine (C). AWS says: “m”',
    rejected: 'AWS refused X (C). AWS says: “m”',
  }
  it.each(Object.keys(kinds) as Problem['kind'][])('is said for %s', (kind) => {
    expect(problemWords(problem(kind, 'X', 'C', 'm'))).toBe(kinds[kind])
  })
})

describe('the way back', () => {
  const ways: readonly (readonly [RollbackResult, string])[] = [
    [{ how: 'leave', end: 'none' }, 'Nothing was undone.'],
    [{ how: 'native-rollback', end: 'arrived' }, 'AWS rolled the instance refresh back.'],
    [{ how: 'new-refresh', end: 'arrived' }, 'A second instance refresh put the old version back.'],
    [{ how: 'cancel', end: 'arrived' }, 'The instance refresh was cancelled; what it had replaced stays replaced.'],
    [
      { how: 'native-rollback', end: 'under-way', failure: { code: 'cancelled', signal: 'SIGTERM' } },
      'AWS goes on rolling the instance refresh back, unwatched from here.',
    ],
    [
      { how: 'new-refresh', end: 'failed', failure: refusedBy(denied) },
      `The second instance refresh, to the old version, did not work: ${failures['access-denied/refused'][3]}`,
    ],
  ]
  it.each(ways)('is told: %o', (rollback, words) => {
    expect(rollbackWords(rollback)).toBe(words)
  })
})

describe('counts', () => {
  it('count those left out in the verdict itself', () => {
    const left = fleetStatus({ covered: 5, onTarget: 5, leftOut: [{ instance: 'i-1', why: 'protected' }] })
    expect(fleetStatusWords(left, [v7, v8])).toBe(`5 of 6 run version 8 (${NEW}); 1 left out (protected)`)
    expect(fleetStatusWords(fleetStatus({ fleet: 'mixed', onTarget: 2 }), [v7, v8])).toBe(
      `2 of 6 run version 8 (${NEW}), 4 run version 7 (${OLD})`,
    )
    expect(
      leftOutWords([
        { instance: 'i-1', why: 'protected' },
        { instance: 'i-2', why: 'standby' },
      ]),
    ).toBe('1 left out (protected), 1 left out (standby)')
  })

  it('never call an empty group or an unseen one right', () => {
    expect(fleetStatusWords(fleetStatus({ covered: 0, onTarget: 0 }), [])).toBe(
      'the group is empty; its template launches the new image',
    )
    expect(fleetStatusWords(fleetStatus({ fleet: 'unknown', covered: 0, onTarget: 0 }), [])).toBe(
      'what the instances run could not be seen',
    )
  })
})

describe('measures', () => {
  it.each([
    [0, '0 s'],
    [400, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [250_000, '4 min 10 s'],
    [3_600_000, '1 h'],
    [3_900_000, '1 h 5 min'],
    [14 * 3_600_000, '14 h'],
    [51 * 3_600_000, '2 d 3 h'],
    [-5, '0 s'],
  ])('%i ms are %s', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })

  it('are in UTC', () => {
    expect(clock(T)).toBe('03:00:00')
    expect(moment(T)).toBe('2026-11-21 03:00:00 UTC')
  })

  it('count and list', () => {
    expect([count(1, 'instance'), count(0, 'instance')]).toEqual(['1 instance', '0 instances'])
    expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c', 'd'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b, c and 1 more',
    ])
  })

  it('take a target group’s name from its ARN', () => {
    expect([targetGroupName(WEB), targetGroupName('odd')]).toEqual(['web-tg', 'odd'])
  })
})

describe('a chore', () => {
  it('says which image the group would have launched under its alias', () => {
    expect(
      finalStepWords({ what: 'alias', alias: '$Latest', did: 'kept', version: '8', means: 9, command: 'aws' }),
    ).toBe(
      'The group stays on version 8: $Latest means version 9, which is not the one that proved itself here. Only when $Latest means a proven version, let the group follow it again.',
    )
  })

  it.each([
    ['rollout-failed', 'whose rollout failed'],
    ['trial-failed', 'which was not rolled out because the trial failed'],
    ['trial-passed', 'which passed the trial but was not rolled out'],
    ['not-begun', 'which was not rolled out'],
  ] as const)('says of a version that is deleted or kept how far it came: %s', (end, came) => {
    const kept = { what: 'failed-version', did: 'stays', version: 9, end, why: 'trial', command: 'aws' } as const
    expect(finalStepWords(kept)).toBe(
      `Version 9, ${came}, is kept: another trial of it goes on. While it is the newest, $Latest means it. Once nothing needs it, delete it.`,
    )
    const removed = { what: 'failed-version', did: 'removed', template: 'lt-1', end } as const
    expect(finalStepWords({ ...removed, versions: [9] })).toBe(
      `Deleted version 9 of lt-1, ${came}, so that nothing launches it.`,
    )
    expect(finalStepWords({ ...removed, versions: [8, 9] })).toBe(
      `Deleted versions 8 and 9 of lt-1, ${came.replace('was', 'were')}, so that nothing launches them.`,
    )
  })
})
