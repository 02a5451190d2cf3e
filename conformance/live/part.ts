/** `npm run live` on moto: the real template through moto's CloudFormation, plays on what it makes, and the teardown. */
import { UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import { fastClock } from '../../simulator/clock.ts'
import { REQUIREMENTS, startMoto } from '../moto/serve.ts'
import { missingProgram, versionsIn } from '../needs.ts'
import { type Case, expected, explained, type Part, type Stage } from '../part.ts'
import { accountAt, image, keys, region } from '../world.ts'
import { clientsAt, closeAll } from './clients.ts'
import { groupNow, usual } from './group.ts'
import { type Found, inventory } from './inventory.ts'
import { rollsWith } from './job.ts'
import { NAME } from './names.ts'
import { Recording } from './recording.ts'
import { runLive } from './run.ts'
import type { LiveStep } from './step.ts'
import { liveSteps } from './steps.ts'

/** moto's instances run no user data: only what needs no bad image, and no rule of AWS's that moto leaves out. */
const PLAYED = /^(plan|check|deploy|rollback|dry runs|versions that are deleted)$/

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

/** moto fills a group as it is made, and so does the engine beside it: the ones too many go when the group shrinks. */
const evened: LiveStep = {
  name: 'as many instances as are wanted',
  says: 'moto only',
  minutes: 0,
  questions: [],
  play: async ({ clients }) => {
    const { Instances = [] } = await groupNow({ clients })
    const wanted = { AutoScalingGroupName: NAME, DesiredCapacity: Instances.length }
    await clients.autoScaling.send(new UpdateAutoScalingGroupCommand(wanted))
    await clients.autoScaling.send(new UpdateAutoScalingGroupCommand({ ...wanted, ...usual }))
    return []
  },
}

async function played({ log, options }: Stage, endpoint: string): Promise<readonly Case[]> {
  const { now, sleep } = fastClock({ speed: 1 })
  const recording = new Recording()
  const clients = clientsAt({ region, endpoint, credentials: keys }, { recording, now })
  const stop = new AbortController().signal
  const env = { AWS_ENDPOINT_URL: endpoint }
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
        roll: rollsWith({ region, credentials: async () => keys, env, onLine: log }),
        say: log,
      },
      steps: [evened, ...liveSteps.filter(({ name }) => PLAYED.test(name) && (options.only?.test(name) ?? true))],
      remover: { clients, stop },
      source,
      agree: async () => true,
    })
    if (ended.type !== 'ended') throw new Error(`it was ${ended.type}`)
    const left = await inventory(clients)
    return [
      expected('the template, and what is built of it', 'complete', ended.failure ?? 'complete'),
      ...ended.played.flatMap(({ cases }) => cases),
      expected('after the teardown', 'nothing is left', namesOf(left.filter(({ what }) => what !== 'target group'))),
      explained(
        expected('its target groups', 'nothing is left', namesOf(left.filter(({ what }) => what === 'target group'))),
        'moto deletes no target group with its stack (elbv2/models.py: FakeTargetGroup has no delete); on AWS it goes with the stack like every other resource.',
      ),
    ]
  } finally {
    closeAll(clients)
  }
}

const namesOf = (found: readonly Found[]): string => found.map(({ what }) => what).join(', ') || 'nothing is left'
