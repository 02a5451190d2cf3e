/** A command's processes, so that none of them outlives it. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Ms } from '../../rollout/model/time.ts'

/** Between SIGTERM and SIGKILL. Short: a cancelled job has 10 s for everything. */
const GRACE: Ms = 2_000
const PROBE_INTERVAL: Ms = 50
const MOST_KILLS = 10

/** The variable that each process of the tree inherits: a process can leave its group, but not its environment. */
export const MARK = 'AMI_ROLLOUT_CHECK_ID'

/**
 * A process group by its leader's id, once that is known, and where there is a /proc whoever carries the mark outside the
 * group (`setsid`, a daemon). On other systems those that leave the group are not found.
 */
export class ProcessTree {
  readonly #mark: string
  #leader: number | undefined
  #ending: Promise<void> | undefined

  constructor(mark: string) {
    this.#mark = `${MARK}=${mark}`
  }

  get hasLeader(): boolean {
    return this.#leader !== undefined
  }

  /** The process group's id, which is its leader's process id. */
  leadBy(leader: number): void {
    this.#leader = leader
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
    for (let waited = 0; left && waited < GRACE; waited += PROBE_INTERVAL) {
      await pause(PROBE_INTERVAL)
      left = this.#signal(0)
    }
    // Again after a kill: a process that was just being forked is found only the next time. A limited number of times,
    // since a zombie that nobody collects never goes away.
    for (let kills = 0; left && kills < MOST_KILLS; kills += 1) {
      left = this.#signal('SIGKILL')
      if (left) await pause(PROBE_INTERVAL)
    }
  }

  /** Whether there was a process to signal; 0 only asks. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    const group = this.#leader === undefined ? [] : [-this.#leader]
    const reached = [...group, ...marked(this.#mark)].map((pid) => send(pid, signal))
    return reached.includes(true)
  }
}

/** Waits on the machine's timer. */
export const pause = (ms: Ms): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    // Gone already, or another user's by now (sudo): nothing that we could do.
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
