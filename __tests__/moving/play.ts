/** Plays a moved workflow: its file on the simulated runner, with our action as a step of it, over the simulated AWS. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Call, Gate } from '../../simulator/aws/call.ts'
import { iam } from '../../simulator/aws/gate/iam.ts'
import { permissionLookup } from '../../simulator/aws/gate/permissions.ts'
import { policyOf } from '../../simulator/aws/gate/policy.ts'
import { inventoryOf } from '../../simulator/aws/inventory.ts'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import { parameterArn } from '../../simulator/aws/world/parameter.ts'
import { type Clock, fastClock } from '../../simulator/clock.ts'
import { serveIdentityTokens } from '../../simulator/github/oidc.ts'
import type { StepEnd } from '../../simulator/github/step.ts'
import { runWorkflow, type WorkflowResult } from '../../simulator/github/workflow.ts'
import { inputsContext, jobsOf } from '../../simulator/github/workflow-file.ts'
import { type PolicyBlock, policyWith } from '../../simulator/policy.ts'
import { root } from '../../simulator/stage.ts'
import { START } from '../scenario.ts'
import { awsCli } from './aws-cli.ts'
import { type Course, fleetEnds, serving, watchCapacity } from './fleets.ts'
import { inProcess } from './in-process.ts'
import type { Move, MoveEnd, Weather } from './move.ts'
import { type Program, type Programs, servePrograms } from './programs.ts'
import { curl } from './worlds.ts'

/** Virtual seconds in a real one, for the bundle: slow enough for a signal's seconds to be enough for an answer on a busy machine. */
const SPEED = 10
const HOUR = 3_600_000
/** How often it is seen whether an instance has been replaced, in ms. */
const POLL = 5_000
/** How the files name our action. */
const OURS = 'ACTION_OWNER/ami-rollout@COMMIT'

export const textOf = ({ file }: Move): string => readFileSync(join(root, 'examples/moving', file), 'utf8')

/** What runs as our action: `bundle` as it is shipped, in processes of its own; `source` in this one, in the world's time. */
export type Engine = 'bundle' | 'source'

/** The clock of runner and world, and how the runner starts our action. */
function engineOf(engine: Engine, agenda: Agenda) {
  if (engine === 'source') {
    const { clock, runnerClock, gate, start } = inProcess(agenda)
    return { clock, gates: [gate], machine: { start, clock: runnerClock }, variables: {} }
  }
  const clock = fastClock({ speed: SPEED, start: agenda.now })
  const nodeArguments = ['--import', fileURLToPath(new URL('../../simulator/fast-clock.ts', import.meta.url))]
  return { clock, gates: [], machine: { nodeArguments }, variables: clock.environment() }
}

/** Runs it to its end, and AWS for an hour more. `afterwards`: the inputs of another run behind it; its end is what counts. */
export async function play(
  move: Move,
  weather: Weather,
  { engine, afterwards }: { readonly engine: Engine; readonly afterwards?: Readonly<Record<string, string>> },
): Promise<MoveEnd> {
  const text = textOf(move)
  const agenda = new Agenda(START)
  const account = move.build(agenda, weather)
  for (const [, name = ''] of text.matchAll(/:role\/([\w-]+)/g))
    account.credentials.role({ name, maxSessionDuration: 12 * 3600 })
  const before = serving(account)
  const { clock, gates, machine, variables: own } = engineOf(engine, agenda)
  const notes: string[] = []
  await using aws = await served(account, { clock, gates: [...gates, ownPolicy(account, move.blocks ?? [])] })
  await using programs = await servePrograms(
    caughtUp(() => agenda.runUntil(clock.now()), {
      aws: awsCli(aws.url, move.stacks),
      curl: curl(account, firstGroup(account), move.isBroken ?? (() => false)),
      ...move.programs?.({ account, weather, notes }),
    }),
  )
  await using tokens = await identityTokens(clock)
  const repository = mkdtempSync(join(tmpdir(), 'repository-'))
  for (const [path, file] of Object.entries(move.files ?? {})) {
    writeFileSync(join(repository, path), file)
    chmodSync(join(repository, path), 0o755)
  }
  const variables = {
    AWS_ENDPOINT_URL: aws.url,
    REPOSITORY: repository,
    PATH: [programs.folder, dirname(process.execPath), process.env['PATH']].join(delimiter),
    ...programs.variables,
    ...own,
  }
  const jobs = jobsOf(text, {
    actionOf,
    machineOf: ({ mayProveItself }) => ({
      clock,
      ...machine,
      variables: { ...variables, ...(mayProveItself ? tokens.env : {}) },
    }),
  })
  const { capacities, stop } = watchCapacity(account)
  const begin = (inputs: Readonly<Record<string, string>>, runId: string) =>
    runWorkflow({
      jobs,
      context: { runId },
      contexts: { inputs: inputsContext(text, inputs), vars: move.vars ?? {} },
    })
  const run = begin(move.inputs?.(weather) ?? {}, '9000000001')
  if (weather === 'cancelled') void whenReplaced(account, clock, run.done).then(() => run.cancel())
  const first = await run.done
  const result = afterwards ? await begin(afterwards, '9000000002').done : first
  rmSync(repository, { recursive: true })
  agenda.runUntil(clock.now() + HOUR)
  stop()
  if (aws.journal.unknown.length + aws.journal.bugs.length > 0)
    throw new Error(`the simulator failed: ${[...aws.journal.unknown, ...aws.journal.bugs].join('\n')}`)
  return { ...endOf(account, result, { before, capacities }), notes }
}

