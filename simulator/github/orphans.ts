/** Processes that a step left behind. */
import { readdirSync, readFileSync } from 'node:fs'

/** The variable by which the runner knows the processes of its job, however far they have wandered. */
export const TRACKING = 'RUNNER_TRACKING_ID'

/** Kills every process of the job that still runs, as the runner does when a job ends; says which. Does nothing where there is no /proc. */
export function killOrphans(trackingId: string): readonly number[] {
  const mark = `${TRACKING}=${trackingId}`
  const orphans = processIds().filter((pid) => environmentOf(pid).includes(mark))
  return orphans.filter((pid) => {
    try {
      return process.kill(pid, 'SIGKILL')
    } catch {
      return false
    }
  })
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid)
  } catch {
    return []
  }
}

/** Empty for a process that is gone, or is not ours to read. */
function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}
