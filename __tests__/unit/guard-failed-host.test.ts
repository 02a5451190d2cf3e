/** A host of EC2 fails under a new instance: what is wrong with that instance is held against nobody. */
import { describe, expect, test } from 'vitest'
import type { StatusChecks } from '../../src/rollout/model/status-checks.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import { checksDue } from '../../src/rollout/watch/status-checks.ts'
import { afterLooks, instance, look, noWaits, operation, passing, settings, T, targetsOf } from './fixtures.ts'

type Polls = Parameters<typeof afterLooks>[0]

const failed: StatusChecks = { system: 'impaired', instance: 'impaired' }
const panicked: StatusChecks = { system: 'ok', instance: 'impaired' }
const four = ['a', 'b', 'c', 'd'].map((id) => instance(id, 8))
const whole = { ...operation, baseline: 4 }

/** Four new instances of which these are not healthy. `checks`: what this poll reads of EC2's checks; nothing: it reads none. */
function sick(
  at: number,
  ids: readonly string[],
  checks?: Readonly<Record<string, StatusChecks>>,
  status = 'InProgress',
) {
  const { statusChecks: _, ...seen } = look(at, status, {
    instances: four,
    targets: [
      ...targetsOf(['a', 'b', 'c', 'd'].filter((id) => !ids.includes(id))),
      ...targetsOf(ids, ['healthy', 'unhealthy']),
    ],
  })
  return checks ? { ...seen, statusChecks: new Map(Object.entries(checks)) } : seen
}
const verdict = (polls: Polls, by = settings) => evaluate(afterLooks(polls, whole, by), whole, by)
const code = (polls: Polls, by = settings) => {
  const said = verdict(polls, by)
  return said.type === 'fail' ? said.failure.code : said.type
}
const ok = { a: { system: 'ok', instance: 'ok' } }

describe('one that is not healthy', () => {
  test.each<[string, Polls, string]>([
    ['its host has failed', [sick(0, []), sick(60, ['a']), sick(120, ['a'], { a: failed })], 'wait'],
    [
      '… and goes on being failed',
      [sick(0, []), sick(60, ['a']), sick(120, ['a'], { a: failed }), sick(900, ['a'], { a: failed })],
      'wait',
    ],
    ['its host is in order', [sick(0, []), sick(60, ['a']), sick(120, ['a'], ok)], 'target-health'],
    ['EC2 was asked too early to know', [sick(0, []), sick(60, ['a'], ok), sick(120, ['a'])], 'wait'],
    [
      'EC2 does not answer: two minutes later it is judged without',
      [sick(0, []), sick(60, ['a'], ok), sick(240, ['a'])],
      'target-health',
    ],
    [
      'another one has no such excuse',
      [sick(0, []), sick(60, ['a', 'b']), sick(120, ['a', 'b'], { a: failed, b: { system: 'ok', instance: 'ok' } })],
      'target-health',
    ],
    [
      'itself is impaired',
      [sick(0, []), sick(60, ['a'], { a: panicked }), sick(120, ['a'], { a: panicked })],
      'target-health',
    ],
  ])('%s: %s', (_, polls, expected) => {
    expect(code(polls)).toBe(expected)
  })

  test('its host works again: the target group has its time to find that out, then the limit counts', () => {
    const by = { ...settings, waits: { ...noWaits, timeToRecover: { 'arn:tg/b': 150_000 } } }
    const began = [sick(0, []), sick(60, ['a']), sick(120, ['a'], { a: failed }), sick(180, ['a'], ok)]
    // A minute until EC2 says so, 150 s for the target group, and the limit of 60 s.
    expect(code([...began, sick(389, ['a'], ok)], by)).toBe('wait')
    expect(code([...began, sick(390, ['a'], ok)], by)).toBe('target-health')
  })
})

test('flapping counts only where the host has never failed', () => {
  const polls = (host: StatusChecks) => [
    sick(0, [], { a: host }),
    ...[10, 30, 50].flatMap((at) => [sick(at, ['a']), sick(at + 10, [], ok)]),
  ]
  expect(code(polls({ system: 'ok', instance: 'ok' }))).toBe('target-health')
  expect(code(polls(failed))).toBe('wait')
})

