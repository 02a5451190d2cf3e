/** The legs of a job: one for each combination of its matrix, how many at once, and what a failure of one means for the others. */
import type { JobStatus } from './expression.ts'
import { Job } from './job.ts'
import type { JobEnd, JobSpec } from './job-spec.ts'

/** `strategy:` [GitHub Docs, jobs.<job_id>.strategy]. */
export interface Strategy {
  /** All at once if absent. */
  readonly maxParallel?: number
  /** A failed leg cancels those in progress and those that have not begun; true unless said. */
  readonly failFast?: boolean
}

export interface LegsEnd {
  readonly result: JobStatus
  /** Of several legs that set the same output, the one that ended last. */
  readonly outputs: Readonly<Record<string, string>>
  /** Those that have begun, in the order of the matrix. */
  readonly jobs: readonly JobEnd[]
}

export interface RunningLegs {
  readonly done: Promise<LegsEnd>
  cancel(): void
}

/** Starts them. */
export function runLegs(legs: readonly JobSpec[], { maxParallel = Infinity, failFast = true }: Strategy): RunningLegs {
  const waiting = legs.map((spec, place) => ({ spec, place }))
  const active = new Set<Job>()
  const ended: { readonly place: number; readonly end: JobEnd }[] = []
  let isCancelled = false

  function cancel(): void {
    isCancelled = true
    for (const job of active) job.cancel()
  }

  /** One after another, until none is waiting. */
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined && !isCancelled; next = waiting.shift()) {
      const job = new Job(next.spec)
      active.add(job)
      const end = await job.run()
      active.delete(job)
      ended.push({ place: next.place, end })
      if (failFast && end.conclusion === 'failure') cancel()
    }
  }

  const workers = Array.from({ length: Math.min(maxParallel, legs.length) }, work)
  return {
    cancel,
    done: Promise.all(workers).then(() => ({
      result: resultOf(
        ended.map(({ end }) => end.conclusion),
        legs.length,
      ),
      outputs: Object.assign({}, ...ended.map(({ end }) => end.outputs)),
      jobs: ended.toSorted((a, b) => a.place - b.place).map(({ end }) => end),
    })),
  }
}

/** A leg that never began was cancelled. A failure outweighs a cancellation. */
function resultOf(conclusions: readonly JobStatus[], legs: number): JobStatus {
  if (conclusions.includes('failure')) return 'failure'
  return conclusions.length < legs || conclusions.includes('cancelled') ? 'cancelled' : 'success'
}
