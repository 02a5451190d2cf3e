/** The files through which a step reports to the runner: GITHUB_OUTPUT, GITHUB_STATE, GITHUB_ENV, GITHUB_PATH, GITHUB_STEP_SUMMARY. */

import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of a step's summary; beyond it the whole summary is dropped. */
export const SUMMARY_LIMIT = 1024 * 1024

export interface CommandFiles {
  /** Where each file lies, by the name of its environment variable. */
  readonly env: Readonly<Record<string, string>>
  /** What the stage wrote, with an error for each file that the runner could not take; deletes the files. */
  collect(): Written
}

export interface Written {
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly path: readonly string[]
  readonly summary: string
  readonly errors: readonly string[]
  /** False if only the summary was refused: the runner says so, and the step goes on as it was. */
  readonly failed: boolean
}

const kinds = {
  GITHUB_OUTPUT: 'set_output_',
  GITHUB_STATE: 'save_state_',
  GITHUB_ENV: 'set_env_',
  GITHUB_PATH: 'add_path_',
  GITHUB_STEP_SUMMARY: 'step_summary_',
} as const

/** Fresh, empty files under `temp`: no stage sees what another wrote. */
export function openCommandFiles(temp: string): CommandFiles {
  const folder = join(temp, '_runner_file_commands')
  mkdirSync(folder, { recursive: true })
  const suffix = randomUUID()
  const file = (kind: keyof typeof kinds) => join(folder, `${kinds[kind]}${suffix}`)
  const env = Object.fromEntries(
    Object.entries(kinds).map(([kind, prefix]) => [kind, join(folder, `${prefix}${suffix}`)]),
  )
  for (const path of Object.values(env)) writeFileSync(path, '')
  return {
    env,
    collect() {
      const outputs = keyValues(read(file('GITHUB_OUTPUT')))
      const state = keyValues(read(file('GITHUB_STATE')))
      const variables = keyValues(read(file('GITHUB_ENV')))
      const summary = summaryOf(file('GITHUB_STEP_SUMMARY'))
      const path = read(file('GITHUB_PATH'))
        .split('\n')
        .filter((line) => line !== '')
      for (const old of Object.values(env)) rmSync(old, { force: true })
      const refused = [
        ...refusal('env', variables.problem),
        ...refusal('output', outputs.problem),
        ...refusal('state', state.problem),
      ]
      return {
        outputs: outputs.values,
        state: state.values,
        env: variables.values,
        path,
        summary: summary.text,
        errors: [...refused, ...summary.errors],
        failed: refused.length > 0,
      }
    },
  }
}

/**
 * Reads `name=value` lines and `name<<delimiter` … `delimiter` blocks. Stops at the first line that is neither, and says
 * so in the runner's words; what came before it counts.
 */
export function keyValues(text: string): {
  readonly values: Readonly<Record<string, string>>
  readonly problem?: string
} {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const values = new Map<string, string>()
  const result = (problem?: string) => ({
    values: Object.fromEntries(values),
    ...(problem === undefined ? {} : { problem }),
  })
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) return result(`Invalid format '${line}'. Name must not be empty`)
      values.set(line.slice(0, equals), line.slice(equals + 1))
    } else if (heredoc >= 0) {
      const delimiter = line.slice(heredoc + 2)
      if (heredoc === 0 || delimiter === '')
        return result(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`)
      const end = lines.indexOf(delimiter, at + 1)
      if (end < 0) return result(`Invalid value. Matching delimiter not found '${delimiter}'`)
      values.set(line.slice(0, heredoc), lines.slice(at + 1, end).join('\n'))
      at = end
    } else return result(`Invalid format '${line}'`)
  }
  return result()
}

function refusal(file: string, problem: string | undefined): readonly string[] {
  return problem === undefined ? [] : [`Unable to process file command '${file}' successfully.`, problem]
}

function summaryOf(path: string): { readonly text: string; readonly errors: readonly string[] } {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (bytes <= SUMMARY_LIMIT) return { text: read(path), errors: [] }
  const size = (count: number) => `${Math.floor(count / 1024)}k`
  const message = `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${size(SUMMARY_LIMIT)}, got ${size(bytes)}. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`
  return { text: '', errors: [message] }
}

/** A step may have deleted its file; the runner takes that as nothing written. */
function read(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined
    ? ''
    : readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
}