test('capacity that failed hosts take is no breach of the promise, whatever is there beside it', () => {
  const low = (hosts: Readonly<Record<string, StatusChecks>>) =>
    [0, 30, 60, 90].map((at) => sick(at, ['a', 'b', 'c'], at < 60 ? undefined : hosts))
  const three = (...checks: readonly StatusChecks[]) =>
    Object.fromEntries(['a', 'b', 'c'].map((id, i) => [id, checks[i] ?? failed]))
  const slow = { ...settings, targetHealthTimeout: 600_000 }
  expect(code(low(three(failed, failed, failed)), slow)).toBe('wait')
  const inOrder: StatusChecks = { system: 'ok', instance: 'ok' }
  expect(code(low(three(failed, failed, inOrder)), slow)).toBe('wait')
  expect(code(low(three(failed, inOrder, inOrder)), slow)).toBe('below-minimum')
})

describe('one that ends', () => {
  const leaving = (
    at: number,
    ids: readonly string[],
    checks?: Readonly<Record<string, StatusChecks>>,
    state = 'running',
  ) => ({
    ...sick(at, [], checks),
    instances: four.map((each) =>
      ids.includes(each.id) ? instance(each.id, 8, { lifecycle: 'Terminating', healthy: false }) : each,
    ),
    ec2Instances: new Map(
      four.map(({ id }) => [id, { image: '', launched: T, state: ids.includes(id) ? state : 'running' }]),
    ),
  })
  const lost = (...polls: Polls) => afterLooks(polls, whole).newInstances.lost.map(({ cause }) => cause)

  test.each<[string, Polls, readonly string[]]>([
    ['runs still: its host may have failed', [sick(0, []), leaving(15, ['a'])], []],
    ['its host has failed', [sick(0, []), leaving(15, ['a']), leaving(30, ['a'], { a: failed })], ['other']],
    ['a minute later its host is in order', [sick(0, []), leaving(15, ['a']), leaving(75, ['a'], ok)], ['unhealthy']],
    [
      'it does not run any more, and nobody has said',
      [sick(0, []), leaving(15, ['a'], ok), leaving(30, ['a'], undefined, 'shutting-down')],
      ['unhealthy'],
    ],
    [
      'its host had failed before',
      [sick(0, []), sick(15, ['a'], { a: failed }), leaving(30, ['a'], undefined, 'shutting-down')],
      ['other'],
    ],
    [
      'EC2 has found fault with it, not with its host',
      [sick(0, []), sick(15, [], { a: panicked }), leaving(30, ['a'])],
      ['unhealthy'],
    ],
  ])('%s', (_, polls, expected) => {
    expect(lost(...polls)).toEqual(expected)
  })
})

describe('when all is replaced', () => {
  const end = (at: number, checks: StatusChecks) =>
    sick(at, ['a'], { ...Object.fromEntries(passing(['b', 'c', 'd'])), a: checks }, 'Successful')

  test('an instance on a failed host is waited for until Auto Scaling has replaced it', () => {
    expect(code([end(0, failed), end(600, failed)])).toBe('wait')
    expect(verdict([end(0, failed), end(1200, failed)])).toMatchObject({
      failure: { code: 'instances-died', reason: 'hosts-failed', instances: ['a'] },
    })
  })

  test('while another leaves, whose place it waits for: a tenth of the group is replaced at a time', () => {
    const leaves = (at: number) => {
      const seen = end(at, failed)
      return {
        ...seen,
        instances: [...seen.instances, instance('e', 8, { lifecycle: 'Terminating:Wait', healthy: false })],
      }
    }
    expect(code([end(0, failed), leaves(600), end(1200, failed)])).toBe('wait')
    expect(code([end(0, failed), leaves(600), end(1800, failed)])).toBe('instances-died')
  })

  test('any other is red after the limit', () => {
    expect(code([end(0, ok.a), end(60, ok.a)])).toBe('below-minimum')
  })
})

test('EC2 is asked about what is unhealthy a minute later, then every minute; about what leaves unhealthy at once', () => {
  const asked = (at: number, askedAt: number, leaving: readonly string[] = []) =>
    checksDue({ at: T + at * 1000, instances: four, targets: targetsOf(['a']) }, operation, {
      checks: new Map(
        ['a', 'b', 'c', 'd'].map((id) => [id, { status: { system: 'ok', instance: 'ok' }, asked: T + askedAt * 1000 }]),
      ),
      serviceSince: () => T - 600_000,
      unhealthySince: (id) => (id === 'a' ? T : undefined),
      leaving,
      doneSince: undefined,
    })
  expect([asked(59, -30), asked(60, -30), asked(75, 60), asked(120, 60)]).toEqual([[], ['a'], [], ['a']])
  expect(asked(15, 0, ['b'])).toEqual(['b'])
})
