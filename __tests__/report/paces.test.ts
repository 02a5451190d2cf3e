/** What other percentages would mean: in this group's own instances and minutes. */
import { expect, test } from 'vitest'
import { otherPaceWords, paceRows } from '../../src/report/words/preview.ts'
import { departure, timelineOf } from './emitting.ts'
import { fleet, group, policy, survey } from './fleet.ts'

function rolling(minHealthyPercentage?: number, maxHealthyPercentage?: number, instances = fleet(6, 0)) {
  const { plan } = timelineOf(
    departure(
      { ...survey, group: { ...group, instances, desired: instances.length } },
      { ...policy, ...(minHealthyPercentage !== undefined && { minHealthyPercentage, maxHealthyPercentage }) },
    ),
  )
  if (plan?.action !== 'roll') throw new Error('the fixture rolls')
  return plan
}

test('the chosen percentages come first, the others with time, instances and what stays in service', () => {
  expect(paceRows(rolling())).toEqual([
    ['100 % to 120 % (chosen)', 'about 17 min', '6 batches of 1', 'up to 1 more', '6 of 6 stay in service'],
    [
      '100 % to 150 % (`max-healthy-percentage: 150`)',
      'about 7 min',
      '2 batches of 3',
      'up to 3 more',
      '6 of 6 stay in service',
    ],
    [
      '100 % to 200 % (`max-healthy-percentage: 200`)',
      'about 4 min 30 s',
      'all at once',
      'up to 6 more',
      '6 of 6 stay in service',
    ],
    [
      '75 % to 100 % (`min-healthy-percentage: 75`, `max-healthy-percentage: 100`)',
      'about 17 min',
      '6 batches of 1',
      'none more',
      '5 of 6 stay in service',
    ],
  ])
  expect(otherPaceWords(rolling()).at(-1)).toBe(
    'With `min-healthy-percentage: 75` and `max-healthy-percentage: 100`: about 17 min, 6 batches of 1, none more, 5 of 6 stay in service.',
  )
})

test('what would go the same way is not offered twice', () => {
  expect(paceRows(rolling(100, 200)).map(([percentages]) => percentages)).toEqual([
    '100 % to 200 % (chosen)',
    '100 % to 150 % (`max-healthy-percentage: 150`)',
    '75 % to 100 % (`min-healthy-percentage: 75`, `max-healthy-percentage: 100`)',
  ])
  expect(paceRows(rolling(100, 200, fleet(1, 0)))).toEqual([])
})
