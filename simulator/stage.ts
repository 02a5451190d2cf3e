/** Plays a scene with the shipped bundle: the simulated AWS over HTTP, the action as processes on the simulated runner. */
import { fileURLToPath } from 'node:url'
import type { Fault } from './aws/gate/faults.ts'
import type { SessionEnd } from './aws/gate/sessions.ts'
import type { Journal } from './aws/journal.ts'
import { type SimulateOptions, simulateAws } from './aws/simulate.ts'
import type { Account } from './aws/world/account.ts'
import { Agenda } from './aws/world/agenda.ts'
import { standingKey } from './aws/world/credentials.ts'
import { type FastClock, fastClock } from './clock.ts'
import { type RunningAction, runAction, type Step } from './github/runner.ts'
import { type PolicyBlock, policyWith } from './policy.ts'
import type { Scene } from './scenes/scene.ts'

/** The repository: where action.yml and dist are. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * A running scene. `start` is one job with the scene's inputs and whatever the step changes of them, on a runner whose
 * clock is `clockAheadMs` ahead of AWS's.
 */
export interface Stage extends AsyncDisposable {
  readonly account: Account
  readonly clock: FastClock
  readonly journal: Journal
  /** For AWS_ENDPOINT_URL. */
  readonly url: string
  start(step?: Partial<Step> & { readonly clockAheadMs?: number }): RunningAction
}

/** What AWS does beside the scene's own faults. `faults`: in ms since epoch on the clock that begins at `now`. `blocks`: of the documented policy, for inputs that need them. */
export interface Trouble extends Pick<SimulateOptions, 'throttled' | 'signature' | 'recordsAPage'> {
  readonly blocks?: readonly PolicyBlock[]
  faults?(now: number): readonly Fault[]
  sessionEnds?(now: number): readonly SessionEnd[]
}

/** The world of a scene as it is at `now` (ms since epoch), with its past behind it. */
export function worldAt(scene: Scene, now: number): Account {
  const agenda = new Agenda(now - (scene.past ?? 0))
  const account = scene.build(agenda)
  agenda.runUntil(now)
  return account
}

/** Serves the scene at `speed` virtual seconds in a real one, under the documented IAM policy. */
export async function setUp(
  scene: Scene,
  speed: number,
  { faults: more, sessionEnds, blocks = [], ...settings }: Trouble = {},
): Promise<Stage> {
  const clock = fastClock({ speed })
  const account = worldAt(scene, clock.now())
  const { url, journal, close } = await simulateAws({
    ...settings,
    account,
    clock,
    faults: [...(scene.faults ?? []), ...(more?.(clock.start) ?? [])],
    sessionEnds: sessionEnds?.(clock.start) ?? [],
    policy: policyWith(...(scene.policy ?? []), ...blocks)(account),
  })
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: account.region,
    AWS_ACCESS_KEY_ID: standingKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
  }
  return {
    account,
    clock,
    journal,
    url,
    start: ({ clockAheadMs = 0, ...step } = {}) =>
      runAction({
        action: root,
        clock,
        nodeArguments: ['--import', fileURLToPath(new URL('fast-clock.ts', import.meta.url))],
        ...step,
        inputs: { ...scene.inputs, ...step.inputs },
        env: { ...env, ...clock.environment(clockAheadMs), ...step.env },
      }),
    [Symbol.asyncDispose]: close,
  }
}
