/**
 * One rollout as the bench plays it: the action's own settings, readers and story, in the time of whoever calls. What it
 * is played against, a world in this process or in another, is the caller's affair.
 */
import { join } from 'node:path'
import { ambient } from '../../src/aws/index.ts'
import { compose, emitterFor, noVerification } from '../../src/compose.ts'
import { type Environment, runLinksFrom, runnerContextFrom } from '../../src/github/context.ts'
import { inputsFrom } from '../../src/inputs/index.ts'
import { runProgram } from '../../src/program.ts'
import { jsonReporter, logReporter, type Reporter, summaryReporter } from '../../src/report/reporters.ts'
import type { Outcome } from '../../src/rollout/outcome.ts'
import type { Clock, VerifyRunner } from '../../src/rollout/ports.ts'

/** `env`: the job's, with inputs, credentials and the way to AWS. `folder`: where summary and report are written. */
export interface Play {
  readonly env: Environment
  readonly folder: string
  readonly clock: Clock
  readonly probe?: VerifyRunner
  /** Hears every event besides log, summary and report. */
  readonly reader?: Reporter
}

/** Plays it to its outcome. Throws if the inputs are wrong. */
export async function play({ env, folder, clock, probe = noVerification, reader }: Play): Promise<Outcome> {
  // The SDK finds credentials and endpoint in the process's environment.
  Object.assign(process.env, env)
  const inputs = inputsFrom(runnerContextFrom(env))
  if ('problems' in inputs) throw new Error(inputs.problems.map(({ input, says }) => `${input} ${says}`).join('; '))
  const { region, rollout } = inputs
  const surroundings = { clock, stop: new AbortController().signal }
  const run = { ...runLinksFrom(env), region }
  const emit = emitterFor(surroundings, [
    logReporter(() => {}, { colour: true, run }),
    summaryReporter({ paths: [join(folder, 'summary.md')], run }),
    jsonReporter({ path: join(folder, 'report.json'), run }),
    ...(reader ? [reader] : []),
  ])
  const { close, ...context } = compose(
    { region, env, credentials: ambient(env), verifyRunner: probe, emit },
    surroundings,
  )
  try {
    const outcome = await runProgram(context, rollout)
    emit({ type: 'concluded', at: clock.now(), outcome })
    return outcome
  } finally {
    close()
  }
}
