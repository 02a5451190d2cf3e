/** The simulator, served to programs of others; and the shipped bundle against any endpoint. */
import { fileURLToPath } from 'node:url'
import type { Journal } from '../simulator/aws/journal.ts'
import { endpointsOf, simulateAws } from '../simulator/aws/simulate.ts'
import type { Account } from '../simulator/aws/world/account.ts'
import { Agenda } from '../simulator/aws/world/agenda.ts'
import { standingKey } from '../simulator/aws/world/credentials.ts'
import { type FastClock, fastClock } from '../simulator/clock.ts'
import { type RunningAction, runAction, type Step } from '../simulator/github/runner.ts'
import { scenes } from '../simulator/scenes/index.ts'
import type { Scene } from '../simulator/scenes/scene.ts'
import { root, worldAt } from '../simulator/stage.ts'

/** What a client needs in its environment to be let in. */
export const credentials: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: standingKey.accessKeyId,
  AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
}

export interface Simulated extends AsyncDisposable {
  readonly account: Account
  readonly clock: FastClock
  readonly url: string
  readonly journal: Journal
  /** Variables for any client of AWS. */
  readonly env: Readonly<Record<string, string>>
}

/** Serves a scene at `speed` virtual seconds in a real one. No policy holds anybody back: other programs ask for more than ours. */
export async function simulated(scene: Scene, speed: number): Promise<Simulated> {
  const clock = fastClock({ speed })
  const account = worldAt(scene, clock.now())
  const { url, journal, close } = await simulateAws({ account, clock, faults: scene.faults ?? [] })
  const { region } = account
  return {
    account,
    clock,
    url,
    journal,
    env: { ...credentials, AWS_ENDPOINT_URL: url, AWS_REGION: region, AWS_DEFAULT_REGION: region },
    [Symbol.asyncDispose]: close,
  }
}

/** The scene of that name. Throws if it is gone. */
export function sceneOf(name: string): Scene {
  const scene = scenes.get(name)
  if (!scene) throw new Error(`no scene is called ${name}`)
  return scene
}

/** The shipped bundle as a step on the simulated runner; with a clock, in its time. */
export function startAction(step: Omit<Step, 'action' | 'clock'>, clock?: FastClock): RunningAction {
  return runAction({
    action: root,
    ...step,
    env: { ...step.env, ...clock?.environment() },
    ...(clock && {
      clock,
      nodeArguments: ['--import', fileURLToPath(new URL('../simulator/fast-clock.ts', import.meta.url))],
    }),
  })
}

/** Cancels a job so many virtual seconds after its first call: on a busy machine a process takes its time to begin. */
export async function cancelAfter(
  { clock, journal }: Simulated,
  { done, cancel }: RunningAction,
  seconds: number,
): Promise<void> {
  let isOver = false
  void done.finally(() => {
    isOver = true
  })
  while (journal.entries.length === 0 && !isOver) await clock.sleep(1000)
  await clock.sleep(seconds * 1000)
  cancel()
}

/** How boto3 and the AWS CLI call the services. */
const serviceNames: Readonly<Record<string, string>> = {
  'Auto Scaling': 'autoscaling',
  EC2: 'ec2',
  'Elastic Load Balancing v2': 'elbv2',
  'Elastic Load Balancing': 'elb',
  CloudFormation: 'cloudformation',
  CloudWatch: 'cloudwatch',
  SSM: 'ssm',
  STS: 'sts',
}

/** Every operation that the simulator serves. */
export function servedOperations(): readonly { readonly service: string; readonly operation: string }[] {
  const account = sceneOf('good-image').build(new Agenda(Date.now()))
  return endpointsOf(account).flatMap(({ model, handlers }) =>
    Object.keys(handlers).map((operation) => ({ service: serviceNames[model.id] ?? model.id, operation })),
  )
}
