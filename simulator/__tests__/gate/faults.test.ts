import { describe, expect, test } from 'vitest'
import type { Call } from '../../aws/call.ts'
import { AwsError } from '../../aws/error.ts'
import {
  denied,
  type Effect,
  expired,
  type Fault,
  failed,
  faults,
  foreign,
  lost,
  misdated,
  severed,
  silent,
  slow,
  stale,
  stalled,
  throttled,
  unavailable,
} from '../../aws/gate/faults.ts'
import { Agenda } from '../../aws/world/agenda.ts'
import { virtualClock } from '../../clock.ts'
import { ANSWER, call, next, outcome, T0 } from './calls.ts'

/** A gate with this script, around a world that counts what takes effect. */
function scripted(...script: readonly Fault[]) {
  const clock = virtualClock(new Agenda(T0))
  const gate = faults(script, clock)
  const world = { effects: 0 }
  const send = (part: Partial<Call> = {}) =>
    gate(call(part), async () => {
      world.effects += 1
      return { effects: world.effects }
    })
  return { clock, world, send }
}

describe('a fault strikes', () => {
  const looks = { operation: 'DescribeInstanceRefreshes' }
  test.each<[what: string, on: Fault['on'], calls: Partial<Call>[], struck: number[]]>([
    ['every call unless told otherwise', {}, [{}, looks], [1, 2]],
    ['an operation', { operation: 'StartInstanceRefresh' }, [looks, {}, looks], [2]],
    ['a service', { service: 'EC2' }, [{}, { service: 'EC2' }], [2]],
    ['the nth of its kind', { operation: 'StartInstanceRefresh', nth: 2 }, [{}, looks, {}, {}], [3]],
    ['several of a kind', { nth: [1, 3] }, [{}, {}, {}, {}], [1, 3]],
    ['a window of time', { from: T0 + 1, until: T0 + 3 }, [0, 1, 2, 3].map((ms) => ({ at: T0 + ms })), [2, 3]],
    ['what a predicate picks', { where: ({ input }) => input['a'] === 1 }, [{}, { input: { a: 1 } }], [2]],
    ['the nth within its window', { from: T0 + 1, nth: 1 }, [0, 1, 2].map((ms) => ({ at: T0 + ms })), [2]],
  ])('%s', async (_name, on, calls, struck) => {
    const { send } = scripted({ on, what: throttled })
    const outcomes: string[] = []
    for (const part of calls) outcomes.push(await outcome(() => send(part)))
    expect(outcomes.flatMap((text, index) => (text === 'ok' ? [] : [index + 1]))).toEqual(struck)
  })
})

