/** Ends all processes of a command, so that none outlives it. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Ms } from '../../rollout/model/time.ts'

/** Between SIGTERM and SIGKILL. Short: a cancelled job has 10 s for everything. */
const GRACE: Ms = 2_000
const EXIT_POLL_INTERVAL: Ms = 50
const MOST_KILLS = 10

/** The variable that all processes of the command inherit. It finds those that have left the process group. */
export const MARK = 'AMI_ROLLOUT_CHECK_ID'

/**
 * The processes of a command: its process group and, where /proc exists, marked processes outside the group (`setsid`,
 * daemons). Without /proc, processes that left the group are not found.
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

  /** Sets the process group's id, which is its leader's process id. */
  leadBy(leader: number): void {
    this.#leader = leader
  }

  /** Sends SIGTERM to all and, 2 s later, SIGKILL to the rest. Resolves when done. Never rejects. */
  end(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  /** Sends SIGKILL to all at once. */
  kill(): void {
    this.#signal('SIGKILL')
  }

  async #end(): Promise<void> {
    let left = this.#signal('SIGTERM')
    for (let waited = 0; left && waited < GRACE; waited += EXIT_POLL_INTERVAL) {
      await pause(EXIT_POLL_INTERVAL)
      left = this.#signal(0)
    }
    // Repeated, because a process forked during a kill is found only the next time. Limited, because a zombie whose
    // parent does not reap it never disappears.
    for (let kills = 0; left && kills < MOST_KILLS; kills += 1) {
      left = this.#signal('SIGKILL')
      if (left) await pause(EXIT_POLL_INTERVAL)
    }
  }

  /** Sends a signal. Returns whether there was a process; signal 0 only tests. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    const group = this.#leader === undefined ? [] : [-this.#leader]
    const reached = [...group, ...marked(this.#mark)].map((pid) => send(pid, signal))
    return reached.includes(true)
  }
}

/** Sleeps on the system timer. */
export const pause = (ms: Ms): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    // The process has ended or belongs to another user (sudo), and cannot be signalled.
    return false
  }
}

/** Ids of the processes that were started with this variable; none without /proc. */
function marked(variable: string): readonly number[] {
  try {
    const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return ids.filter((id) => environmentOf(id).includes(variable)).map(Number)
  } catch {
    return []
  }
}

/** The environment of a process; empty if it has ended or cannot be read. */
function environmentOf(id: string): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}
