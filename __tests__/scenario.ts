/**
 * A job in this process: the real main and post, the real SDK over real HTTP, `@actions/core` as it is; inputs by
 * environment, results by files. Time is the simulated world's: a sleep moves it.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { Gate } from '../simulator/aws/call.ts'
import type { Fault } from '../simulator/aws/gate/faults.ts'
import { signatureByRecord } from '../simulator/aws/gate/signature.ts'
import type { Entry } from '../simulator/aws/journal.ts'
import { type SimulateOptions, simulateAws } from '../simulator/aws/simulate.ts'
import type { Account } from '../simulator/aws/world/account.ts'
import { Agenda } from '../simulator/aws/world/agenda.ts'
import { standingKey } from '../simulator/aws/world/credentials.ts'
import { dump } from '../simulator/aws/world/dump.ts'
import type { Group } from '../simulator/aws/world/group.ts'
import { shifted, virtualClock } from '../simulator/clock.ts'
import { readAction } from '../simulator/github/action.ts'
import { openCommandFiles } from '../simulator/github/command-files.ts'
import { contextOf, inputsOf, inputVariables, jobVariables, stateVariables } from '../simulator/github/environment.ts'
import { type Annotation, hear, readerFor } from '../simulator/github/log.ts'
import { printed } from '../simulator/github/terminal.ts'
import { documentedPolicy } from '../simulator/policy.ts'
import { GROUP, NEW_IMAGE } from '../simulator/scenes/web.ts'
import type { ProcessDeps } from '../src/compose.ts'
import { main, post } from '../src/main.ts'
import type { Clock } from '../src/rollout/ports.ts'
import { Life, type Moment } from './life.ts'
import { inOwnProcess } from './own-process.ts'
import { misfits } from './report/schema.ts'
import { RunningJobs } from './running-jobs.ts'

/** Every scenario begins at three in the morning. */
export const START = Date.parse('2026-11-21T03:00:00Z')
export const seconds = (count: number): number => count * 1000
export const minutes = (count: number): number => seconds(60 * count)

/** How one job goes. Times in milliseconds since the world began. */
export interface JobOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly attempt?: number
  readonly runId?: string
  readonly env?: Readonly<Record<string, string>>
  /** What earlier steps have left in the workspace: text by file name. */
  readonly files?: Readonly<Record<string, string>>
  /** SIGINT reaches main. */
  readonly cancelAt?: number
  readonly cancelOn?: Moment
  readonly cancel?: AbortSignal
  readonly kill?: AbortSignal
  /** After a cancel the runner kills main so much later, and goes on to post; unless said main may end its work. */
  readonly patience?: number
  /** Main, and the machine that it runs on, are gone: no post. */
  readonly killAt?: number
  readonly killOn?: Moment
  /** Main alone is gone: the runner goes on to post. */
  readonly machineSurvives?: boolean
  /** How far the runner's own clock is ahead of AWS's, in ms; behind it if negative. */
  readonly clockAheadMs?: number
  /** Runs the user's check in bash's place, which knows nothing of the world's time. */
  readonly verifyRunner?: ProcessDeps['verifyRunner']
  /** Called as main ends, however it does; before post begins. */
  whenMainEnds?(workspace: { remove(file: string): void }): void
}

/** What a job showed and left. `exit` is `undefined` when it was killed. */
export interface Job {
  readonly exit: number | undefined
  readonly postExit?: number
  readonly log: readonly string[]
  readonly annotations: readonly Annotation[]
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly postSummary: string
  /** The JSON report, as text; empty if there is none. */
  readonly report: string
  readonly writes: readonly Entry[]
}

/** A simulated AWS, and jobs that run against it: one after another, or side by side. */
export interface Simulated extends AsyncDisposable {
  readonly account: Account
  readonly agenda: Agenda
  readonly clock: Clock
  readonly group: Group
  readonly journal: Awaited<ReturnType<typeof simulateAws>>['journal']
  /** Where it is served. */
  readonly endpoint: string
  job(options?: JobOptions): Promise<Job>
  /** Lets the world go on without anybody looking. */
  pass(ms: number): void
}

const action = readAction(fileURLToPath(new URL('..', import.meta.url)))

/** Builds the world and serves it. */
export async function simulated(
  build: (agenda: Agenda) => Account,
  options: {
    readonly faults?: readonly Fault[]
    readonly policy?: (account: Account) => unknown
    readonly group?: string
    /** Sees what reaches AWS, and what AWS answers. */
    readonly gate?: Gate
    /** Of all jobs that set no others. */
    readonly inputs?: Readonly<Record<string, string>>
  } & Pick<SimulateOptions, 'throttled' | 'sessionEnds' | 'recordsAPage' | 'onStrike'> = {},
): Promise<Simulated> {
  const agenda = new Agenda(START)
  const account = build(agenda)
  const group = account.groups.get(options.group ?? GROUP)
  if (!group) throw new Error('the scene has no such group')
  const clock = virtualClock(agenda)
  const { faults = [], policy = documentedPolicy, gate, inputs, ...settings } = options
  const running = new RunningJobs(account)
  const gates = [running.gate, ...(gate ? [gate] : [])]
  const aws = await simulateAws({
    account,
    clock,
    ...settings,
    faults,
    gates,
    signature: signatureByRecord,
    policy: policy(account),
  })
  return {
    account,
    agenda,
    clock,
    group,
    journal: aws.journal,
    endpoint: aws.url,
    job: (job = {}) =>
      runJob({ aws, agenda, clock, running, region: account.region }, { ...job, inputs: { ...inputs, ...job.inputs } }),
    pass: (ms) => agenda.runUntil(agenda.now + ms),
    [Symbol.asyncDispose]: () => aws.close(),
  }
}

