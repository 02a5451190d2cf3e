/** Random trials. A third of them is let be, and most of the others is quiet: each disturbance is met alone as well as together with others. */
import * as fc from 'fast-check'
import {
  connectionTroubles,
  type Deed,
  type Disturbance,
  deedsToOne,
  type Nature,
  operations,
  plainDeeds,
  rights,
  type Script,
  type Source,
  type Start,
  type Strike,
  type Surroundings,
  services,
  sources,
  suspendable,
  type Trial,
  troubles,
} from './trial.ts'

const seconds = (least: number, most: number) => fc.integer({ min: least, max: most })
/** None at all more often than not. */
const seldom = <T>(one: fc.Arbitrary<T>, most: number): fc.Arbitrary<readonly T[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(one, { minLength: 1, maxLength: most }) },
  )
/** `usual` but for one time in `every`. */
const mostly = <T>(usual: T, every: number, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: every - 1, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })

const good: Nature = { type: 'good' }
/** An image that comes up, and is ill sooner or later. */
const unhealthySince: fc.Arbitrary<Nature> = fc.oneof(
  fc.record({
    type: fc.constant('never-healthy' as const),
    in: fc.constantFrom('everywhere' as const, 'web' as const, 'api' as const),
  }),
  fc.record({ type: fc.constant('flaps' as const), up: seconds(20, 300), down: seconds(5, 300) }),
  fc.record({ type: fc.constant('goes-bad' as const), after: seconds(20, 1800) }),
)
const nature: fc.Arbitrary<Nature> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(good) },
  { weight: 1, arbitrary: fc.constant<Nature>({ type: 'cannot-launch' }) },
  { weight: 1, arbitrary: fc.constant<Nature>({ type: 'launch-cancelled' }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('dies' as const), after: seconds(5, 900) }) },
  { weight: 5, arbitrary: unhealthySince },
)

const at = seconds(0, 1800)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ at, does: fc.constant('scale' as const), by: fc.integer({ min: -4, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ at, does: fc.constantFrom(...plainDeeds) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      at,
      does: fc.constant('suspend' as const),
      process: fc.constantFrom(...suspendable),
      for: seconds(30, 2400),
    }),
  },
  { weight: 1, arbitrary: fc.record({ at, does: fc.constant('alarm' as const), for: seconds(10, 1200) }) },
  { weight: 3, arbitrary: fc.record({ at, does: fc.constantFrom(...deedsToOne), which: fc.nat({ max: 11 }) }) },
)

/** What AWS answers out of date is not minutes old. */
const LATEST_NEWS = 20
const briefly = (strike: Extract<Strike, { for: number }>): Strike =>
  strike.what === 'stale' ? { ...strike, for: Math.min(strike.for, LATEST_NEWS) } : strike

const strike: fc.Arbitrary<Strike> = fc.oneof(
  fc.record({
    what: fc.constantFrom(...troubles),
    operation: fc.constantFrom(...operations),
    nth: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ what: fc.constantFrom(...troubles), from: seconds(0, 1200), for: seconds(1, 300) }).map(briefly),
)

