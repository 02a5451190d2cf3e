/** `npm run live` on the simulated AWS: an account that has things of others, and images that do what their names say. */
import { readFileSync } from 'node:fs'
import { type Simulated, simulated } from '../../../__tests__/scenario.ts'
import type { Gate } from '../../../simulator/aws/call.ts'
import type { Account } from '../../../simulator/aws/world/account.ts'
import type { Agenda } from '../../../simulator/aws/world/agenda.ts'
import { type Behaviour, boots, dies, neverHealthy } from '../../../simulator/aws/world/behaviour.ts'
import { standingKey } from '../../../simulator/aws/world/credentials.ts'
import type { Rules } from '../../../simulator/aws/world/rules.ts'
import { fakeDate } from '../../../simulator/clock.ts'
import { web } from '../../../simulator/scenes/web.ts'
import { clientsAt, closeAll } from '../../live/clients.ts'
import type { Live } from '../../live/live.ts'
import { type ImageKind, imageName, SOURCE_PARAMETER } from '../../live/names.ts'
import { Recording } from '../../live/recording.ts'
import { type Ended, runLive } from '../../live/run.ts'
import type { LiveStep } from '../../live/step.ts'

/** Four times as long as on AWS: a test that waits less often is over sooner. */
export const POLL_MS = 20_000

/** More than `npm test` plays: `LIVE=whole npx vitest run conformance/__tests__/live`. */
export const isWhole = process.env['LIVE'] === 'whole'

const AMAZON_LINUX = 'ami-0a1a2a3a4a5a6a7a8'

/** Scripts take as long as they say, and exit as they say. */
const agent = {
  script: (text: string) => ({
    seconds: Number(/^sleep (\d+)$/.exec(text)?.[1] ?? 2),
    exit: Number(/^exit (\d+)$/.exec(text)?.[1] ?? 0),
  }),
}

const behaviours: Readonly<Record<ImageKind, Behaviour>> = {
  base: { ...boots(40), agent },
  good: { ...boots(40), agent },
  dies: { ...boots(40), ...dies(30), agent },
  silent: { ...boots(40), ...neverHealthy(), agent },
}

/** A copy behaves as its kind does: the simulated machines run no user data. */
export const behaving =
  (account: () => Account): Gate =>
  async (call, next) => {
    const answer = await next()
    const { ImageId } = answer as { readonly ImageId?: string }
    const image = call.operation === 'CopyImage' ? account().images.get(ImageId ?? '') : undefined
    const kind = (['base', 'good', 'dies', 'silent'] as const).find((one) => image?.name === imageName(one))
    if (image && kind) account().images.set(image.id, { ...image, behaviour: behaviours[kind] })
    return answer
  }

/** An account with a group of others, and with the public images. */
export function accountFor(agenda: Agenda, rules?: Partial<Rules>): Account {
  const account = web(agenda, { ...(rules && { rules }) })
  account.image({
    id: AMAZON_LINUX,
    name: 'al2023-ami',
    architecture: 'arm64',
    bootMode: 'uefi',
    ownerId: '137112412989',
    ownerAlias: 'amazon',
    public: true,
  })
  account.parameter(SOURCE_PARAMETER, AMAZON_LINUX)
  return account
}

/** What differs from an account in which all goes well. */
export interface Different {
  readonly rules?: Partial<Rules>
  /** Sees each call before it takes effect. */
  readonly gate?: Gate
  readonly policy?: (account: Account) => unknown
}

/** A world for `npm run live`, and what plays in it. */
export interface LiveStage extends AsyncDisposable {
  readonly world: Simulated
  readonly said: string[]
  readonly stop: AbortController
  run(steps: readonly LiveStep[], agree?: boolean): Promise<Ended>
}

/** The permissions that `npm run live -- --policy` prints, filled in. */
export const livePolicy = ({ region, id }: Account): unknown =>
  JSON.parse(
    readFileSync(new URL('../../live/policy.json', import.meta.url), 'utf8')
      .replaceAll('REGION', region)
      .replaceAll('ACCOUNT', id),
  )

const everything = () => ({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })

/** Builds it and serves it. */
export async function liveStage({ rules, gate, policy = everything }: Different = {}): Promise<LiveStage> {
  const held: { account?: Account } = {}
  const accountOf = () => {
    if (!held.account) throw new Error('the world is not built yet')
    return held.account
  }
  const inner = behaving(accountOf)
  const build = (agenda: Agenda) => {
    held.account = accountFor(agenda, rules)
    return held.account
  }
  const world = await simulated(build, {
    policy,
    gate: (call, next) => inner(call, (altered) => (gate ? gate(altered ?? call, next) : next(altered))),
  })
  const stop = new AbortController()
  const said: string[] = []
  return {
    world,
    said,
    stop,
    run: (steps, agree = true) => runIn({ world, said, stop }, steps, agree),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

async function runIn(
  { world, said, stop }: Pick<LiveStage, 'world' | 'said' | 'stop'>,
  steps: readonly LiveStep[],
  agree: boolean,
): Promise<Ended> {
  const { clock, account, endpoint } = world
  const recording = new Recording()
  const { accessKeyId, secretAccessKey } = standingKey
  const place = { region: account.region, endpoint, credentials: { accessKeyId, secretAccessKey } }
  const { now } = clock
  const clients = clientsAt(place, { stop: stop.signal, recording, now })
  const last = { clients: clientsAt(place, { now }), stop: new AbortController().signal }
  const live: Live = {
    region: account.region,
    clients,
    clock,
    stop: stop.signal,
    recording,
    pollMs: POLL_MS,
    roll: (inputs, runId) => {
      const cancel = new AbortController()
      const kill = new AbortController()
      const done = world.job({ inputs: { image: '', ...inputs }, runId, cancel: cancel.signal, kill: kill.signal })
      return {
        done: done.then(({ exit = null, outputs }) => ({ exit, outputs })),
        cancel: () => cancel.abort(),
        kill: () => kill.abort(),
      }
    },
    say: (line) => said.push(line),
  }
  // Requests are signed at the world's time.
  const giveDateBack = fakeDate(now)
  try {
    return await runLive({ live, steps, remover: last, agree: async () => agree })
  } finally {
    giveDateBack()
    closeAll(clients)
    closeAll(last.clients)
  }
}

/** Everything in the account that is of ours, asked of the world itself. */
export function leftIn(account: Account): readonly string[] {
  const live = (name: string) => name.includes('ami-rollout-live')
  return [
    ...[...account.groups.keys()].filter(live),
    ...account.templates.all.map(({ name }) => name).filter(live),
    ...account.targetGroups.map(({ name }) => name).filter(live),
    ...account.loadBalancers.all.map(({ identity }) => identity.name).filter(live),
    ...account.parameters.names.filter(live),
    ...[...account.images.values()]
      .filter(({ name, state }) => live(name) && state !== 'deregistered')
      .map(({ id }) => id),
    ...[...account.ec2Instances.values()]
      .filter(({ launchInfo, ec2State }) => 'ami-rollout-live' in launchInfo.tags && ec2State !== 'terminated')
      .map(({ id }) => id),
  ]
}
