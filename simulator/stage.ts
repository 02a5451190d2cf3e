/** Plays a scene with the shipped bundle: the simulated AWS over HTTP, the action as processes on the simulated runner. */
import { fileURLToPath } from 'node:url'
import type { Journal } from './aws/journal.ts'
import { simulateAws } from './aws/simulate.ts'
import type { Account } from './aws/world/account.ts'
import { Agenda } from './aws/world/agenda.ts'
import { standingKey } from './aws/world/credentials.ts'
import { type FastClock, fastClock } from './clock.ts'
import { type RunningAction, runAction, type Step } from './github/runner.ts'
import { documentedPolicy } from './policy.ts'
import type { Scene } from './scenes/scene.ts'

/** The repository: where action.yml and dist are. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** A running scene. `start` is one job with the scene's inputs and whatever the step changes of them. */
export interface Stage extends AsyncDisposable {
  readonly account: Account
  readonly clock: FastClock
  readonly journal: Journal
  start(step?: Partial<Step>): RunningAction
}

/** The world of a scene as it stands at `now` (ms since epoch), with its past behind it. */
export function worldAt(scene: Scene, now: number): Account {
  const agenda = new Agenda(now - (scene.past ?? 0))
  const account = scene.build(agenda)
  agenda.runUntil(now)
  return account
}

/** Serves the scene at `speed` virtual seconds in a real one, under the documented IAM policy. */
export async function setUp(scene: Scene, speed: number): Promise<Stage> {
  const clock = fastClock({ speed })
  const account = worldAt(scene, clock.now())
  const { faults = [] } = scene
  const { url, journal, close } = await simulateAws({ account, clock, faults, policy: documentedPolicy(account) })
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: account.region,
    AWS_ACCESS_KEY_ID: standingKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
    ...clock.environment(),
  }
  return {
    account,
    clock,
    journal,
    start: (step = {}) =>
      runAction({
        action: root,
        clock,
        nodeArguments: ['--import', fileURLToPath(new URL('fast-clock.ts', import.meta.url))],
        ...step,
        inputs: { ...scene.inputs, ...step.inputs },
        env: { ...env, ...step.env },
      }),
    [Symbol.asyncDispose]: close,
  }
}