const by = fc.constantFrom('cancel' as const, 'kill' as const)
const stop: fc.Arbitrary<NonNullable<Start['stop']>> = fc.oneof(
  fc.record({ by, after: seconds(0, 1500) }),
  fc.record({
    by,
    on: fc.constantFrom(...operations),
    nth: fc.integer({ min: 1, max: 4 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
)

const quiet: Start = { pause: 0, run: 'same', mode: 'deploy' }
const run = fc.constantFrom('same' as const, 'other' as const)
const deploys = fc.constant('deploy' as const)
const mode = fc.constantFrom(
  'deploy' as const,
  'deploy' as const,
  'rollback' as const,
  'plan' as const,
  'check' as const,
)
const again: fc.Arbitrary<Start> = fc.record({ pause: seconds(0, 900), run, mode })
const stopped: fc.Arbitrary<Start> = fc.record({
  pause: seconds(0, 300),
  run: fc.constant('same' as const),
  mode: mostly('deploy' as const, 6, fc.constant('rollback' as const)),
  stop,
})
/** One job alone, let be or not; jobs that are stopped and then one that is let be; jobs one after another. */
const starts: fc.Arbitrary<readonly Start[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([quiet]) },
  { weight: 1, arbitrary: fc.record({ pause: fc.constant(0), run, mode: deploys, stop }).map((only) => [only]) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.array(stopped, { minLength: 1, maxLength: 2 }), again)
      .map(([first, last]) => [...first, last]),
  },
  {
    weight: 2,
    arbitrary: fc.array(again, { minLength: 1, maxLength: 2 }).map((others) => [quiet, ...others]),
  },
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
const checkpoints = mostly(
  {},
  4,
  fc.record({
    checkpoints: fc.constantFrom('1', '50', '1, 20, 50', '34,67,100'),
    'checkpoint-delay': fc.constantFrom('4m', '5m', '10m', '1h'),
  }),
)
/** How often is polled, and the bake time that leaves room for it. */
const polls = fc.constantFrom(['30s', '150s'] as const, ['1m', '5m'] as const)
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
    'keep-launch-template-versions': fc.constantFrom('', '', '2', '3'),
    'instance-warmup': mostly('', 6, fc.constantFrom('30s', '3m')),
    'max-launch-failures': mostly('', 6, fc.constantFrom('1', '5')),
    alarms: mostly('', 4, fc.constant('errors')),
    timeout: fc.constantFrom('auto', 'auto', 'auto', '25m', '45m'),
    polls,
    checkpoints,
  })
  .map(({ percent: [min = '', max = ''], polls: [interval, bake], checkpoints: pauses, ...rest }) => ({
    ...rest,
    ...pauses,
    'min-healthy-percentage': min,
    'max-healthy-percentage': max,
    'poll-interval': interval,
    'bake-time': bake,
  }))

const account: fc.Arbitrary<Trial['account']> = fc.record({
  rules: fc.record({
    maxRounding: fc.constantFrom('floor' as const, 'ceil' as const),
    surgeOverMaxSize: fc.constantFrom('allowed' as const, 'forbidden' as const),
    rollbackWhileBaking: fc.constantFrom('accepted' as const, 'refused' as const),
    cancelWhileRollingBack: fc.constantFrom('accepted' as const, 'refused' as const),
    saves: fc.constantFrom('on-success' as const, 'on-success' as const, 'before-bake' as const),
    listedAfter: fc.constantFrom(0, 0, 3),
  }),
  buckets: fc.constant(false),
  withheld: fc.constant('none' as const),
  shortage: fc.constant('none' as const),
})
/** What else an account may lack, or limit. */
const poor: fc.Arbitrary<Partial<Trial['account']>> = fc.record({
  buckets: mostly(false, 6, fc.constant(true)),
  withheld: mostly<Trial['account']['withheld']>('none', 8, fc.constantFrom(...rights)),
  shortage: mostly<Trial['account']['shortage']>(
    'none',
    8,
    fc.record({ from: seconds(0, 900), for: seconds(30, 3600) }),
  ),
})

const group = fc.record({
  form: mostly<Trial['group']['form']>(
    'template',
    2,
    fc.constantFrom('policy' as const, 'weights' as const, 'two-templates' as const),
  ),
  desired: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 12 }) },
    { weight: 1, arbitrary: fc.integer({ min: 13, max: 30 }) },
  ),
  version: fc.constantFrom('7' as const, '$Latest' as const, '$Default' as const),
  healthCheck: fc.constantFrom('EC2' as const, 'ELB' as const),
  grace: fc.constantFrom(0, 60, 120),
  warmup: fc.constantFrom(0, 20, 30, 30, 60, 60, 120),
  targetGroups: fc.constantFrom<readonly ('web' | 'api')[]>([], ['web'], ['web'], ['web', 'api']),
  protectedOnes: fc.constantFrom(0, 0, 0, 0, 0, 1, 3, 12),
  standby: fc.constantFrom(0, 0, 0, 0, 1, 2),
  room: fc.constantFrom(0, 1, 12),
  drains: fc.constantFrom(0, 60, 300),
  unchecked: mostly(false, 6, fc.constant(true)),
  classic: mostly(false, 6, fc.constant(true)),
  past: fc.constantFrom(0, 0, 1, 3, 5),
  sibling: mostly<Trial['group']['sibling']>(
    'none',
    2,
    fc.constantFrom('7' as const, '7' as const, '$Default' as const, '$Default' as const, '$Latest' as const),
  ),
  parameter: mostly<Trial['group']['parameter']>(
    'none',
    8,
    fc.constantFrom('pin' as const, 'pin' as const, 'refuse' as const),
  ),
  hook: mostly<Trial['group']['hook']>(
    'none',
    8,
    fc.record({
      answer: fc.constantFrom('CONTINUE' as const, 'CONTINUE' as const, 'ABANDON' as const, 'none' as const),
      after: seconds(1, 200),
    }),
  ),
  unregistered: mostly(false, 20, fc.constant(true)),
  old: mostly(good, 12, unhealthySince),
})

