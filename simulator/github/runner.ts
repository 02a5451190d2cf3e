/** Runs a job of one step on a simulated GitHub runner. */
import { Job } from './job.ts'
import type { RunningAction, Step } from './step.ts'

export type { JobResult, RunningAction, Step } from './step.ts'

/** Starts the step; main runs when this returns. Throws if action.yml cannot be read. */
export function runAction(step: Step): RunningAction {
  const job = new Job(step)
  return { done: job.run(), cancel: () => job.cancel(), kill: () => job.kill() }
}
