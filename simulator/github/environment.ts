/** The environment of an action's process. */
import { type Action, TOKEN_EXPRESSION } from './action.ts'

/** The workflow run. Each has a plausible default. */
export interface RunContext {
  readonly repository: string
  readonly workflow: string
  readonly job: string
  readonly runId: string
  readonly runAttempt: number
  readonly sha: string
  readonly ref: string
  readonly actor: string
  readonly eventName: string
  readonly serverUrl: string
  readonly apiUrl: string
  /** `github.token`; empty where nobody answers for GitHub's API. */
  readonly token: string
}

/** Folders of the (simulated) machine. */
export interface Folders {
  readonly home: string
  readonly temp: string
  readonly workspace: string
  readonly toolCache: string
}

const defaults: RunContext = {
  repository: 'octo-org/shop',
  workflow: 'Deploy',
  job: 'deploy',
  runId: '9000000001',
  runAttempt: 1,
  sha: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c',
  ref: 'refs/heads/main',
  actor: 'octocat',
  eventName: 'push',
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  token: '',
}

/** `given` over the defaults. */
export function contextOf(given: Partial<RunContext> = {}): RunContext {
  return { ...defaults, ...given }
}

/** The inputs as the action gets them: those given, then defaults; every declared one is there, maybe empty. Names ignore case. */
export function inputsOf(
  action: Action,
  given: Readonly<Record<string, string>>,
  { token }: Pick<RunContext, 'token'> = defaults,
): Readonly<Record<string, string>> {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()))
  const missing = action.inputs.filter(({ name }) => !names.has(name.toLowerCase()))
  return {
    ...given,
    ...Object.fromEntries(
      missing.map((input) => [input.name, input.default === TOKEN_EXPRESSION ? token : input.default]),
    ),
  }
}

/** The runner's warning about inputs that the action does not declare; they are passed on all the same. */
export function unexpectedInputs(action: Action, given: Readonly<Record<string, string>>): string | undefined {
  const declared = new Set(action.inputs.map(({ name }) => name.toLowerCase()))
  const unexpected = Object.keys(given).filter((name) => !declared.has(name.toLowerCase()))
  if (unexpected.length === 0) return undefined
  const valid = action.inputs.map(({ name }) => name)
  return `Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid.join("', '")}']`
}

/** `INPUT_*`: blanks become `_`, upper case, hyphens stay. */
export function inputVariables(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [variableOf('INPUT', name), value]))
}

/** `STATE_*`, for post. The name is as it was saved. */
export function stateVariables(state: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]))
}

const variableOf = (prefix: string, name: string) => `${prefix}_${name.replaceAll(' ', '_').toUpperCase()}`

/** What every step of the job sees. Nothing of this process's environment but PATH and the language. */
export function jobVariables(
  context: RunContext,
  folders: Folders,
  eventPath: string,
): Readonly<Record<string, string>> {
  const [owner = ''] = context.repository.split('/')
  return {
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: folders.home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTOR: context.actor,
    GITHUB_API_URL: context.apiUrl,
    GITHUB_BASE_REF: '',
    GITHUB_EVENT_NAME: context.eventName,
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_GRAPHQL_URL: `${context.apiUrl}/graphql`,
    GITHUB_HEAD_REF: '',
    GITHUB_JOB: context.job,
    GITHUB_REF: context.ref,
    GITHUB_REF_NAME: context.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: context.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REPOSITORY: context.repository,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_RUN_ATTEMPT: String(context.runAttempt),
    GITHUB_RUN_ID: context.runId,
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: context.serverUrl,
    GITHUB_SHA: context.sha,
    GITHUB_TRIGGERING_ACTOR: context.actor,
    GITHUB_WORKFLOW: context.workflow,
    GITHUB_WORKFLOW_REF: `${context.repository}/.github/workflows/deploy.yml@${context.ref}`,
    GITHUB_WORKFLOW_SHA: context.sha,
    GITHUB_WORKSPACE: folders.workspace,
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'simulated-runner',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: folders.temp,
    RUNNER_TOOL_CACHE: folders.toolCache,
  }
}