/** What happens to a rollout, apart from the image. */
const events = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ deeds: [], strikes: [], starts: [quiet], poverty: {} }) },
  {
    weight: 2,
    arbitrary: fc.record({
      deeds: seldom(deed, 3),
      strikes: seldom(strike, 3),
      starts,
      poverty: mostly<Partial<Trial['account']>>({}, 3, poor),
    }),
  },
)

const image = fc.record({
  boot: fc.constantFrom(10, 45, 120, 300),
  nature,
  from: mostly<Source>('id', 3, fc.constantFrom(...sources)),
})

const check = mostly<Trial['check']>(
  'none',
  4,
  fc.record({ passes: fc.constantFrom(0, 1, 2, 9, 9, 9), takes: fc.constantFrom(1, 20, 45, 90, 600) }),
)

const anything: fc.Arbitrary<Trial> = fc
  .record({ group, image, check, inputs, account, events })
  .map(({ events: { poverty, ...happenings }, account: usual, ...rest }) => ({
    ...rest,
    account: { ...usual, ...poverty },
    ...happenings,
  }))

/** Somebody takes an instance from its load balancer: only who watches to the end sees that. */
const deregistration: fc.Arbitrary<Deed> = fc.record({
  at: seconds(60, 900),
  does: fc.constant('deregister' as const),
  which: fc.nat({ max: 11 }),
})

/** A good image, and one thing that somebody does. */
const oneDeed: fc.Arbitrary<Trial> = fc
  .record({
    trial: anything,
    only: fc.oneof(deed, deregistration),
    starts: mostly<readonly Start[]>([quiet], 3, fc.constant([quiet, { ...quiet, pause: 30 }])),
  })
  .map(({ trial, only, starts: jobs }) => ({
    ...trial,
    group: { ...trial.group, old: good, hook: 'none' },
    image: { boot: 45, nature: good, from: 'id' },
    check: 'none',
    account: { ...trial.account, buckets: false, withheld: 'none', shortage: 'none' },
    deeds: [only],
    strikes: [],
    starts: jobs,
  }))

/** Any trial. */
export const trials: fc.Arbitrary<Trial> = fc.oneof(
  { weight: 5, arbitrary: anything },
  { weight: 1, arbitrary: oneDeed },
)

const everyTrouble = fc.constantFrom(...troubles, ...connectionTroubles)
/** Outages are brief: what lasts longer is no passing fault. */
const lasts = seconds(1, 60)
/** Strikes of every kind: on some calls, for a while on a service, or for a while from a write on. */
const anyStrike: fc.Arbitrary<Strike> = fc.oneof(
  fc.record({
    what: everyTrouble,
    operation: fc.constantFrom(...operations),
    nth: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ what: everyTrouble, from: seconds(0, 1200), for: lasts, service: fc.constantFrom(...services) }),
  fc.record({ what: everyTrouble, since: fc.constantFrom(...operations), nth: fc.constantFrom(1, 1, 2), for: lasts }),
)