interface Stage {
  readonly aws: Awaited<ReturnType<typeof simulateAws>>
  readonly agenda: Agenda
  readonly clock: Clock
  readonly running: RunningJobs
  readonly region: string
}

/** In memory where the machine has such a place: some disks make a file that is written again wait, and a summary is. */
const workspaces = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

async function runJob({ aws, agenda, clock, running, region }: Stage, options: JobOptions): Promise<Job> {
  const temp = mkdtempSync(join(workspaces, 'job-'))
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(temp, name), text)
  const before = aws.journal.writes().length
  const heard = listen(options.env?.['RUNNER_DEBUG'] === '1')
  const since = (ms: number | undefined) => (ms === undefined ? undefined : START + ms)
  const { verifyRunner, clockAheadMs = 0 } = options
  const runnerClock = shifted(clock, clockAheadMs)
  const life = new Life(agenda, { ...options, cancelAt: since(options.cancelAt), killAt: since(options.killAt) })
  const job = running.begin()
  const { accessKeyId } = job

  const variables = { ...environment({ url: aws.url, region, accessKeyId }, temp, options), ...options.env }
  const mainFiles = openCommandFiles(temp)
  job.life = life
  const exit = await inStep({ ...variables, ...mainFiles.env }, runnerClock, heard.write, (env) =>
    Promise.race([
      main({ clock: life.clock(runnerClock), stop: life.stop, ...(verifyRunner && { verifyRunner }) }, env),
      life.death,
    ]),
  )
  life.end()
  delete job.life
  options.whenMainEnds?.({ remove: (file) => rmSync(join(temp, file)) })
  const written = mainFiles.collect()
  const result = { exit, outputs: written.outputs, summary: written.summary, postSummary: '' }

  const time = new AbortController()
  agenda.after(minutes(4), () => time.abort('the time for post steps'))
  const afterlife = new Life(agenda, {})
  const postFiles = openCommandFiles(temp)
  const postEnvironment = { ...variables, ...stateVariables(written.state), ...postFiles.env }
  const ending =
    exit === undefined && options.patience === undefined && !options.machineSurvives
      ? {}
      : {
          postExit: await inStep(postEnvironment, runnerClock, heard.write, (env) =>
            post({ clock: afterlife.clock(runnerClock), stop: time.signal }, env),
          ),
        }
  afterlife.end()
  running.end(job)
  const postSummary = postFiles.collect().summary
  const report = reportIn(temp)
  if (report !== '') expect(misfits(JSON.parse(report))).toEqual([])
  rmSync(temp, { recursive: true })
  const clean = (text: string) => text.replaceAll(temp, '<temp>')
  return {
    ...result,
    ...ending,
    outputs: Object.fromEntries(Object.entries(result.outputs).map(([name, value]) => [name, clean(value)])),
    summary: clean(result.summary),
    postSummary: clean(postSummary),
    report,
    log: heard.lines.map(clean),
    annotations: heard.annotations,
    writes: aws.journal
      .writes()
      .slice(before)
      .filter((entry) => running.isOf(job, entry)),
  }
}

const reportIn = (temp: string): string =>
  readdirSync(temp)
    .filter((name) => name.endsWith('.json') && name.startsWith('ami-rollout'))
    .map((name) => readFileSync(join(temp, name), 'utf8'))
    .join('\n')

function environment(
  { url, region, accessKeyId }: Readonly<Record<'url' | 'region' | 'accessKeyId', string>>,
  temp: string,
  options: JobOptions,
) {
  const folders = { home: temp, temp, workspace: temp, toolCache: temp }
  mkdirSync(temp, { recursive: true })
  const context = contextOf({ runAttempt: options.attempt ?? 1, ...(options.runId && { runId: options.runId }) })
  const inputs = inputsOf(action, { 'auto-scaling-group': GROUP, image: NEW_IMAGE, ...options.inputs })
  const aws = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
  }
  return { ...jobVariables(context, folders, join(temp, 'event.json')), ...aws, ...inputVariables(inputs) }
}

