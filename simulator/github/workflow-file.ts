/** A workflow file, read into jobs that the simulated runner runs. What this runner cannot do truthfully is refused. */
import { parse } from 'yaml'
import type { Contexts } from './expression.ts'
import type { JobSpec } from './job-spec.ts'
import type { Strategy } from './legs.ts'
import {
  booleanIn,
  type Mapping,
  mapping,
  mappingIn,
  mappingsIn,
  numberIn,
  refuseUnknown,
  textIn,
  textsIn,
} from './mapping.ts'
import type { JobStep } from './step.ts'
import type { WorkflowJob } from './workflow.ts'

/** What a job asks of its machine. */
export interface MachineRequest {
  readonly id: string
  /** `environment:`, by its name. */
  readonly environment: string | undefined
  /** `permissions:` has `id-token: write`. */
  readonly mayProveItself: boolean
}

/** What the reader of a workflow brings. */
export interface WorkflowReader {
  /** The folder of the action that a step uses. Throws if there is none. */
  actionOf(uses: string): string
  machineOf(job: MachineRequest): Omit<JobSpec, 'steps' | 'context'>
}

/**
 * Reads it. `concurrency`, `runs-on` and an environment's approvals mean nothing to a runner; services, containers,
 * reusable workflows that are called and matrices with `include` or `exclude` are not simulated.
 */
export function jobsOf(text: string, reader: WorkflowReader): Readonly<Record<string, WorkflowJob>> {
  const file = mapping(parse(text), 'the workflow')
  refuseUnknown(file, ['name', 'run-name', 'on', 'permissions', 'concurrency', 'env', 'jobs'], 'the workflow')
  const jobs = mappingIn(file, 'jobs')
  return Object.fromEntries(Object.keys(jobs).map((id) => [id, jobOf({ id, file, job: mappingIn(jobs, id) }, reader)]))
}

/** The inputs that the workflow declares, with those given in place of their defaults, as its `inputs` context has them. */
export function inputsContext(text: string, given: Readonly<Record<string, string>>): Contexts {
  const events = mappingIn(mapping(parse(text), 'the workflow'), 'on', {})
  const declared = mappingIn(mappingIn(events, 'workflow_call', {}), 'inputs', {})
  const dispatched = mappingIn(mappingIn(events, 'workflow_dispatch', {}), 'inputs', {})
  const all = { ...declared, ...dispatched }
  const unknown = Object.keys(given).filter((name) => !(name in all))
  if (unknown.length > 0) throw new Error(`the workflow has no input ${unknown.join(', ')}`)
  return Object.fromEntries(
    Object.keys(all).map((name) => [name, given[name] ?? textIn(mappingIn(all, name), 'default') ?? '']),
  )
}

const jobKeys = [
  'name',
  'needs',
  'if',
  'runs-on',
  'environment',
  'permissions',
  'concurrency',
  'timeout-minutes',
  'strategy',
  'env',
  'outputs',
  'steps',
]

interface JobPlace {
  readonly id: string
  readonly file: Mapping
  readonly job: Mapping
}

function jobOf({ id, file, job }: JobPlace, reader: WorkflowReader): WorkflowJob {
  refuseUnknown(job, jobKeys, `job ${id}`)
  const permissions = mappingIn(job, 'permissions', mappingIn(file, 'permissions', {}))
  const environment = textIn(job, 'environment') ?? textIn(mappingIn(job, 'environment', {}), 'name')
  const mayProveItself = permissions['id-token'] === 'write'
  const minutes = numberIn(job, 'timeout-minutes')
  const spec = {
    ...reader.machineOf({ id, environment, mayProveItself }),
    steps: mappingsIn(job, 'steps').map((step) => stepOf(step, reader)),
    env: { ...textsIn(file, 'env'), ...textsIn(job, 'env') },
    outputs: textsIn(job, 'outputs'),
    // GitHub ends a job after six hours unless it says otherwise.
    timeoutMinutes: minutes ?? 360,
  }
  const condition = textIn(job, 'if')
  const strategy = mappingIn(job, 'strategy', {})
  return {
    needs: [job['needs'] ?? []].flat().map(String),
    ...(condition !== undefined && { if: condition }),
    legs: combinations(mappingIn(strategy, 'matrix', {})).map((matrix) => ({ ...spec, contexts: { matrix } })),
    strategy: strategyOf(strategy),
  }
}

function strategyOf(strategy: Mapping): Strategy {
  const maxParallel = numberIn(strategy, 'max-parallel')
  const failFast = booleanIn(strategy, 'fail-fast')
  return { ...(maxParallel !== undefined && { maxParallel }), ...(failFast !== undefined && { failFast }) }
}

/** Every combination, in GitHub's order: the first key changes most slowly. */
function combinations(matrix: Mapping): readonly Readonly<Record<string, string>>[] {
  return Object.entries(matrix).reduce<readonly Readonly<Record<string, string>>[]>(
    (so, [key, values]) => {
      if (key === 'include' || key === 'exclude' || !Array.isArray(values))
        throw new Error(`matrix.${key} is not simulated; lists of values are`)
      return so.flatMap((each) => values.map((value) => ({ ...each, [key]: String(value) })))
    },
    [{}],
  )
}

const stepKeys = ['id', 'name', 'if', 'env', 'continue-on-error', 'timeout-minutes']

function stepOf(step: Mapping, { actionOf }: WorkflowReader): JobStep {
  const [id, condition, uses, run] = ['id', 'if', 'uses', 'run'].map((key) => textIn(step, key))
  const timeoutMinutes = numberIn(step, 'timeout-minutes')
  const any = {
    ...(id !== undefined && { id }),
    ...(condition !== undefined && { if: condition }),
    ...(timeoutMinutes !== undefined && { timeoutMinutes }),
    continueOnError: booleanIn(step, 'continue-on-error') ?? false,
    env: textsIn(step, 'env'),
  }
  if (uses !== undefined) {
    refuseUnknown(step, [...stepKeys, 'uses', 'with'], `step ${uses}`)
    return { ...any, type: 'action', action: actionOf(uses), uses, inputs: textsIn(step, 'with') }
  }
  refuseUnknown(step, [...stepKeys, 'run', 'shell', 'working-directory'], 'a step')
  const [shell, workingDirectory] = [textIn(step, 'shell'), textIn(step, 'working-directory')]
  if (shell !== undefined && shell !== 'bash') throw new Error(`shell ${shell} is not simulated; bash is`)
  return {
    ...any,
    type: 'script',
    run: run ?? '',
    ...(shell && { shell }),
    ...(workingDirectory !== undefined && { workingDirectory }),
  }
}