/** On a write or from one on: what decides most is met least. Only rollouts that go wrong are rolled back. */
const strikeOnWrite: fc.Arbitrary<Strike> = fc
  .oneof(
    {
      weight: 2,
      arbitrary: fc.constantFrom('CreateLaunchTemplateVersion', 'StartInstanceRefresh', 'UpdateAutoScalingGroup'),
    },
    { weight: 3, arbitrary: fc.constant('RollbackInstanceRefresh') },
  )
  .chain((write) =>
    fc.oneof(
      fc.record({ what: everyTrouble, operation: fc.constant(write), nth: fc.constant([1]) }),
      fc.record({ what: everyTrouble, since: fc.constant(write), nth: fc.constant(1), for: lasts }),
    ),
  )

const disturbance: fc.Arbitrary<Disturbance> = fc.record({
  sessionEnd: mostly<Disturbance['sessionEnd']>(
    'none',
    6,
    fc.record({
      at: seconds(0, 1800),
      how: fc.constantFrom('expired' as const, 'revoked' as const, 'deleted' as const),
    }),
  ),
  recordsAPage: mostly<Disturbance['recordsAPage']>('as asked', 3, fc.constantFrom(0, 1, 2)),
  clockAhead: mostly(0, 6, fc.constantFrom(-1200, -280, 280, 1200)),
})

/** Any trial, with faults of every kind and whatever else AWS and the runner have against it. */
export const disturbedTrials: fc.Arbitrary<Trial> = fc
  .record({
    trial: anything,
    strikes: fc.array(fc.oneof(anyStrike, { weight: 2, arbitrary: strikeOnWrite }), { minLength: 1, maxLength: 4 }),
    disturbance,
  })
  .map(({ trial, ...against }) => ({ ...trial, ...against }))

const WITHIN_THE_HOUR = seconds(1, 3600)
const often = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> => mostly(usual, 3, other)
/** While a rollout lasts that nothing holds up. */
const IN_TIME = seconds(60, 1800)
const times = fc.array(IN_TIME, { minLength: 1, maxLength: 3 })

