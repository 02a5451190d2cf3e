/** The step's surroundings as the runner gives them: environment only. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkflowRun } from '../rollout/model/settings.ts'
import { type Opened, opener } from './workspace.ts'

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What surrounds a step: its inputs by name as they came, the environment's region, the run, the job's files. */
export interface RunnerContext {
  readonly inputs: ReadonlyMap<string, string>
  readonly region: string
  readonly run: WorkflowRun
  readonly attempt: number
  open(file: string): Opened
  readonly env: Environment
}

/** Inputs, region, run and files. The runner makes `INPUT_` and the upper-cased name of each input, hyphens kept. */
export function givenFrom(env: Environment): RunnerContext {
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

/** Where the run can be seen, and where its files go. */
export interface Place {
  readonly server: string
  readonly repository: string
  readonly runId: string
  /** Where the JSON report goes: outlives the step but not the job, one for each step. */
  readonly reportFile: string
  /** Where the summary goes for later steps, beside the report. */
  readonly summaryFile: string
  /** The step's own summary file; not there when the runner gives none. */
  readonly stepSummary: string | undefined
}

/** Main leaves the post step the name of its report under this key. */
export const REPORT_FILE = 'report-file'

/** All steps of one composite action have its name in GITHUB_ACTION: the first file that is not there yet is this step's. */
function freeFile(folder: string, step: string): string {
  const name = `ami-rollout-${step.replace(/\W/g, '')}`
  for (let count = 1; ; count++) {
    const file = join(folder, `${name}${count === 1 ? '' : `-${count}`}.json`)
    if (!existsSync(file)) return file
  }
}

/** Reads the place from the environment. */
export function placeFrom(env: Environment): Place {
  const reportFile = env[`STATE_${REPORT_FILE}`] || freeFile(env['RUNNER_TEMP'] ?? '.', env['GITHUB_ACTION'] ?? '')
  return {
    server: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
    repository: env['GITHUB_REPOSITORY'] ?? '',
    runId: env['GITHUB_RUN_ID'] ?? '',
    reportFile,
    summaryFile: reportFile.replace(/\.json$/, '.md'),
    stepSummary: env['GITHUB_STEP_SUMMARY'] || undefined,
  }
}
