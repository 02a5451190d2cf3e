/**
 * One rollout as the bench plays it: the action's own settings, readers and story, in the time of whoever calls. What it
 * is played against, a world in this process or in another, is the caller's affair.
 */
import { join } from 'node:path'
import { ambient } from '../../src/aws/index.ts'
import { type Environment, givenFrom, placeFrom } from '../../src/github/context.ts'
import { settingsFrom } from '../../src/inputs/index.ts'
import { run } from '../../src/program.ts'
import { jsonReader, logReader, type Reader, summaryReader } from '../../src/report/readers.ts'
import type { Outcome } from '../../src/rollout/outcome.ts'
import type { Clock, VerifyRunner } from '../../src/rollout/ports.ts'
import { compose, emitterFor, noCheck } from '../../src/world.ts'

/** `env`: the job's, with inputs, credentials and the way to AWS. `folder`: where summary and report are written. */
export interface Play {
  readonly env: Environment
  readonly folder: string
  readonly clock: Clock
  readonly probe?: VerifyRunner
  /** Hears every event besides log, summary and report. */
  readonly reader?: Reader
}

/** Plays it to its outcome. Throws if the inputs are wrong. */
export async function play({ env, folder, clock, probe = noCheck, reader }: Play): Promise<Outcome> {
  // The SDK finds credentials and endpoint in the process's environment.
  Object.assign(process.env, env)
  const settings = settingsFrom(givenFrom(env))
  if ('problems' in settings) throw new Error(settings.problems.map(({ input, says }) => `${input} ${says}`).join('; '))
  const { region, policy } = settings
  const surroundings = { clock, stop: new AbortController().signal }
  const emit = emitterFor(surroundings, [
    logReader(() => {}, { colour: true }),
    summaryReader({ paths: [join(folder, 'summary.md')], run: { ...placeFrom(env), region } }),
    jsonReader({ path: join(folder, 'report.json') }),
    ...(reader ? [reader] : []),
  ])
  const { close, ...world } = compose({ region, env, credentials: ambient(env), probe, emit }, surroundings)
  try {
    const outcome = await run(world, policy)
    emit({ is: 'concluded', at: clock.now(), outcome })
    return outcome
  } finally {
    close()
  }
}