const surroundings: fc.Arbitrary<Surroundings> = fc
  .record({
    launchHook: often<Surroundings['launchHook']>('none', WITHIN_THE_HOUR),
    terminationHook: often<Surroundings['terminationHook']>(
      'none',
      fc.oneof(WITHIN_THE_HOUR, fc.constant('unanswered' as const)),
    ),
    drains: often(60, fc.constantFrom(0, 300, 1800, 3600)),
    isNetwork: often(false, fc.constant(true)),
    interruptions: often<readonly number[]>([], times),
    recommendations: often<readonly number[]>([], times),
    schedule: often<Surroundings['schedule']>(
      [],
      fc.array(fc.record({ at: IN_TIME, by: fc.integer({ min: -3, max: 3 }) }), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
    retains: often(false, fc.constant(true)),
    bornProtected: often(false, fc.constant(true)),
    zoneLost: often<Surroundings['zoneLost']>('none', seconds(0, 1800)),
    hostFailures: fc.constant([]),
  })
  // Only what a hook abandons is retained.
  .map((one) => ({ ...one, terminationHook: one.retains ? ('unanswered' as const) : one.terminationHook }))

const briefStrikes = fc.array(
  anyStrike.filter(({ what }) => what !== 'denied' && what !== 'expired' && what !== 'text-before'),
  { maxLength: 2 },
)

const buysSpot = ({ interruptions, recommendations }: Surroundings): boolean =>
  interruptions.length + recommendations.length > 0

/** Their waits are hours: many polls of them show no more than these. */
const polledSeldom = { 'poll-interval': '5m', 'bake-time': '20m' } as const

/** A rollout that nobody disturbs, over a group with features of AWS's own, and with brief outages. */
export const featuredTrials: fc.Arbitrary<Trial> = fc
  .record({
    trial: anything,
    surroundings,
    strikes: briefStrikes,
    desired: fc.integer({ min: 1, max: 4 }),
    // What happens to good images is what these are about.
    nature: mostly<Nature | 'any'>('any', 3, fc.constant(good)),
    hostFailures: often<readonly number[]>([], times),
  })
  .map(({ hostFailures, surroundings: usual, ...rest }) => ({
    ...rest,
    surroundings: {
      ...usual,
      hostFailures,
      // What is shut down at once nobody can ask about its host any more.
      drains: hostFailures.length > 0 ? Math.max(60, usual.drains) : usual.drains,
    },
  }))
  .map(({ trial, desired, nature: chosen, ...rest }) => ({
    ...trial,
    ...rest,
    group: {
      ...trial.group,
      // Only such a group buys Spot instances.
      ...(buysSpot(rest.surroundings) && { form: 'policy' as const }),
      // The first instance is bought on demand.
      desired: buysSpot(rest.surroundings) ? Math.max(2, desired) : desired,
      room: 12,
      hook: 'none',
      old: good,
      unregistered: false,
      protectedOnes: 0,
      standby: 0,
      sibling: 'none',
      parameter: 'none',
    },
    image: {
      ...trial.image,
      boot: Math.min(trial.image.boot, 120),
      from: 'id',
      ...(chosen !== 'any' && { nature: chosen }),
    },
    check: 'none',
    inputs: {
      ...trial.inputs,
      // A fleet that grows at each checkpoint meets more of them than any estimate knows.
      checkpoints: '',
      'checkpoint-delay': '',
      timeout: 'auto',
      // Longer than a Network Load Balancer takes to call a new target healthy: else the plan would refuse.
      ...(rest.surroundings.isNetwork && { 'instance-warmup': '8m' }),
      ...polledSeldom,
      'hand-over': 'none',
      alarms: '',
    },
    account: { ...trial.account, buckets: false, withheld: 'none', shortage: 'none' },
    deeds: [],
    starts: [quiet],
  }))

/** Where a trial is cut short: at its launch (the first RunInstances is a dry run), or at its end. */
const stopOfTrial = fc.record({
  by,
  moment: fc.constantFrom({ on: 'RunInstances' as const, nth: 2 }, { on: 'TerminateInstances' as const, nth: 1 }),
  when: fc.constantFrom('before' as const, 'after' as const),
})

/** Every second one passes: what fails shows little of what comes behind. */
const script: fc.Arbitrary<Script> = fc.record({
  end: fc.constantFrom('passes', 'passes', 'passes', 'fails', 'hangs', 'unmanaged'),
  takes: fc.constantFrom(1, 20),
})

/**
 * A rollout with a trial before it; in every second one the trial is cut short, and another job comes behind. In every second
 * one a script runs on each new instance, and there it may be cut short as it is sent.
 */
export const triedTrials: fc.Arbitrary<Trial> = fc
  .record({
    trial: anything,
    stop: stopOfTrial,
    isStopped: fc.boolean(),
    isSent: fc.boolean(),
    run,
    pause: fc.constantFrom(0, 60, 7200),
    its: fc.option(script, { nil: undefined }),
  })
  .map(({ trial, stop: { moment, ...stop }, isStopped, isSent, run: whose, pause, its }) => ({
    ...trial,
    // Time enough for Systems Manager to manage an instance.
    ...(its && { script: its }),
    inputs: {
      ...trial.inputs,
      trial: 'true',
      'trial-timeout': '5m',
      ...(its && { 'bake-time': '10m', checkpoints: '', 'checkpoint-delay': '' }),
    },
    group: { ...trial.group, desired: Math.min(trial.group.desired, its ? 3 : 6) },
    ...(isStopped && {
      starts: [
        { ...quiet, stop: { ...stop, ...(its && isSent ? { on: 'SendCommand' as const, nth: 1 } : moment) } },
        { ...quiet, run: whose, pause },
      ],
    }),
  }))

/** What follows a parameter keeps it: else what the group means is another image than the one that runs. */
const movesImages = ({ does }: Deed): boolean => does === 'move-parameter' || does === 'delete-parameters'

/** `image: current`: the instances are replaced, and what is launched from now on fares as the trial's image. A way back is none. */
export const renewedTrials: fc.Arbitrary<Trial> = anything.map(({ deeds, starts: jobs, ...trial }) => ({
  ...trial,
  renews: true,
  deeds: deeds.filter((each) => !movesImages(each)),
  starts: jobs.map((start) => (start.mode === 'rollback' ? { ...start, mode: 'deploy' } : start)),
}))
