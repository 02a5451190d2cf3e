/** Random trials. A third of them is let be, and most of the others is quiet: each disturbance is met alone as well as together with others. */
import * as fc from 'fast-check'
import { type Deed, type Nature, operations, type Start, type Strike, type Trial, troubles } from './trial.ts'

const seconds = (least: number, most: number) => fc.integer({ min: least, max: most })
/** None at all more often than not. */
const seldom = <T>(one: fc.Arbitrary<T>, most: number): fc.Arbitrary<readonly T[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(one, { minLength: 1, maxLength: most }) },
  )

const nature: fc.Arbitrary<Nature> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Nature>({ is: 'good' }) },
  { weight: 1, arbitrary: fc.constant<Nature>({ is: 'cannot-launch' }) },
  { weight: 1, arbitrary: fc.constant<Nature>({ is: 'launch-cancelled' }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('dies' as const), after: seconds(5, 900) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('never-healthy' as const),
      in: fc.constantFrom('everywhere' as const, 'web' as const, 'api' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('flaps' as const), up: seconds(20, 300), down: seconds(5, 300) }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('goes-bad' as const), after: seconds(20, 1800) }) },
)

const at = seconds(0, 1800)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ at, does: fc.constant('scale' as const), by: fc.integer({ min: -4, max: 4 }) }),
  fc.record({
    at,
    does: fc.constantFrom(
      'cancel-refresh' as const,
      'rollback-refresh' as const,
      'start-refresh' as const,
      'make-version' as const,
    ),
  }),
  fc.record({
    at,
    does: fc.constant('suspend' as const),
    process: fc.constantFrom('Launch' as const, 'Terminate' as const, 'InstanceRefresh' as const),
    for: seconds(30, 2400),
  }),
  fc.record({
    at,
    does: fc.constantFrom(
      'end-machine' as const,
      'terminate-instance' as const,
      'protect' as const,
      'standby' as const,
    ),
    which: fc.nat({ max: 11 }),
  }),
)

const strike: fc.Arbitrary<Strike> = fc.oneof(
  fc.record({
    what: fc.constantFrom(...troubles),
    operation: fc.constantFrom(...operations),
    nth: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ what: fc.constantFrom(...troubles), from: seconds(0, 1200), for: seconds(1, 300) }),
)

const stop: fc.Arbitrary<NonNullable<Start['stop']>> = fc.oneof(
  fc.record({ by: fc.constantFrom('cancel' as const, 'kill' as const), after: seconds(0, 1500) }),
  fc.record({
    by: fc.constantFrom('cancel' as const, 'kill' as const),
    on: fc.constantFrom(...operations),
    nth: fc.integer({ min: 1, max: 4 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
)

const quiet: Start = { pause: 0, run: 'same' }
const start: fc.Arbitrary<Start> = fc.record({
  pause: seconds(0, 900),
  run: fc.constantFrom('same' as const, 'other' as const),
})
/** Up to two starts that are stopped, then one that is let be; or only that. */
const starts: fc.Arbitrary<readonly Start[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([quiet]) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.array(fc.record({ pause: seconds(0, 300), run: fc.constant('same' as const), stop }), {
          minLength: 1,
          maxLength: 2,
        }),
        start,
      )
      .map(([stopped, last]) => [...stopped, last]),
  },
  { weight: 1, arbitrary: start.map((again) => [quiet, again]) },
)

const percentages = fc.constantFrom(
  ['100', '120'],
  ['100', '100'],
  ['90', '110'],
  ['90', '100'],
  ['50', '150'],
  ['0', '100'],
  ['100', '200'],
)

const wishes = fc.constantFrom('rollback', 'rollback', 'cancel', 'leave')
const inputs: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .record({
    percent: percentages,
    'on-failure': wishes,
    'on-cancel': wishes,
    'on-conflict': fc.constantFrom('auto', 'fail', 'wait', 'replace'),
    'skip-matching': fc.constantFrom('true', 'true', 'false'),
    'scale-in-protected-instances': fc.constantFrom('ignore', 'ignore', 'refresh', 'wait'),
    'standby-instances': fc.constantFrom('ignore', 'ignore', 'terminate', 'wait'),
    'set-default-version': fc.constantFrom('false', 'true'),
    timeout: fc.constantFrom('auto', 'auto', 'auto', '25m', '45m'),
    'poll-interval': fc.constantFrom('15s', '30s'),
  })
  .map(({ percent: [min = '', max = ''], ...rest }) => ({
    ...rest,
    'min-healthy-percentage': min,
    'max-healthy-percentage': max,
    'bake-time': '150s',
  }))

const rules = fc.record({
  maxRounding: fc.constantFrom('floor' as const, 'ceil' as const),
  surgeOverMaxSize: fc.boolean(),
  rollbackWhileBaking: fc.constantFrom('accepted' as const, 'refused' as const),
})

const group = fc.record({
  desired: fc.integer({ min: 0, max: 12 }),
  version: fc.constantFrom('7' as const, '$Latest' as const, '$Default' as const),
  healthCheck: fc.constantFrom('EC2' as const, 'ELB' as const),
  grace: fc.constantFrom(0, 60, 120),
  warmup: fc.constantFrom(0, 20, 30, 60, 120),
  targetGroups: fc.constantFrom<readonly ('web' | 'api')[]>([], ['web'], ['web'], ['web', 'api']),
  protectedOnes: fc.constantFrom(0, 0, 0, 1, 3, 12),
  standby: fc.constantFrom(0, 0, 0, 0, 1, 2),
  room: fc.constantFrom(0, 1, 12),
})

/** What happens to a rollout, apart from the image. */
const events = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ deeds: [], strikes: [], starts: [quiet] }) },
  { weight: 2, arbitrary: fc.record({ deeds: seldom(deed, 3), strikes: seldom(strike, 3), starts }) },
)

const image = fc.record({ boot: fc.constantFrom(10, 45, 120, 300), nature })

/** Any trial. */
export const trials: fc.Arbitrary<Trial> = fc
  .record({ group, image, inputs, rules, events })
  .map(({ events: happenings, ...rest }) => ({ ...rest, ...happenings }))
