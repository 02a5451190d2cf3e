/** The reporters of a run, in order: what main and post write. */
import { info } from '@actions/core'
import { type Environment, runLinksFrom } from './github/context.ts'
import type { Access } from './inputs/connection.ts'
import {
  annotationReporter,
  jsonReporter,
  logReporter,
  outputReporter,
  type Reporter,
  summaryReporter,
} from './report/reporters.ts'
import type { RunPlace } from './report/summary.ts'

/** The inputs that reporters need, also when other inputs are invalid. */
export type Shown = Pick<Access, 'region' | 'summary'>

/** Log, annotations, summary and report file. */
export function reportersFor(env: Environment, { region, summary }: Shown): readonly Reporter[] {
  const { summaryFile, stepSummary, reportFile } = runLinksFrom(env)
  const paths = summary && stepSummary !== undefined ? [stepSummary, summaryFile] : [summaryFile]
  const run = runFrom(env, region)
  return [
    logReporter(info, { colour: !env['NO_COLOR'], run }),
    annotationReporter(run),
    summaryReporter({ paths, run }),
    jsonReporter({ path: reportFile, run }),
  ]
}

/** The outputs of main. */
export function outputsFor(env: Environment, { region }: Shown): Reporter {
  const { reportFile, summaryFile } = runLinksFrom(env)
  return outputReporter({ reportFile, summaryFile, run: runFrom(env, region) })
}

const runFrom = (env: Environment, region: string): RunPlace => ({ ...runLinksFrom(env), region })