/** Runs a step in an environment of its own, in the runner's time, with chance taken out. */
export const inStep = <T>(
  variables: Readonly<Record<string, string>>,
  clock: Clock,
  write: typeof process.stdout.write,
  step: (env: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> => {
  const env = { ...variables }
  return inOwnProcess({ env, write, now: () => clock.now() }, () => step(env))
}

/** Standard output as the runner shows it. */
function listen(showsDebug: boolean) {
  const lines: string[] = []
  const annotations: Annotation[] = []
  let reader = readerFor([], showsDebug)
  let rest = ''
  const write: typeof process.stdout.write = (chunk: string | Uint8Array) => {
    const [...complete] = (rest + String(chunk)).split('\n')
    rest = complete.pop() ?? ''
    for (const raw of complete) {
      const heard = hear(reader, raw)
      reader = heard.reader
      lines.push(...heard.lines.flatMap((line) => printed(line, false)))
      annotations.push(...heard.effects.flatMap((effect) => (effect.type === 'annotation' ? [effect.annotation] : [])))
    }
    return true
  }
  return { lines, annotations, write }
}

/** What a scenario showed and left, as one text to compare and to read. */
export function transcript(
  title: string,
  { account, group, agenda, journal }: Simulated,
  jobs: readonly Job[],
): string {
  const isWhole = whole.has(title)
  const parts = jobs.flatMap((job, i) => [
    jobs.length > 1 ? `## Job ${i + 1}: ${ending(job)}` : `## ${ending(job)}`,
    fenced(job.log),
    '### AWS writes',
    fenced(job.writes.map(writeLine)),
    ...(isWhole ? wholeEnd(job) : [shortEnd(job)]),
  ])
  return [
    `# ${title}`,
    ...parts,
    '## The world at the end',
    fenced([
      `${Math.round((agenda.now - START) / 1000)} s later`,
      ...dump(group).split('\n'),
      nextLaunch(account, group),
    ]),
    ...(journal.unknown.length + journal.bugs.length > 0
      ? ['## The simulator failed', ...journal.unknown, ...journal.bugs]
      : []),
    '',
  ].join('\n\n')
}

/**
 * The transcripts that are kept with all outputs and the summary, one for each kind of end. Elsewhere the log, the writes
 * and the end state are what the scenario is about; summaries of every kind are in `report/`, sentences in `unit/`.
 */
const whole: ReadonlySet<string> = new Set([
  'good image',
  'cannot launch',
  'alarm fires',
  'failing',
  'never healthy in one of two target groups, EC2 health checks',
  'on failure rollback',
  'on failure leave',
  'on failure cancel',
  'old image gone',
  'time is up in the bake',
  'stalled hook',
  'lost contact',
  'in sync',
  'two in a row',
  'killed and run again',
  'as in the demo',
  'moved by hand',
  'plan and clean-up',
  'another refresh',
  'many at once',
  'race wait',
])

const wholeEnd = ({ outputs, summary, postSummary }: Job): readonly string[] => [
  '### Outputs',
  fenced(Object.entries(outputs).flatMap(([name, value]) => (shown(name, value) ? [`${name}=${value}`] : []))),
  '### Summary',
  quoted(summary),
  ...(postSummary === '' ? [] : ['### Summary of the post step', quoted(postSummary)]),
]

const shortEnd = ({ outputs }: Job): string =>
  ['outcome', 'failure-code', 'fleet', 'changed']
    .flatMap((name) => (outputs[name] ? [`${name}: \`${outputs[name]}\``] : []))
    .join(' · ')

function nextLaunch(account: Account, group: Group): string {
  try {
    const { version, imageId } = account.nextLaunch(group.name)
    return `the next scale-out launches version ${version}, ${imageId}`
  } catch (error) {
    return `the next scale-out launches nothing: ${error instanceof Error ? error.message : error}`
  }
}

/** Where a file or a page is, and commits that nobody knows, say nothing of a scenario. */
const shown = (name: string, value: string): boolean =>
  name !== 'summary-file' && name !== 'console-url' && !(value === '' && /commit|compare/.test(name))

const ending = ({ exit, postExit }: Job): string =>
  exit === undefined ? 'killed' : `exit ${exit}${postExit ? `, post exit ${postExit}` : ''}`
const fenced = (lines: readonly string[]): string =>
  ['~~~~text', ...lines.map((line) => line.trimEnd()), '~~~~'].join('\n')
const quoted = (text: string): string =>
  text === '' ? '(none)' : text.trimEnd().replace(/^/gm, '> ').replaceAll(/ +$/gm, '')
const writeLine = ({ at, operation, input, outcome }: Entry): string =>
  `${new Date(at).toISOString().slice(11, 19)} ${operation} ${JSON.stringify(input).replace(chosenBySdk, '<uuid>')}${outcome === 'ok' ? '' : ` → ${outcome}`}`
/** A token that the SDK makes up where the action gives none. */
const chosenBySdk = /(?<="ClientToken":")[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/** Compares with the golden file beside the test; a new one is written only when asked for. */
export async function golden(url: string, title: string, world: Simulated, jobs: readonly Job[]): Promise<void> {
  const file = fileURLToPath(url).replace(
    /\.test\.ts$/,
    `.${title.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.golden.md`,
  )
  await expect(transcript(title, world, jobs)).toMatchFileSnapshot(file)
}
