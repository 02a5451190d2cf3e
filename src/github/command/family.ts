/** A process with all that came of it, so that none of them outlives it. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Ms } from '../../rollout/model.ts'

/** Between SIGTERM and SIGKILL. Short: a cancelled job has 10 s for everything. */
const GRACE: Ms = 2_000
const GLANCE: Ms = 50
const KILLS = 10

/** The variable that each of a family inherits, wherever it wanders: a process can leave its group, but not its past. */
export const MARK = 'AMI_ROLLOUT_CHECK_ID'

/**
 * A process group by its leader's id and, where there is a /proc, whoever carries the mark outside the group (`setsid`,
 * a daemon). Elsewhere those that leave the group get away.
 */
export class Family {
  readonly #leader: number
  readonly #mark: string
  #ending: Promise<void> | undefined

  constructor(leader: number, mark: string) {
    this.#leader = leader
    this.#mark = `${MARK}=${mark}`
  }

  /** SIGTERM to all, SIGKILL to those that are left after 2 s; resolves when both are done. Never rejects. */
  end(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  /** SIGKILL to all, at once. */
  kill(): void {
    this.#signal('SIGKILL')
  }

  async #end(): Promise<void> {
    let left = this.#signal('SIGTERM')
    for (let waited = 0; left && waited < GRACE; waited += GLANCE) {
      await pause(GLANCE)
      left = this.#signal(0)
    }
    // Again after a kill: one that was just being born is seen only by the next look. A few looks, since a zombie that
    // nobody collects is never gone.
    for (let looks = 0; left && looks < KILLS; looks += 1) {
      left = this.#signal('SIGKILL')
      if (left) await pause(GLANCE)
    }
  }

  /** Whether there was anybody to signal; 0 only asks. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    const reached = [-this.#leader, ...marked(this.#mark)].map((pid) => send(pid, signal))
    return reached.includes(true)
  }
}

/** Waits on the machine's timer. */
export const pause = (ms: Ms): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    // Gone already, or somebody else's by now (sudo): nothing that we could do.
    return false
  }
}

/** Processes with this variable, as they were started with it; none where there is no /proc. */
function marked(variable: string): readonly number[] {
  try {
    const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return ids.filter((id) => environmentOf(id).includes(variable)).map(Number)
  } catch {
    return []
  }
}

/** Empty for a process that is gone, or is not ours to read. */
function environmentOf(id: string): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}
