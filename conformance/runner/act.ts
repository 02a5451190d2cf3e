/** nektos/act as a runner that we did not write: self-hosted, no container, a repository made for the occasion. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { root } from '../../simulator/stage.ts'
import type { Stage } from '../part.ts'
import { output } from '../process.ts'
import type { Simulated } from '../simulated.ts'

const ACTIONS = fileURLToPath(new URL('actions', import.meta.url))
const WORKFLOWS = fileURLToPath(new URL('workflows', import.meta.url))
const CLOCK = new URL('../../simulator/fast-clock.ts', import.meta.url).href

export interface Runner {
  readonly stage: Stage
  /** act's own program. */
  readonly program: string
}

/** A run of one workflow. */
export interface WorkflowRun {
  /** Its text, and the name of its file. */
  readonly text: string
  readonly file: string
  readonly eventName?: string
  readonly event?: object
  /** Repositories that lie in a folder: `owner/name@ref` → folder. */
  readonly local?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly vars?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  /** Files that the repository holds besides, by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Scripts that its steps find before the machine's programs, by name. */
  readonly programs?: Readonly<Record<string, string>>
  /** A line of the log at which somebody presses Ctrl-C. */
  readonly cancelAt?: RegExp
}

export interface RunResult {
  readonly exit: number | null
  /** What the workflow's steps left in `$RESULTS`, by name. */
  readonly results: Readonly<Record<string, string>>
  readonly log: string
}

/** A workflow of this folder. */
export const ownWorkflow = (file: string): Pick<WorkflowRun, 'file' | 'text'> => ({
  file,
  text: readFileSync(join(WORKFLOWS, file), 'utf8'),
})

/** Runs it in the world of `aws`, and in its time. */
export async function act({ stage, program }: Runner, aws: Simulated, run: WorkflowRun): Promise<RunResult> {
  const home = mkdtempSync(join(stage.scratch, 'act-'))
  const [repository, results, programs] = [join(home, 'repository'), join(home, 'results'), join(home, 'programs')]
  mkdirSync(results)
  write(programs, run.programs ?? {})
  await makeRepository(repository, run)
  const event = join(home, 'event.json')
  writeFileSync(event, JSON.stringify(run.event ?? {}))
  const variables = {
    ...aws.env,
    ...aws.clock.environment(),
    // act asks node for its own path and runs that: only the environment reaches the action's process.
    NODE_OPTIONS: `--import=${CLOCK}`,
    RESULTS: results,
    PATH: `${programs}${delimiter}${process.env['PATH']}`,
    ...run.env,
  }
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`])
  const child = spawn(
    program,
    [
      run.eventName ?? 'workflow_dispatch',
      ...['--workflows', join('.github', 'workflows', run.file), '--eventpath', event],
      ...['--platform', 'ubuntu-latest=-self-hosted', '--action-offline-mode', '--no-cache-server'],
      ...pairs('--env', variables),
      ...pairs('--var', run.vars ?? {}),
      ...pairs('--secret', run.secrets ?? {}),
      ...pairs('--local-repository', run.local ?? {}),
    ],
    {
      cwd: repository,
      env: {
        ...process.env,
        HOME: home,
        XDG_CACHE_HOME: join(home, 'cache'),
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const lines: string[] = []
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  await Promise.all([hear(child, 'stdout', run, lines), hear(child, 'stderr', run, lines)])
  const exit = await exited(child)
  clearTimeout(timer)
  // In one piece: workflows run side by side.
  for (const line of [`── ${run.file}`, ...lines, `── exit ${exit}`]) stage.log(line)
  const left = readdirSync(results).map((name) => [name, readFileSync(join(results, name), 'utf8')] as const)
  return { exit, results: Object.fromEntries(left), log: lines.join('\n') }
}

/** Of the machine's time: a run that hangs must end. */
const LIMIT_MS = 30 * 60_000

/** What a user gets of the action, in this folder. */
export function copyAction(folder: string): string {
  for (const name of ['action.yml', 'dist']) cpSync(join(root, name), join(folder, name), { recursive: true })
  return folder
}

/** The action as a repository of its own, with the workflow, and actions that use it. */
async function makeRepository(folder: string, { file, text, files = {} }: WorkflowRun): Promise<void> {
  copyAction(folder)
  cpSync(ACTIONS, join(folder, '.github', 'actions'), { recursive: true })
  cpSync(WORKFLOWS, join(folder, '.github', 'workflows'), { recursive: true })
  write(folder, { ...files, [join('.github', 'workflows', file)]: text })
  const git = (...args: readonly string[]) => output({ program: 'git', args: ['-C', folder, ...args] })
  await git('init', '--quiet', '--initial-branch', 'main')
  await git('remote', 'add', 'origin', 'https://github.com/octo-org/shop.git')
  await git('add', '--all')
  await git(
    '-c',
    'user.name=octocat',
    '-c',
    'user.email=octocat@github.com',
    'commit',
    '--quiet',
    '--message',
    'Everything',
  )
}

/** Files by their paths under the folder. All may be run. */
function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content, { mode: 0o755 })
  }
}

async function hear(
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  run: WorkflowRun,
  lines: string[],
): Promise<void> {
  const input = child[stream]
  if (!input) return
  let isCancelled = false
  for await (const line of createInterface({ input })) {
    lines.push(line)
    if (!isCancelled && run.cancelAt?.test(line)) {
      isCancelled = true
      child.kill('SIGINT')
    }
  }
}

const exited = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('close', resolve))