describe('what happens', () => {
  test.each<[what: string, Effect, outcome: string, effects: number]>([
    ['throttled', throttled, 'Throttling 400 Rate exceeded', 0],
    [
      'failed',
      failed,
      'InternalFailure 500 The request processing has failed because of an unknown error, exception or failure.',
      0,
    ],
    [
      'unavailable',
      unavailable,
      'ServiceUnavailable 503 The request has failed due to a temporary failure of the server.',
      0,
    ],
    ['expired', expired, 'ExpiredToken 403 The security token included in the request is expired', 0],
    ['denied', denied, 'AccessDenied 403 User is not authorized to perform: autoscaling:StartInstanceRefresh', 0],
    [
      'severed before the answer: nothing took effect',
      severed('before-answer'),
      'Severed: connection severed before-answer',
      0,
    ],
    ['severed in mid-answer: it took effect', severed('mid-answer'), 'Severed: connection severed mid-answer', 1],
    ['lost: it took effect, and no byte came back', lost, 'Severed: connection severed before-answer', 1],
    ['slow: it took effect', slow(90_000), 'ok', 1],
    ['silent, and it never arrived', silent('before-effect'), 'FaultyAnswer: the answer is silent', 0],
    ['silent, and it took effect', silent('after-effect'), 'FaultyAnswer: the answer is silent', 1],
    ['stalled, and it never arrived', stalled('before-effect'), 'FaultyAnswer: the answer is stalled', 0],
    ['stalled, and it took effect', stalled('after-effect'), 'FaultyAnswer: the answer is stalled', 1],
    [
      'answered by a proxy, and it never arrived',
      foreign('before-effect', { body: 'html', status: 502 }),
      'FaultyAnswer: the answer is foreign',
      0,
    ],
    [
      'answered by a proxy, and it took effect',
      foreign('after-effect', { body: 'html', status: 502 }),
      'FaultyAnswer: the answer is foreign',
      1,
    ],
    ['misdated: it took effect', misdated(-3_600_000), 'FaultyAnswer: the answer is misdated', 1],
  ])('%s', async (_name, what, expected, effects) => {
    const { send, world } = scripted({ on: {}, what })
    expect(await outcome(send)).toBe(expected)
    expect(world.effects).toBe(effects)
  })

  test('a slow answer takes its time on the simulator’s clock', async () => {
    const { send, clock } = scripted({ on: {}, what: slow(90_000) })
    await send()
    expect(clock.now()).toBe(T0 + 90_000)
  })

  test('faults add up: each counts the call, and the first stands outermost', async () => {
    const { send, clock } = scripted(
      { on: { nth: 1 }, what: slow(1000) },
      { on: { nth: 1 }, what: lost },
      { on: { nth: 2 }, what: expired },
    )
    expect(await outcome(send)).toContain('Severed')
    expect(clock.now()).toBe(T0 + 1000)
    expect(await outcome(send)).toContain('ExpiredToken')
    expect(await outcome(send)).toBe('ok')
  })

  test('a refusal is lost like any answer, a mistake of the simulator is not', async () => {
    const gate = faults([{ on: {}, what: lost }], virtualClock(new Agenda(T0)))
    const answering = (error: Error) => outcome(() => gate(call(), () => Promise.reject(error)))
    expect(await answering(new AwsError('ValidationError', 'no group'))).toBe(
      'Severed: connection severed before-answer',
    )
    expect(await answering(new TypeError('a mistake'))).toBe('TypeError: a mistake')
  })

  test('what AWS gave travels with a faulty answer, a refusal as well as a success', async () => {
    const gate = faults([{ on: {}, what: stalled('after-effect') }], virtualClock(new Agenda(T0)))
    const refusal = new AwsError('ValidationError', 'no group')
    await expect(gate(call(), next)).rejects.toMatchObject({ answer: ANSWER })
    await expect(gate(call(), () => Promise.reject(refusal))).rejects.toMatchObject({ answer: refusal })
  })

  test('what a fault further in does to the answer does not hide it from one further out', async () => {
    const { send, world } = scripted({ on: {}, what: lost }, { on: {}, what: stalled('after-effect') })
    expect(await outcome(send)).toBe('Severed: connection severed before-answer')
    expect(world.effects).toBe(1)
  })

  test('a refusal of the service itself passes through', async () => {
    const gate = faults([], virtualClock(new Agenda(T0)))
    await expect(gate(call(), () => Promise.reject(new Error('no group')))).rejects.toThrow('no group')
    await expect(gate(call(), next)).resolves.toEqual({ answered: true })
  })
})

describe('a stale look', () => {
  test('gives the last answer to the same question', async () => {
    const { send } = scripted({ on: { nth: [2, 3] }, what: stale })
    const answers = [await send(), await send(), await send(), await send()]
    expect(answers).toEqual([{ effects: 1 }, { effects: 1 }, { effects: 1 }, { effects: 2 }])
  })

  test('gives the truth to a question that is new', async () => {
    const { send } = scripted({ on: { operation: 'B' }, what: stale })
    await send({ operation: 'A' })
    await send({ operation: 'B', input: { group: 'one' } })
    expect(await send({ operation: 'B', input: { group: 'two' } })).toEqual({ effects: 3 })
    expect(await send({ operation: 'B', input: { group: 'one' } })).toEqual({ effects: 2 })
  })

  test('is what it was then, though the world goes on with the same object', async () => {
    const answer = { instances: ['i-1'] }
    const gate = faults([{ on: { nth: 2 }, what: stale }], virtualClock(new Agenda(T0)))
    await gate(call(), async () => answer)
    answer.instances.push('i-2')
    expect(await gate(call(), async () => answer)).toEqual({ instances: ['i-1'] })
  })
})
