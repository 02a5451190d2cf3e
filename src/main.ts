/**
 * Runs the action: inputs → rollout → outcome → exit code. Only this file fails the step and handles unexpected
 * errors.
 */
import { error, info, setSecret } from '@actions/core'
import { ambient, assumedRole, sessionNameFrom } from './aws/index.ts'
import {
  type Connected,
  compose,
  emitterFor,
  noVerification,
  type Parts,
  type ProcessDeps,
  traceFor,
} from './compose.ts'
import { commandAccess } from './github/command-state.ts'
import { type Environment, runLinksFrom, runnerContextFrom } from './github/context.ts'
import { identityTokens } from './github/identity.ts'
import { leftByMain, saveReportFile, stateReader } from './github/state.ts'
import { trialStateReader, trialsLeftByMain } from './github/trial-state.ts'
import type { Access } from './inputs/connection.ts'
import { type ActionInputs, inputsFrom } from './inputs/index.ts'
import { refusalFor } from './inputs/problem.ts'
import { runProgram } from './program.ts'
import { exitOf } from './report/outcomes.ts'
import { withoutCommands } from './report/plain.ts'
import type { Reporter } from './report/reporters.ts'
import type { Shown } from './reporters.ts'
import { reviewersOf } from './reviewers.ts'
import type { Context } from './rollout/context.ts'
import type { Outcome } from './rollout/outcome.ts'
import type { VerifyRunner } from './rollout/ports.ts'

/** The exit code of the step: 0 succeeded, 1 failed. */
export type Exit = 0 | 1

/** The main step. It calls AWS only when all inputs are valid. */
export async function main(deps: ProcessDeps, env: Environment): Promise<Exit> {
  const inputs = await inputsOrProblems(deps, env)
  saveReportFile(runLinksFrom(env).reportFile)
  // A run with invalid inputs still writes log, annotations and summary.
  const shown = 'problems' in inputs ? { region: '', summary: true } : inputs
  // A watching run sends nothing, so that it leaves nothing to its post step.
  const isReading = 'problems' in inputs || inputs.rollout.mode === 'watch'
  const state = isReading ? [] : [stateReader(accessOf(inputs)), trialStateReader(accessOf(inputs))]
  if ('problems' in inputs) {
    const outcome = refusalFor(inputs.problems)
    emitterFor(deps, await reportersOf(env, shown))({ type: 'concluded', at: deps.clock.now(), outcome })
    return exitOf(outcome)
  }
  const reviewers = reviewersOf(inputs, deps, env)
  const parts = partsFor(inputs, deps, env)
  const settings = { ...inputs.rollout, session: parts.credentials.lifetime }
  const verifyRunner = await verifyRunnerFor(deps, inputs, { env, credentials: parts.credentials })
  const onInstance = await onInstanceFor(inputs)
  const loaded = Promise.withResolvers<readonly Reporter[]>()
  const emit = emitterFor(deps, [...state, reviewers.reporter], loaded.promise)
  const exit = await runToOutcome(
    deps,
    { ...parts, ...reviewers.port, verifyRunner, ...onInstance, emit },
    async (context) => {
      const [outcome] = await Promise.all([
        runProgram(context, settings),
        // The reporters, too, are loaded while the first answers of AWS are on their way.
        context.firstRequest().then(async () => loaded.resolve(await reportersOf(env, shown))),
      ])
      return outcome
    },
  )
  await reviewers.comment()
  return exit
}

/** The reporters of main. Nothing can read outputs of a post step, so that it has the others alone. */
async function reportersOf(env: Environment, shown: Shown): Promise<readonly Reporter[]> {
  const { reportersFor, outputsFor } = await import('./reporters.ts')
  return [...reportersFor(env, shown), outputsFor(env, shown)]
}

/** The inputs, or all problems, including a `verify` command that this runner cannot run. */
async function inputsOrProblems(
  { verifyRunner }: ProcessDeps,
  env: Environment,
): Promise<ReturnType<typeof inputsFrom>> {
  const runner = runnerContextFrom(env)
  const inputs = inputsFrom(runner)
  if (verifyRunner || !runsVerify(runner.inputs.get('verify') ?? '', runner.inputs.get('mode') ?? '')) return inputs
  const { bashProblem } = await import('./github/verify.ts')
  const problem = await bashProblem(env)
  if (problem === undefined) return inputs
  const missing = { input: 'verify', value: '', says: `cannot run: ${problem}`, remedy: INSTALL_BASH }
  return { problems: [...('problems' in inputs ? inputs.problems : []), missing] }
}

const INSTALL_BASH =
  'Install bash on the runner, or in the image of the job (Alpine: `apk add bash`); or leave `verify` out.'

/** Whether the mode runs `verify`; plan and check only read. */
const runsVerify = (verify: string, mode: string): boolean => verify !== '' && mode !== 'plan' && mode !== 'check'

