/** Brief outages: whom they strike, and when they are over. */
import { describe, expect, test } from 'vitest'
import type { Call } from '../../aws/call.ts'
import { faults, throttled } from '../../aws/gate/faults.ts'
import { type Outage, outage } from '../../aws/gate/outage.ts'
import { Agenda } from '../../aws/world/agenda.ts'
import { virtualClock } from '../../clock.ts'
import { call, next, outcome, T0 } from './calls.ts'

/** The places, from 1, of the calls that fail. */
async function struck(part: Omit<Outage, 'what'>, calls: readonly Partial<Call>[]): Promise<readonly number[]> {
  const gate = faults([outage({ what: throttled, ...part })], virtualClock(new Agenda(T0)))
  const places: number[] = []
  for (const [place, each] of calls.entries())
    if ((await outcome(() => gate(call(each), next))) !== 'ok') places.push(place + 1)
  return places
}

const start = { operation: 'StartInstanceRefresh' }
const group = { operation: 'DescribeAutoScalingGroups' }
const images = { service: 'EC2', operation: 'DescribeImages' }
const at = (seconds: number, part: Partial<Call> = {}) => ({ ...part, at: T0 + 1000 * seconds })

describe('an outage', () => {
  test('begins at a moment and is over after its time', async () => {
    const calls = [at(9), at(10), at(39.999), at(40)]
    expect(await struck({ begins: T0 + 10_000, lastsMs: 30_000 }, calls)).toEqual([2, 3])
  })

  test('begins with a call, which fails too', async () => {
    const calls = [at(0, group), at(1, start), at(5, group), at(11, start), at(12, start)]
    expect(await struck({ begins: start, lastsMs: 10_000 }, calls)).toEqual([2, 3])
  })

  test('begins with the k-th call of a kind, and only once', async () => {
    const calls = [at(0, start), at(1, group), at(2, start), at(3, group), at(30, start), at(31, start)]
    expect(await struck({ begins: { ...start, nth: 2 }, lastsMs: 10_000 }, calls)).toEqual([3, 4])
  })

  test('is of one service', async () => {
    const calls = [at(0, start), at(1, images), at(2, start)]
    expect(await struck({ of: { service: 'EC2' }, begins: start, lastsMs: 10_000 }, calls)).toEqual([2])
  })

  test('is of one operation', async () => {
    const calls = [at(0, start), at(1, group), at(2, images), at(3, start)]
    expect(await struck({ of: { operation: 'StartInstanceRefresh' }, begins: T0, lastsMs: 3_001 }, calls)).toEqual([
      1, 4,
    ])
  })
})
