import { expect, test } from 'vitest'
import { nextTime } from '../../aws/world/recurrence.ts'

const after = '2026-11-21T03:00:00Z' // a Saturday

test.each([
  ['30 6 * * *', 'UTC', '2026-11-21T06:30:00Z'],
  ['0 3 * * *', 'UTC', '2026-11-22T03:00:00Z'],
  ['0 9 * * 1-5', 'UTC', '2026-11-23T09:00:00Z'],
  ['0 9 * * mon', 'UTC', '2026-11-23T09:00:00Z'],
  ['*/20 * * * *', 'UTC', '2026-11-21T03:20:00Z'],
  ['0 0 1 jan *', 'UTC', '2027-01-01T00:00:00Z'],
  ['0 0 1 * 7', 'UTC', '2026-11-22T00:00:00Z'],
  ['15,45 8-9 * * *', 'UTC', '2026-11-21T08:15:00Z'],
  ['0 9 * * *', 'Europe/Berlin', '2026-11-21T08:00:00Z'],
  ['0 9 * 7 *', 'Europe/Berlin', '2027-07-01T07:00:00Z'],
  ['0 0 29 2 *', 'UTC', '2028-02-29T00:00:00Z'],
])('%s in %s comes next at %s', (recurrence, zone, at) => {
  expect(new Date(nextTime(recurrence, Date.parse(after), zone) ?? 0)).toEqual(new Date(at))
})

test('a day that there is not never comes', () => {
  expect(nextTime('0 0 31 2 *', Date.parse(after))).toBeUndefined()
})

test.each(['* * * *', '60 * * * *', '* * * * foo', '1.5 * * * *'])('%s is no recurrence', (recurrence) => {
  expect(() => nextTime(recurrence, Date.parse(after))).toThrow()
})
