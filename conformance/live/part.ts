/** `npm run live` on moto: the real template through moto's CloudFormation, plays on what it makes, and the teardown. */
import { CreateTagsCommand, DescribeImagesCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2'
import { fastClock } from '../../simulator/clock.ts'
import { REQUIREMENTS, startMoto } from '../moto/serve.ts'
import { missingProgram, versionsIn } from '../needs.ts'
import { type Case, expected, type Part, type Stage } from '../part.ts'
import { accountAt, image, keys, region } from '../world.ts'
import { type Clients, clientsAt, closeAll } from './clients.ts'
import { type Found, inventory } from './inventory.ts'
import { rollsWith } from './job.ts'
import { NAME } from './names.ts'
import { Recording } from './recording.ts'
import { runLive } from './run.ts'
import type { LiveStep } from './step.ts'
import { liveSteps } from './steps.ts'

/** What needs no agent on an instance, no hook and no schedule, and does not wait for minutes on end. */
const PLAYED =
  /^(plan|check|deploy|rollback|image that .*|cancel|dry runs|versions that are deleted|a parameter that .*|On-Demand .*)$/

export const live: Part = {
  name: 'live',
  says: 'npm run live on moto: the template through moto’s CloudFormation, plays with the shipped bundle, and the teardown.',
  needs: 'python3 with venv',
  missing: () => missingProgram('python3'),
  async play(stage) {
    await using moto = await startMoto(stage)
    return { versions: versionsIn(REQUIREMENTS), cases: await played(stage, moto.url) }
  },
}

/** The shortest times that the action takes: moto's day is short. */
const quick = { 'poll-interval': '5s', 'bake-time': '25s', 'target-health-timeout': '10s' }

/** moto's instances run no user data: a tag of the image says how they behave. */
const behaving: LiveStep = {
  name: 'what the images do',
  says: 'moto only: a tag in place of the user data.',
  minutes: 0,
  questions: [],
  play: async ({ clients, images }) => {
    const tag = (id: string, Value: string) =>
      clients.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'behaviour', Value }] }))
    await tag(images.dies, 'dies')
    await tag(images.silent, 'never-healthy')
    return []
  },
}

async function played({ log, options }: Stage, endpoint: string): Promise<readonly Case[]> {
  const { now, sleep } = fastClock({ speed: 1 })
  const recording = new Recording()
  const clients = clientsAt({ region, endpoint, credentials: keys }, { recording, now })
  const stop = new AbortController().signal
  const roll = rollsWith({ region, credentials: async () => keys, env: { AWS_ENDPOINT_URL: endpoint }, onLine: log })
  try {
    // moto has no public image for the parameter's id, and none for Graviton.
    const source = await image(await accountAt(endpoint), 'amazon-linux', 'good', 'arm64')
    const ended = await runLive({
      live: {
        region,
        clients,
        // What the program waits for is there at once: it need not wait ten seconds each time.
        clock: { now, sleep: (ms, until) => sleep(Math.min(ms, 1_000), until) },
        stop,
        recording,
        pollMs: 1_000,
        roll: (inputs, runId) => roll({ ...inputs, ...quick }, runId),
        say: log,
      },
      steps: [behaving, ...liveSteps.filter(({ name }) => PLAYED.test(name) && (options.only?.test(name) ?? true))],
      remover: { clients, stop },
      source,
      agree: async () => true,
    })
    if (ended.type !== 'ended') throw new Error(`it was ${ended.type}`)
    return [
      expected('the template, and what is built of it', 'complete', ended.failure ?? 'complete'),
      ...ended.played.flatMap(({ cases }) => cases),
      expected('after the teardown', 'nothing is left', namesOf(await inventory(clients))),
      expected(
        'its networks and copies of the image, by name and kind',
        '0 networks, 0 copies',
        await untagged(clients),
      ),
    ]
  } finally {
    closeAll(clients)
  }
}

/** What moto has of ours, asked otherwise than the teardown asks. */
async function untagged({ ec2 }: Clients): Promise<string> {
  const networks = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['false'] }] }))
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))
  const copies = Images.filter(({ Name }) => Name?.startsWith(NAME))
  return `${networks.Vpcs?.length ?? 0} networks, ${copies.length} copies`
}

const namesOf = (found: readonly Found[]): string => found.map(({ what }) => what).join(', ') || 'nothing is left'
