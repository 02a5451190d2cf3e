import { describe, expect, it } from 'vitest'
import { clock, count, duration, list, moment, targetGroupName } from '../../src/report/measure.ts'
import { choreWords, retreatWords } from '../../src/report/words/aftermath.ts'
import { becauseWords, problemWords } from '../../src/report/words/because.ts'
import { leftOutWords, standingWords } from '../../src/report/words/fleet.ts'
import type { Because, Problem, Retreat } from '../../src/rollout/model.ts'
import { API, NEW, OLD, T, v7, v8, WEB } from './fleet.ts'
import { problem, standing } from './telling.ts'

const short = [
  {
    targetGroup: WEB,
    instances: ['i-1', 'i-2'],
    states: ['unhealthy: Target.Timeout', 'not registered'],
    healthy: 4,
    judged: 6,
  },
  { targetGroup: API, instances: ['i-1'], states: ['initial: Elb.InitialHealthChecking'], healthy: 5, judged: 6 },
]
const denied = problem('denied', 'StartInstanceRefresh', 'AccessDenied', 'You are not authorized')

/** Every guard; a new member of the union fails to compile until it stands here. */
const because: { readonly [Guard in Because['guard']]: readonly [Extract<Because, { guard: Guard }>, string] } = {
  aws: [
    { guard: 'aws', status: 'Failed', reason: 'No capacity.' },
    'AWS ended the instance refresh as Failed. AWS says: “No capacity.”',
  ],
  'cancelled-elsewhere': [{ guard: 'cancelled-elsewhere' }, 'Somebody else cancelled the instance refresh.'],
  'target-health': [
    { guard: 'target-health', short, since: T, limit: 60_000 },
    'Not healthy for longer than 1 min: 2 instances in web-tg (unhealthy: Timeout and not registered), where 4 of 6 are healthy; 1 instance in api-tg (initial: InitialHealthChecking), where 5 of 6 are healthy.',
  ],
  'below-minimum': [
    { guard: 'below-minimum', healthy: 3, minimum: 6, short: short.slice(0, 1), since: T, limit: 90_000 },
    'Only 3 instances are healthy where at least 6 were promised, for longer than 1 min 30 s; not healthy: 2 instances in web-tg (unhealthy: Timeout and not registered), where 4 of 6 are healthy.',
  ],
  'launch-failures': [
    {
      guard: 'launch-failures',
      seen: 4,
      limit: 3,
      since: T,
      messages: [
        { text: 'The key pair x does not exist.', count: 3 },
        { text: 'No capacity.', count: 1 },
      ],
    },
    '4 launches failed and none came into service since, where 3 at different times are too many: “The key pair x does not exist.” (×3); “No capacity.”.',
  ],
  'instances-died': [
    { guard: 'instances-died', instances: ['i-1', 'i-2'], limit: 2, since: T, lived: 61_000, ill: [WEB] },
    '2 new instances came into service and ended again (i-1 and i-2), the longest after 1 min 1 s; not healthy before in web-tg.',
  ],
  flapping: [
    { guard: 'flapping', instance: 'i-1', falls: 3, limit: 3, since: T },
    'i-1 was healthy and then was not 3 times, where 3 are too many.',
  ],
  stalled: [
    { guard: 'stalled', since: T, limit: 900_000, waitingFor: [{ by: 'standby', instances: ['i-1'] }] },
    'Nothing has changed for 15 min: instances of the old version are in Standby (i-1).',
  ],
  alarm: [
    { guard: 'alarm', alarms: ['errors'], status: 'RollbackInProgress' },
    'AWS stopped the instance refresh (RollbackInProgress) and this alarm is in ALARM: errors.',
  ],
  verify: [
    { guard: 'verify', verified: { step: 'bake', result: 'failed', exit: 7, tail: ['one', 'connection refused'] } },
    'verify failed (bake) with exit code 7. Its last line: “connection refused”',
  ],
  'not-on-version': [
    { guard: 'not-on-version', instances: ['i-1', 'i-2', 'i-3', 'i-4'], since: T, limit: 60_000 },
    'AWS is done, but 4 instances (i-1, i-2, i-3 and 1 more) did not run the version and image asked for, for longer than 1 min.',
  ],
  deadline: [
    { guard: 'deadline', limit: 3_600_000, status: 'InProgress', percent: 33 },
    'Not done within 1 h, the time limit: the instance refresh was InProgress at 33 %.',
  ],
  blind: [
    {
      guard: 'blind',
      looks: 10,
      since: T,
      problem: problem('passing', 'DescribeTargetHealth', 'Throttling', 'Rate exceeded'),
    },
    'AWS could not be seen any more: 10 looks in a row failed. DescribeTargetHealth was not answered, after several tries (Throttling). AWS says: “Rate exceeded”',
  ],
  interrupted: [{ guard: 'interrupted', signal: 'SIGINT' }, 'This job was cancelled (SIGINT).'],
  refused: [
    { guard: 'refused', problem: denied },
    'The role may not call StartInstanceRefresh, or lacks a right that AWS checks with it (AccessDenied). AWS says: “You are not authorized”',
  ],
  'refused-later': [
    {
      guard: 'refused-later',
      code: 'preflight',
      findings: [{ level: 'error', rule: 'image-missing', says: 'The image is gone.', remedy: 'Choose another.' }],
    },
    'Another instance refresh was cancelled for this one; what was seen then speaks against a rollout: The image is gone.',
  ],
  altered: [
    { guard: 'altered', differences: [{ path: 'UserData', from: 'a', to: undefined }] },
    'The new template version differs from its source in more than the image: UserData (a → nothing).',
  ],
}

