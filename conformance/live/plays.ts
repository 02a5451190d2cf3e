/** The plays: the shipped bundle on the group, as a workflow would run it. AWS itself says afterwards how it went. */
import { type Case, expected } from '../part.ts'
import { found } from '../world.ts'
import { groupNow, inServiceOf, isActive, refreshNow, settle } from './group.ts'
import { type LiveWorld, minutes, type Rolled, until } from './live.ts'
import { type ImageKind, imageKinds, NAME } from './names.ts'
import type { LiveStep } from './step.ts'

/** Inputs that make a rollout short, within what the action allows. */
const brief = { 'auto-scaling-group': NAME, 'target-health-timeout': '60s', 'bake-time': '2m' } as const

type Inputs = Readonly<Record<string, string>>

/** What a play has to choose from: the image that the group runs, and the other good one. */
interface Kinds {
  readonly now: ImageKind
  readonly other: ImageKind
}

/** One job. `wanted`: how it has to end, in the words of `endOf`. */
interface Job {
  readonly inputs: Inputs
  readonly wanted: string
}

/** A play of one job, from a group at rest. */
const jobPlay = (step: Omit<LiveStep, 'questions' | 'play'>, of: (live: LiveWorld, kinds: Kinds) => Job): LiveStep => ({
  ...step,
  questions: [],
  async play(live) {
    await settle(live)
    const { inputs, wanted } = of(live, await kindsOf(live))
    const rolled = await watched(live, live.roll({ ...brief, ...inputs }, runIdOf(step.name)))
    return [expected(step.name, wanted, await endOf(live, rolled))]
  },
})

/** A step can be played alone: what it rolls depends on what the group runs by then. */
async function kindsOf(live: LiveWorld): Promise<Kinds> {
  const { next } = await found(live.clients, NAME)
  return next === live.images.good ? { now: 'good', other: 'base' } : { now: 'base', other: 'good' }
}

/** A run id for each play, the same each time: markers and tokens are read in the recording. */
const runIdOf = (name: string): string =>
  String(9_100_000_000 + ([...name].reduce((sum, c) => sum * 7 + c.charCodeAt(0), 0) % 1_000_000))

/** The job's end; killed where the program is to stop, since the group is about to go. */
async function watched(live: LiveWorld, job: ReturnType<LiveWorld['roll']>): Promise<Rolled> {
  const kill = () => job.kill()
  live.stop.addEventListener('abort', kill)
  try {
    return await job.done
  } finally {
    live.stop.removeEventListener('abort', kill)
  }
}

/** Codes by which an image is found bad: which of them comes first depends on when an instance ends. */
const BY_THE_IMAGE = ['instances-died', 'launch-failures', 'target-health', 'below-minimum']

/** `succeeded, fleet new, runs good, next good`: what the action says, and what AWS says. */
async function endOf(live: LiveWorld, { exit, outputs }: Rolled): Promise<string> {
  const { outcome = 'no outcome', fleet = '', 'failure-code': code = '' } = outputs
  const { instances, next } = await found(live.clients, NAME)
  const kinds = instances.filter(({ state }) => state === 'InService').map(({ image }) => kindOf(live, image))
  const why = BY_THE_IMAGE.includes(code) ? 'by the image' : code
  const isGreen = ['succeeded', 'unchanged', 'planned', 'in-sync'].includes(outcome)
  return [
    `${outcome}${why && ` ${why}`}${isGreen === (exit === 0) ? '' : ` with exit ${exit}`}`,
    ...(fleet === '' ? [] : [`fleet ${fleet}`]),
    `runs ${[...new Set(kinds)].toSorted().join(' and ') || 'nothing'}`,
    `next ${kindOf(live, next)}`,
  ].join(', ')
}

const kindOf = ({ images }: LiveWorld, id: string): ImageKind | 'another' =>
  imageKinds.find((kind) => images[kind] === id) ?? 'another'

const back = ({ now }: Kinds) => `failed by the image, fleet previous, runs ${now}, next ${now}`

