/** How long a rollout still takes: by the plan before the first instance, then by its own pace. */
import { describe, expect, test } from 'vitest'
import { timeToGo } from '../../src/report/time-to-go.ts'
import { nativeRollbackOf } from '../../src/rollout/model/operation.ts'
import { at, departure, MINUTE, polls, settings, started, timelineOf } from './emitting.ts'
import { fleet, operation, refresh, T } from './fleet.ts'

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

const leftOfRollback = (rollout: readonly Seen[], back: readonly Seen[]) => {
  const rollback = nativeRollbackOf(operation)
  const began = T + (back[0]?.[0] ?? 0) * MINUTE
  return timeToGo(
    timelineOf([
      ...departure(),
      ...started,
      ...polls(
        operation,
        rollout.map(([minutes, status, on]) => at(minutes, { refresh: refresh(status), instances: fleet(6 - on, on) })),
      ),
      { type: 'underway', at: began, operation: rollback, settings, how: 'rollback' },
      ...polls(
        rollback,
        back.map(([minutes, status, on]) => at(minutes, { refresh: refresh(status), instances: fleet(on, 6 - on) })),
      ),
    ]),
  )
}

describe('the time to go', () => {
  test.each<readonly [string, readonly Seen[], number | undefined]>([
    ['is the plan’s before anything was replaced', [[1, 'InProgress', 0]], 17],
    ['is negative once the plan’s has passed', [[30, 'InProgress', 0]], -12],
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

  test.each<readonly [string, readonly Seen[], readonly Seen[], number]>([
    ['goes by the plan where the rollout replaced nothing', [[3, 'InProgress', 0]], [[4, 'RollbackInProgress', 5]], 4],
    [
      'goes by the pace of the rollout',
      [
        [0.1, 'InProgress', 0],
        [4, 'InProgress', 1],
        [9, 'InProgress', 2],
      ],
      [[10, 'RollbackInProgress', 4]],
      11,
    ],
    [
      'goes by its own once one is back',
      [
        [0.1, 'InProgress', 0],
        [4, 'InProgress', 1],
        [9, 'InProgress', 2],
      ],
      [
        [10, 'RollbackInProgress', 4],
        [12, 'RollbackInProgress', 5],
      ],
      4,
    ],
  ])('of a rollback %s', (_, rollout, back, minutes) => {
    expect(leftOfRollback(rollout, back)).toBe(minutes * MINUTE)
  })
})
