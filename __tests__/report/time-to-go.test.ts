/** How long a rollout still takes: by the plan before the first instance, then by its own pace. */
import { describe, expect, test } from 'vitest'
import { timeToGo } from '../../src/report/time-to-go.ts'
import { at, departure, MINUTE, polls, started, timelineOf } from './emitting.ts'
import { fleet, operation, refresh } from './fleet.ts'

type Seen = readonly [minutes: number, status: string, on: number]

const left = (...seen: readonly Seen[]) =>
  timeToGo(
    timelineOf([
      ...departure(),
      ...started,
      ...polls(
        operation,
        seen.map(([minutes, status, on]) => at(minutes, { refresh: refresh(status), instances: fleet(6 - on, on) })),
      ),
    ]),
  )

describe('the time to go', () => {
  test.each<readonly [string, readonly Seen[], number | undefined]>([
    ['is the plan’s before anything was replaced', [[1, 'InProgress', 0]], 17],
    ['is unknown once the plan’s has passed', [[30, 'InProgress', 0]], undefined],
    [
      'goes by the first: an instance in 4 min and its warm-up, the last warm-up, and the bake time',
      [
        [0.1, 'InProgress', 0],
        [4, 'InProgress', 1],
      ],
      28,
    ],
    [
      'goes by the pace once there are two: 5 min from one to the next',
      [
        [0.1, 'InProgress', 0],
        [4, 'InProgress', 1],
        [9, 'InProgress', 2],
      ],
      23,
    ],
    [
      'shrinks while the next one is on its way',
      [
        [0.1, 'InProgress', 0],
        [4, 'InProgress', 1],
        [6, 'InProgress', 1],
      ],
      26,
    ],
    [
      'is what is left of the bake time',
      [
        [0.1, 'InProgress', 0],
        [10, 'Baking', 6],
        [11, 'Baking', 6],
      ],
      1,
    ],
    [
      'is unknown when AWS is done',
      [
        [10, 'Baking', 6],
        [13, 'Successful', 6],
      ],
      undefined,
    ],
  ])('%s', (_, seen, minutes) => {
    expect(left(...seen)).toBe(minutes === undefined ? undefined : minutes * MINUTE)
  })
})