export const plays: readonly LiveStep[] = [
  jobPlay(
    { name: 'plan', says: 'A plan of the other good image changes nothing.', minutes: 1 },
    (live, { now, other }) => ({
      inputs: { mode: 'plan', image: live.images[other] },
      wanted: `planned, fleet previous, runs ${now}, next ${now}`,
    }),
  ),
  jobPlay({ name: 'check', says: 'A check finds the group in sync.', minutes: 1 }, (_, { now }) => ({
    inputs: { mode: 'check' },
    wanted: `in-sync, runs ${now}, next ${now}`,
  })),
  jobPlay({ name: 'deploy', says: 'The other good image is rolled out.', minutes: 9 }, deployed),
  {
    name: 'rollback',
    says: 'A rollback goes to what ran before.',
    minutes: 9,
    questions: [],
    play: rolledBack,
  },
  jobPlay(
    {
      name: 'image that dies',
      says: 'An image whose instances shut themselves down is found out, and the fleet goes back.',
      minutes: 12,
    },
    (live, kinds) => ({ inputs: { image: live.images.dies }, wanted: back(kinds) }),
  ),
  jobPlay(
    {
      name: 'image that never answers',
      says: 'An image whose web server never answers is found out, and the fleet goes back.',
      minutes: 10,
    },
    (live, kinds) => ({ inputs: { image: live.images.silent }, wanted: back(kinds) }),
  ),
  {
    name: 'cancel',
    says: 'A job that is cancelled half-way sends the rollback, and the fleet goes back.',
    minutes: 10,
    questions: [],
    play: cancelled,
  },
  jobPlay(
    {
      name: 'trial and verify-on-instance',
      says: 'One instance is tried first, a script runs on each new one, and the image is rolled out.',
      minutes: 15,
    },
    (live, { other }) => ({
      inputs: {
        image: live.images[other],
        trial: 'true',
        'bake-time': '5m',
        'verify-on-instance': 'curl -fsS --retry 10 --retry-connrefused http://127.0.0.1/ready',
      },
      wanted: `succeeded, fleet new, runs ${other}, next ${other}`,
    }),
  ),
]

function deployed(live: LiveWorld, { other }: Kinds): Job {
  return { inputs: { image: live.images[other] }, wanted: `succeeded, fleet new, runs ${other}, next ${other}` }
}

/** After a deploy, which it sends itself where there was none yet: there has to be something to go back to. */
async function rolledBack(live: LiveWorld): Promise<readonly Case[]> {
  await settle(live)
  if ((await groupNow(live)).LaunchTemplate?.Version === '1') {
    const { inputs } = deployed(live, await kindsOf(live))
    await watched(live, live.roll({ ...brief, ...inputs }, runIdOf('before a rollback')))
  }
  const { other } = await kindsOf(live)
  const rolled = await watched(live, live.roll({ ...brief, mode: 'rollback' }, runIdOf('rollback')))
  const wanted = `succeeded, fleet previous, runs ${other}, next ${other}`
  return [expected('rollback', wanted, await endOf(live, rolled))]
}

/** Cancelled once a new instance is in service; AWS has then to take it back. */
async function cancelled(live: LiveWorld): Promise<readonly Case[]> {
  await settle(live)
  const { now, other } = await kindsOf(live)
  const before = new Set(inServiceOf(await groupNow(live)))
  const job = live.roll({ ...brief, image: live.images[other] }, runIdOf('cancel'))
  const ending = watched(live, job)
  const isOver = { yet: false }
  void ending
    .catch(() => undefined)
    .finally(() => {
      isOver.yet = true
    })
  const wait = { everyMs: live.pollMs, atMostMs: minutes(30) }
  await until(live, { ...wait, what: 'a new instance in service' }, async () => {
    const isThere = inServiceOf(await groupNow(live)).some((id) => !before.has(id))
    return isThere || isOver.yet ? true : undefined
  })
  job.cancel()
  const rolled = await ending
  await until(live, { ...wait, what: 'the end of the rollback' }, async () => {
    const refresh = await refreshNow(live)
    return refresh && isActive(refresh) ? undefined : true
  })
  const { fleet: _onlyUntilThen, ...outputs } = rolled.outputs
  const seen = await endOf(live, { ...rolled, outputs })
  return [expected('cancel', `cancelled cancelled, runs ${now}, next ${now}`, seen)]
}
