/** Reads the runner's environment variables: inputs, run, region and files. */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WorkflowRun } from '../rollout/model/settings.ts'
import { type Opened, opener } from './workspace.ts'

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The context of a step: its raw inputs by name, the environment's region, the run, the job's files. */
export interface RunnerContext {
  readonly inputs: ReadonlyMap<string, string>
  readonly region: string
  readonly run: WorkflowRun
  readonly attempt: number
  open(file: string): Opened
  readonly env: Environment
}

/** Reads the context. The runner passes each input as `INPUT_` and its name in upper case, with hyphens kept. */
export function runnerContextFrom(env: Environment): RunnerContext {
  const inputs = Object.entries(env).flatMap(([key, value]) =>
    key.startsWith('INPUT_') ? [[key.slice('INPUT_'.length).toLowerCase(), value ?? ''] as const] : [],
  )
  return {
    inputs: new Map(inputs),
    region: (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || '').trim(),
    run: { id: env['GITHUB_RUN_ID'] ?? 'local', sha: env['GITHUB_SHA'] ?? '' },
    attempt: Number(env['GITHUB_RUN_ATTEMPT'] || 1),
    open: opener(env['GITHUB_WORKSPACE'] || '.'),
    env,
  }
}

/** The run's address, and the paths of its files. */
export interface RunLinks {
  readonly server: string
  readonly repository: string
  readonly runId: string
  /** Who started this attempt; empty outside of GitHub. */
  readonly actor: string
  /** The address of this action at its commit, with a slash at its end; empty for an action of the workspace. */
  readonly actionRoot: string
  /** The path of the JSON report, one for each step. The runner deletes it after the job. */
  readonly reportFile: string
  /** The path of the summary for later steps, beside the report. */
  readonly summaryFile: string
  /** The step's job summary file; `undefined` when the runner gives none. */
  readonly stepSummary: string | undefined
}

/** The job state key under which main saves its report's path for the post step. */
export const REPORT_FILE = 'report-file'

/** The first file name that does not exist yet, because all steps of a composite action share GITHUB_ACTION. */
function freeFile(folder: string, step: string): string {
  const name = `ami-rollout-${step.replace(/\W/g, '')}`
  for (let count = 1; ; count++) {
    const file = join(folder, `${name}${count === 1 ? '' : `-${count}`}.json`)
    if (!existsSync(file)) return file
  }
}

/** GitHub sets both for an action of a repository, and leaves them empty for `uses: ./…`. */
function actionRootFrom(env: Environment): string {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env
  const address = encodeURI(`${server}/${repository}/blob/${ref}/`)
  return repository && ref && /^https?:/.test(address) && URL.canParse(address) ? address : ''
}

/** Reads address and paths from the environment. */
export function runLinksFrom(env: Environment): RunLinks {
  const reportFile = env[`STATE_${REPORT_FILE}`] || freeFile(env['RUNNER_TEMP'] || tmpdir(), env['GITHUB_ACTION'] ?? '')
  return {
    server: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
    repository: env['GITHUB_REPOSITORY'] ?? '',
    runId: env['GITHUB_RUN_ID'] ?? '',
    actor: env['GITHUB_TRIGGERING_ACTOR'] || (env['GITHUB_ACTOR'] ?? ''),
    actionRoot: actionRootFrom(env),
    reportFile,
    summaryFile: reportFile.replace(/\.json$/, '.md'),
    stepSummary: env['GITHUB_STEP_SUMMARY'] || undefined,
  }
}
