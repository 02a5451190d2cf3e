/** What time it is at AWS, by the `Date` of its answers and this machine's clock. */
import { describe, expect, test } from 'vitest'
import { AwsTime } from '../../src/aws/aws-time.ts'

const T = Date.parse('2026-11-21T03:00:00Z')
const MINUTE = 60_000

/** Hears one answer a minute, each so far ahead of the machine's clock (ms); the clock stands at the last of them. */
function hearing(...ahead: readonly number[]) {
  const local = { now: T }
  const time = new AwsTime(() => local.now)
  for (const each of ahead) {
    local.now += MINUTE
    time.note(local.now + each)
  }
  return { time, local }
}

describe('AWS’s time', () => {
  test('is this machine’s until there is an answer', () => {
    expect(hearing().time.now()).toBe(T)
    expect(hearing().time.skew()).toBe(0)
  })

  test('is that of the newest answer', () => {
    expect(hearing(0, 0, 0).time.now()).toBe(T + 3 * MINUTE)
    expect(hearing(0, -800, -200).time.now()).toBe(T + 3 * MINUTE - 200)
  })

  test('does not go back for an answer that comes late', () => {
    expect(hearing(0, 0, -20_000).time.now()).toBe(Math.max(T + 2 * MINUTE, T + 3 * MINUTE - 20_000))
    const { time, local } = hearing(0, 0)
    time.note(local.now - 5_000)
    expect(time.now()).toBe(T + 2 * MINUTE)
  })

  test.each([
    ['an hour ahead', 60 * MINUTE],
    ['a day behind', -24 * 60 * MINUTE],
    ['at the beginning of time', -T],
  ])('is not decided by one answer that is %s, wherever it comes', (_what, wrong) => {
    for (let place = 0; place < 4; place++) {
      const answers = [0, 0, 0, 0].with(place, wrong)
      for (let heard = 2; heard <= 4; heard++) {
        const last = answers[heard - 1] === wrong ? heard - 1 : heard
        expect(hearing(...answers.slice(0, heard)).time.now()).toBe(T + last * MINUTE)
      }
    }
  })

  test('is AWS’s where this machine’s clock is wrong, from the first answer on', () => {
    const behind = 20 * MINUTE
    expect(hearing(behind).time.now()).toBe(T + MINUTE + behind)
    expect(hearing(behind, behind, behind).time.now()).toBe(T + 3 * MINUTE + behind)
    expect(hearing(behind, behind, 0).time.now()).toBe(T + 2 * MINUTE + behind)
  })

  test('follows a machine whose clock is set right meanwhile', () => {
    const behind = 20 * MINUTE
    expect(hearing(behind, behind, behind, 0, 0, 0).time.now()).toBe(T + 6 * MINUTE)
  })
})

describe('the skew that requests are signed by', () => {
  test('is none where the clocks are about the same', () => {
    expect(hearing(0, -900, 30_000).time.skew()).toBe(0)
  })

  test('is that of most answers', () => {
    expect(hearing(20 * MINUTE, 20 * MINUTE, 0).time.skew()).toBe(20 * MINUTE)
    expect(hearing(-20 * MINUTE, -20 * MINUTE, -20 * MINUTE).time.skew()).toBe(-20 * MINUTE)
    expect(hearing(0, 0, 0, 60 * MINUTE).time.skew()).toBe(0)
  })
})

test('a signature that was refused by dates of answers is next made by the runner’s clock; by that clock, by AWS’s date', () => {
  const local = Date.UTC(2026, 10, 21, 3)
  const hour = 3_600_000
  const time = new AwsTime(() => local)
  for (const _ of [1, 2, 3]) time.note(local - hour)
  expect(time.skew()).toBe(-hour)
  time.refused(local - hour, -hour)
  expect(time.skew()).toBe(0)
  for (const _ of [1, 2, 3]) time.refused(local + hour, 0)
  expect(time.skew(), 'several calls at once').toBe(hour)
  time.refused(local + hour, -hour)
  expect(time.skew(), 'put right since').toBe(hour)
})

test('a date that is too far from the time of a signature that AWS accepted is wrong, be it the first', () => {
  const local = Date.UTC(2026, 10, 21, 3)
  const time = new AwsTime(() => local)
  const [minute, hour] = [60_000, 3_600_000]
  time.accepted(local - hour, 0)
  expect([time.now(), time.skew()]).toEqual([local, 0])
  time.accepted(local + 4 * minute, 0)
  expect([time.now(), time.skew()], 'a clock that is wrong, but not by so much').toEqual([
    local + 4 * minute,
    4 * minute,
  ])
  time.accepted(local + 4 * minute + hour, 4 * minute)
  expect(time.skew()).toBe(4 * minute)
})
