/** The contexts `github` and `runner` of a job [GitHub Docs, Contexts reference]. */
import { contextOf } from './environment.ts'
import type { Contexts, ContextValue } from './expression.ts'
import type { MachineOptions } from './machine.ts'

/** `variables`: of the job's machine. */
export function jobContexts(
  { context, event = {} }: MachineOptions,
  variables: Readonly<Record<string, string>>,
): Contexts {
  const { token, ...run } = contextOf(context)
  const variable = (name: string) => variables[name] ?? ''
  return {
    github: {
      token,
      repository: run.repository,
      repository_owner: variable('GITHUB_REPOSITORY_OWNER'),
      workflow: run.workflow,
      job: run.job,
      run_id: run.runId,
      run_attempt: String(run.runAttempt),
      run_number: variable('GITHUB_RUN_NUMBER'),
      sha: run.sha,
      ref: run.ref,
      ref_name: variable('GITHUB_REF_NAME'),
      actor: run.actor,
      event_name: run.eventName,
      event: plain(event),
      server_url: run.serverUrl,
      api_url: run.apiUrl,
      workspace: variable('GITHUB_WORKSPACE'),
    },
    runner: {
      os: variable('RUNNER_OS'),
      arch: variable('RUNNER_ARCH'),
      name: variable('RUNNER_NAME'),
      temp: variable('RUNNER_TEMP'),
      tool_cache: variable('RUNNER_TOOL_CACHE'),
    },
  }
}

/** A payload as JSON has it. */
const plain = (event: object): ContextValue => JSON.parse(JSON.stringify(event))
