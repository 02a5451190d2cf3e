/** A workflow run of several jobs: who waits for whom, what is handed on, and what a re-run repeats. */
import type { RunContext } from './environment.ts'
import { type Contexts, holds, type JobStatus, type StatusFunctions } from './expression.ts'
import type { JobEnd, JobSpec } from './job-spec.ts'
import { type RunningLegs, runLegs, type Strategy } from './legs.ts'

/** A job of a workflow. Its expressions see `needs`. */
export interface WorkflowJob {
  readonly needs?: readonly string[]
  /** `if:` of the job; `success()` if absent. */
  readonly if?: string
  /** One for each combination of the matrix; one alone without a matrix. */
  readonly legs: readonly Omit<JobSpec, 'context'>[]
  readonly strategy?: Strategy
}

/** `jobs`: by their ids. `previous`: what an earlier attempt came to, if only its failed jobs are run again. */
export interface Workflow {
  readonly jobs: Readonly<Record<string, WorkflowJob>>
  readonly context?: Partial<RunContext>
  /** What expressions of every job see: `inputs`, `vars`. */
  readonly contexts?: Contexts
  readonly previous?: WorkflowResult
}

/** What became of each job, by its id. `legs`: empty if it was skipped, or only taken over from an earlier attempt. */
export type WorkflowResult = Readonly<Record<string, FinishedJob>>
export interface FinishedJob {
  readonly result: JobStatus | 'skipped'
  readonly outputs: Readonly<Record<string, string>>
  readonly legs: readonly JobEnd[]
}

export interface RunningWorkflow {
  readonly done: Promise<WorkflowResult>
  /** Somebody cancels the run: jobs in progress are signalled, others begin only if their condition holds all the same. */
  cancel(): void
}

/** Starts the run; each job begins when all that it needs has ended. Throws for a job that needs an unknown one, or itself. */
export function runWorkflow(workflow: Workflow): RunningWorkflow {
  const { jobs, previous = {}, contexts: shared = {} } = workflow
  for (const id of Object.keys(jobs)) refuseCircles(jobs, id)
  const ends = new Map<string, Promise<FinishedJob>>()
  const active = new Set<RunningLegs>()
  const run = { isCancelled: false }

  async function play(id: string, job: WorkflowJob): Promise<FinishedJob> {
    const { needs = [] } = job
    const before = Object.fromEntries(await Promise.all(needs.map(async (each) => [each, await end(each)] as const)))
    const kept = previous[id]
    // "Re-run failed jobs" repeats what failed and what depends on it [GitHub Docs, Re-running workflows and jobs].
    const isKept = kept?.result === 'success' && needs.every((each) => before[each]?.legs.length === 0)
    if (kept && isKept) return { ...kept, legs: [] }
    const contexts = { ...shared, needs: contextOf(before) }
    const checks = statusFunctionsOf(before, { all: await ancestors(id), isCancelled: run.isCancelled })
    if (!holds(job.if ?? 'success()', checks, contexts)) return { result: 'skipped', outputs: {}, legs: [] }
    const context = { ...workflow.context, job: id }
    const legs = job.legs.map((leg) => ({ ...leg, context, contexts: { ...contexts, ...leg.contexts } }))
    const running = runLegs(legs, job.strategy ?? {})
    active.add(running)
    const { jobs: ran, ...finished } = await running.done
    active.delete(running)
    return { ...finished, legs: ran }
  }

  function end(id: string): Promise<FinishedJob> {
    const job = jobs[id]
    if (!job) throw new Error(`there is no job ${id}`)
    const known = ends.get(id) ?? play(id, job)
    ends.set(id, known)
    return known
  }

  /** Of everything that the job needs, directly or not. */
  async function ancestors(id: string): Promise<readonly FinishedJob[]> {
    return Promise.all([...needsOf(jobs, id)].map(end))
  }

  const all = Object.keys(jobs).map(async (id) => [id, await end(id)] as const)
  return {
    done: Promise.all(all).then((finished) => Object.fromEntries(finished)),
    cancel() {
      run.isCancelled = true
      for (const each of active) each.cancel()
    },
  }
}

const contextOf = (needs: WorkflowResult): Contexts =>
  Object.fromEntries(Object.entries(needs).map(([id, { result, outputs }]) => [id, { result, outputs }]))

/**
 * What a job's status functions say: `success()` if all that it needs succeeded, `failure()` if one of them, or of what
 * they need, failed, `cancelled()` if the *run* was cancelled: a job that outlasted its time cancels itself alone
 * [GitHub Docs, Expressions: status check functions].
 */
const statusFunctionsOf = (
  needs: WorkflowResult,
  { all, isCancelled }: { readonly all: readonly FinishedJob[]; readonly isCancelled: boolean },
): StatusFunctions => ({
  success: !isCancelled && Object.values(needs).every(({ result }) => result === 'success'),
  failure: all.some(({ result }) => result === 'failure'),
  cancelled: isCancelled,
})

/** The ids of everything that the job needs, directly or not. */
function needsOf(jobs: Workflow['jobs'], id: string): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (each: string): void => {
    for (const need of jobs[each]?.needs ?? []) {
      if (found.has(need)) continue
      found.add(need)
      visit(need)
    }
  }
  visit(id)
  return found
}

function refuseCircles(jobs: Workflow['jobs'], id: string): void {
  const needs = needsOf(jobs, id)
  if (needs.has(id)) throw new Error(`job ${id} needs itself`)
  for (const need of needs) if (!jobs[need]) throw new Error(`job ${id} needs ${need}, which is not there`)
}