const accessOf = ({ region, role, summary }: Access): Access => ({ region, role, summary })

/** The post step: finishes what main could not end. It fails when the rollback fails. */
export async function post(deps: ProcessDeps, env: Environment): Promise<Exit> {
  const left = leftByMain<Access>()
  const trials = trialsLeftByMain<Access>()
  const commands = commandAccess<Access>()
  const isBroken = left === 'broken'
  if (isBroken) {
    error(
      'The state that main saved for this step cannot be read: see whether an instance refresh is still in progress.',
      {
        title: 'AMI rollout: unfinished',
      },
    )
  }
  const unfinished = typeof left === 'string' ? undefined : left
  const access = unfinished?.access ?? trials?.access ?? commands
  let exit: Exit = isBroken ? 1 : 0
  if (!access) return exit
  const rollbackReporter: Reporter = (event) => {
    if (event.type === 'concluded' && 'rollback' in event.outcome && event.outcome.rollback.end === 'failed') exit = 1
  }
  const { reportersFor } = await import('./reporters.ts')
  const emit = emitterFor(deps, [...reportersFor(env, access), rollbackReporter])
  const parts = partsFor(access, deps, env)
  await runToOutcome(deps, { ...parts, verifyRunner: noVerification, emit }, async (context) => {
    // The rollback goes first: it is urgent, and a trial only costs.
    const [outcome] = await Promise.all([
      unfinished && import('./rollout/finish-in-post.ts').then(({ finishInPost }) => finishInPost(context, unfinished)),
      commands && import('./on-instance.ts').then(({ cancelInPost }) => cancelInPost(context, access)),
    ])
    if (trials) {
      const { endUnfinishedTrials } = await import('./rollout/execute/trial/end-in-post.ts')
      await endUnfinishedTrials(context, trials.launches)
    }
    return outcome
  })
  return exit
}

/**
 * Runs to an outcome and reports it. An exception here is a bug: AWS continues the refresh, and the post step
 * finishes the run.
 */
async function runToOutcome(
  deps: ProcessDeps,
  parts: Parts,
  story: (context: Context & Pick<Connected, 'firstRequest'>) => Promise<Outcome | undefined>,
): Promise<Exit> {
  const { emit } = parts
  const { closed, close, ...context } = compose(parts, deps)
  try {
    const outcome = await story(context)
    if (!outcome) return 0
    emit({ type: 'concluded', at: deps.clock.now(), outcome })
    return exitOf(outcome)
  } catch (bug) {
    const stack = bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)
    for (const line of stack.split('\n')) info(withoutCommands(line))
    error(
      'This is a bug in ami-rollout, not in your group. An instance refresh that was started goes on in AWS. Please report the stack in the log.',
      {
        title: 'AMI rollout: unexpected error',
      },
    )
    return 1
  } finally {
    await context.verifyRunner.end()
    await closed()
    close()
  }
}

/**
 * The connection to AWS for main and post. A role is assumed with GitHub's identity tokens and renewed during the
 * run.
 */
function partsFor(
  { region, role }: Access,
  { clock }: ProcessDeps,
  env: Environment,
): Omit<Parts, 'verifyRunner' | 'emit'> {
  if (!role) return { region, env, credentials: ambient(env) }
  const { arn, sessionName, audience } = role
  const token = identityTokens(env, audience)
  const credentials = assumedRole({
    arn,
    sessionName: sessionNameFrom(sessionName),
    region,
    env,
    clock,
    token,
    mask: setSecret,
    trace: traceFor(env),
  })
  return { region, env, credentials }
}

/** The verify runner, which writes its output to the log. Its code is loaded only if there is a `verify` command. */
async function verifyRunnerFor(
  { verifyRunner }: ProcessDeps,
  settings: ActionInputs,
  { env, credentials }: Pick<Parts, 'env' | 'credentials'>,
): Promise<VerifyRunner> {
  if (!runsVerify(settings.verify, settings.rollout.mode)) return noVerification
  const begin = verifyRunner ?? (await import('./github/verify.ts')).verifyByBash
  const { verify, region } = settings
  const aws = () => ({ AWS_REGION: region, AWS_DEFAULT_REGION: region, ...credentials.variables() })
  return begin({ command: verify, env, aws, output: (line) => info(withoutCommands(`  verify | ${line}`)) })
}

/** `verify-on-instance`, whose code is loaded only with it. */
async function onInstanceFor(inputs: ActionInputs): Promise<Pick<Parts, 'onInstance'>> {
  if (!runsVerify(inputs.verifyOnInstance, inputs.rollout.mode)) return {}
  const { onInstanceOf } = await import('./on-instance.ts')
  return { onInstance: onInstanceOf(inputs, accessOf(inputs)) }
}