function actionOf(uses: string): string {
  if (uses === OURS) return root
  const [name = ''] = uses.split('@')
  const standIn = standIns[name]
  if (standIn === undefined) throw new Error(`nothing stands in for ${uses}`)
  return standIn
}

/** The actions of others, as far as these workflows need them. */
const standIns: Readonly<Record<string, string>> = Object.fromEntries(
  ['actions/checkout', 'aws-actions/configure-aws-credentials'].map((name) => [
    name,
    fileURLToPath(new URL(`actions/${name.split('/')[1]}`, import.meta.url)),
  ]),
)

const firstGroup = (account: Account): string => account.groups.keys().next().value ?? ''

/** Each program finds the world at the clock's time. */
const caughtUp = (catchUp: () => void, programs: Programs): Programs =>
  Object.fromEntries(
    Object.entries(programs).map(([name, program]): readonly [string, Program] => [
      name,
      (args, env) => {
        catchUp()
        return program(args, env)
      },
    ]),
  )

async function served(account: Account, how: { readonly clock: Clock; readonly gates: readonly Gate[] }) {
  const server = await simulateAws({ account, ...how })
  return { ...server, [Symbol.asyncDispose]: server.close }
}

/** The rollout's own role is held to the documented policy. */
function ownPolicy(account: Account, blocks: readonly PolicyBlock[]): Gate {
  const principalOf = ({ accessKeyId }: Call) => account.credentials.find(accessKeyId)?.arn ?? 'anonymous'
  const policy = policyOf(everywhere(account, policyWith(...blocks)(account)))
  const own = iam({ policy, principalOf, permissions: permissionLookup(inventoryOf(account)) })
  return (call, next) => (principalOf(call).includes('/ami-rollout-') ? own(call, next) : next())
}

/** The policy names one group and one parameter: all there are take their places. */
function everywhere(account: Account, policy: unknown): unknown {
  const groups = [...account.groups.keys()]
  const named = `autoScalingGroupName/${groups[0]}`
  const resources = (arn: string): readonly string[] => {
    if (arn.endsWith(named)) return groups.map((name) => arn.replace(named, `autoScalingGroupName/${name}`))
    return arn.includes(':parameter/') ? account.parameters.names.map((name) => parameterArn(name, account)) : [arn]
  }
  return JSON.parse(JSON.stringify(policy), (key, value: unknown) => {
    if (key === 'Resource') return [value].flat().flatMap((arn) => resources(String(arn)))
    return key === 'ec2:ResourceTag/aws:autoscaling:groupName' ? groups : value
  })
}

async function identityTokens(clock: Clock) {
  const tokens = await serveIdentityTokens({ repository: 'octo-org/shop', ref: 'refs/heads/main', clock })
  return { env: tokens.env, [Symbol.asyncDispose]: tokens.close }
}

/** Until an instance that came after the start is in service, or the run is over. */
async function whenReplaced(account: Account, clock: Clock, done: Promise<unknown>): Promise<void> {
  const before = serving(account)
  const over = new AbortController()
  void done.finally(() => over.abort())
  while (!over.signal.aborted && [...serving(account)].every((id) => before.has(id))) {
    await clock.sleep(POLL, over.signal)
    account.agenda.runUntil(clock.now())
  }
}

function endOf(account: Account, result: WorkflowResult, course: Course): MoveEnd {
  const rollouts = Object.values(result)
    .flatMap(({ legs }) => legs.flatMap(({ steps }) => steps))
    .filter(({ outputs }) => outputs['outcome'] !== undefined)
  return {
    jobs: Object.fromEntries(Object.entries(result).map(([id, job]) => [id, job.result])),
    rollouts: rollouts.map(({ outputs }) => `${outputs['outcome']} ${outputs['failure-code']}`.trim()),
    summaries: rollouts.map(headOf),
    fleets: fleetEnds(account, course),
    versions: Object.fromEntries(
      account.templates.all.map((template) => [
        template.name,
        template.versions.map(({ number }) => number).toSorted((a, b) => a - b),
      ]),
    ),
    parameters: Object.fromEntries(
      account.parameters.names.map((name) => [name, account.parameters.valueOf(name) ?? '']),
    ),
  }
}

/** Post has the last word where there is one. */
const headOf = ({ main, post }: StepEnd): string => (post?.summary || main?.summary || '').split('\n')[0] ?? ''
