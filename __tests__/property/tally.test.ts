/** How often faults struck is counted, and what is too seldom is said. */
import { expect, test } from 'vitest'
import { Tally } from './tally.ts'

const call = (operation: string, input: object = {}) => ({
  service: 'Auto Scaling',
  operation,
  input: { ...input },
  region: 'eu-west-1',
  accessKeyId: '',
  at: 0,
})
const wanted = { faults: ['throttled', 'lost'], writes: ['StartInstanceRefresh'] } as const

function counted(): Tally {
  const tally = new Tally()
  tally.note('throttled', call('DescribeInstances'))
  tally.note('throttled', call('StartInstanceRefresh'))
  tally.note('throttled', call('RunInstances', { DryRun: true }))
  return tally
}

test('a fault is counted at every call, and with the write that it struck', () => {
  expect(counted().counts).toEqual({ throttled: 3, 'throttled × StartInstanceRefresh': 1 })
})

test('counts of several processes add up', () => {
  const tally = counted()
  tally.merge(counted().counts)
  expect(tally.counts).toEqual({ throttled: 6, 'throttled × StartInstanceRefresh': 2 })
})

test('what struck too seldom is said, also what never did', () => {
  expect(counted().below({ fault: 3, pair: 1 }, wanted)).toEqual([
    'lost: 0, at least 3 wanted',
    'lost × StartInstanceRefresh: 0, at least 1 wanted',
  ])
  expect(counted().below({ fault: 0, pair: 0 }, wanted)).toEqual([])
})

test('the table has a row for each fault and a column for each write', () => {
  expect(counted().table(wanted)).toBe(
    [
      '| fault | all calls | StartInstanceRefresh |',
      '| --- | --- | --- |',
      '| throttled | 3 | 1 |',
      '| lost | 0 | 0 |',
    ].join('\n'),
  )
})