describe('why', () => {
  it.each(Object.entries(because))('is said for %s', (_, [data, words]) => {
    expect(becauseWords(data)).toBe(words)
  })

  it('names a status that nobody knows, and never calls it a success', () => {
    expect(becauseWords({ guard: 'aws', status: 'Paused' })).toBe(
      'The instance refresh became Paused, which is no success.',
    )
  })

  it('reads nothing into what AWS wrote', () => {
    const one = becauseWords({ guard: 'aws', status: 'Failed', reason: 'Successful' })
    expect(one).toBe('AWS ended the instance refresh as Failed. AWS says: “Successful”')
  })

  it('says of a version without the image that it has not the image', () => {
    expect(becauseWords({ guard: 'altered', differences: [] })).toBe(
      'The new template version does not have the image that was asked for.',
    )
  })
})

describe('what AWS answered instead', () => {
  const kinds: Readonly<Record<Problem['kind'], string>> = {
    passing: 'X was not answered, after several tries (C). AWS says: “m”',
    lost: 'The answer to X was lost; it may have taken effect (C). AWS says: “m”',
    denied: 'The role may not call X, or lacks a right that AWS checks with it (C). AWS says: “m”',
    expired: 'The credentials have expired: X was refused (C). AWS says: “m”',
    missing: 'X found nothing of that name (C). AWS says: “m”',
    conflict: 'X was refused: another instance refresh is at work (C). AWS says: “m”',
    idle: 'X was refused: no instance refresh is at work (C). AWS says: “m”',
    irreversible: 'X was refused: this instance refresh cannot be rolled back (C). AWS says: “m”',
    rejected: 'AWS refused X (C). AWS says: “m”',
  }
  it.each(Object.keys(kinds) as Problem['kind'][])('is said for %s', (kind) => {
    expect(problemWords(problem(kind, 'X', 'C', 'm'))).toBe(kinds[kind])
  })
})

describe('the way back', () => {
  const ways: readonly (readonly [Retreat, string])[] = [
    [{ how: 'leave', end: 'none' }, 'Nothing was undone.'],
    [{ how: 'native-rollback', end: 'arrived' }, 'AWS rolled the instance refresh back.'],
    [{ how: 'new-refresh', end: 'arrived' }, 'A second instance refresh put the old version back.'],
    [{ how: 'cancel', end: 'arrived' }, 'The instance refresh was cancelled; what it had replaced stays replaced.'],
    [
      { how: 'native-rollback', end: 'under-way', because: { guard: 'interrupted', signal: 'SIGTERM' } },
      'AWS goes on rolling the instance refresh back, unwatched from here.',
    ],
    [
      { how: 'new-refresh', end: 'failed', because: { guard: 'refused', problem: denied } },
      `The second instance refresh, to the old version, did not work: ${because.refused[1]}`,
    ],
  ]
  it.each(ways)('is told: %o', (retreat, words) => {
    expect(retreatWords(retreat)).toBe(words)
  })
})

describe('counts', () => {
  it('count those left out in the verdict itself', () => {
    const left = standing({ covered: 5, onTarget: 5, leftOut: [{ instance: 'i-1', why: 'protected' }] })
    expect(standingWords(left, [v7, v8])).toBe(`5 of 6 run version 8 (${NEW}); 1 left out (protected)`)
    expect(standingWords(standing({ fleet: 'mixed', onTarget: 2 }), [v7, v8])).toBe(
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
    expect(standingWords(standing({ covered: 0, onTarget: 0 }), [])).toBe(
      'the group is empty; its template launches the new image',
    )
    expect(standingWords(standing({ fleet: 'unknown', covered: 0, onTarget: 0 }), [])).toBe(
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
    expect(choreWords({ what: 'alias', alias: '$Latest', did: 'kept', version: '8', means: 9, command: 'aws' })).toBe(
      'The group stays on version 8: $Latest means version 9, which is not the one that proved itself here. Once $Latest means a proven version, give it back.',
    )
  })
})
