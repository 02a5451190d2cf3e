/** Commands that may run: sent once each, found again by their comment, and cancelled in every end. */
import { cancelCommandCommand } from '../manual-commands.ts'
import type { Problem } from '../model/problem.ts'
import type { InstanceCommand } from '../model/run-command.ts'
import type { Ms } from '../model/time.ts'
import { problemIn } from '../ports.ts'
import type { OnInstancePorts } from './ports.ts'
import type { OpenCommand } from './progress.ts'

/** How often a command whose answer was lost is looked up to be cancelled, and the pause between. */
const SEARCHES = 5
const SEARCH_PAUSE: Ms = 2_500
/** How long a cancel is tried. */
const CANCEL_LIMIT: Ms = 30_000

/** The commands of a run that have not ended. */
export class OpenCommands {
  readonly #ports: OnInstancePorts
  #open: readonly OpenCommand[] = []

  constructor(ports: OnInstancePorts) {
    this.#ports = ports
  }

  get all(): readonly OpenCommand[] {
    return this.#open
  }

  /** Sends a command, after it is noted. A problem of kind `lost` leaves it open: it may run. */
  async send(command: InstanceCommand): Promise<Problem | undefined> {
    const { comment, instances } = command
    const open: OpenCommand = { comment, instances, sent: this.#ports.clock.now() }
    this.#change([...this.#open, open])
    const sent = await this.#ports.writes.sendCommand(command).catch(problemIn)
    if (typeof sent === 'string') this.#change(this.#open.map((each) => (each === open ? { ...open, id: sent } : each)))
    else if (sent.kind !== 'lost') this.over(comment)
    return typeof sent === 'string' ? undefined : sent
  }

  /** The id of a command whose answer was lost, once Systems Manager lists it. */
  async find(open: OpenCommand): Promise<OpenCommand> {
    if (open.id !== undefined) return open
    const id = await this.#ports.reads.commandBy(open.comment, this.#ports.clock.now() - open.sent)
    if (id === undefined) return open
    const found = { ...open, id }
    this.#change(this.#open.map((each) => (each.comment === open.comment ? found : each)))
    return found
  }

  /** It has ended on every instance, or was never made. */
  over(comment: string): void {
    this.#change(this.#open.filter((each) => each.comment !== comment))
  }

  /** Cancels what may still run. */
  async cancel(): Promise<void> {
    const open = this.#open
    await cancelCommands(this.#ports, open)
    this.#change(this.#open.filter((each) => !open.some(({ comment }) => comment === each.comment)))
  }

  #change(open: readonly OpenCommand[]): void {
    this.#open = open
    this.#ports.note(open)
  }
}

/** Cancels commands, by their comment where the answer was lost. What could not be cancelled is said, with the command. */
export async function cancelCommands(
  ports: Omit<OnInstancePorts, 'note'>,
  commands: readonly OpenCommand[],
): Promise<void> {
  await Promise.all(commands.map((each) => cancel(ports, each)))
}

async function cancel(
  { reads, writes, clock, stop, warn }: Omit<OnInstancePorts, 'note'>,
  open: OpenCommand,
): Promise<void> {
  const retryLimit = { limit: CANCEL_LIMIT, throttled: CANCEL_LIMIT, stop }
  const id = open.id ?? (await search({ reads: reads.retrying(retryLimit), clock, stop }, open))
  if (id === undefined) return
  const problem = await writes
    .retrying(retryLimit)
    .cancelCommand(id)
    .then(() => undefined, problemIn)
  if (problem)
    warn(
      `verify-on-instance may still run on ${open.instances.length} instances: ${problem.operation} failed (${problem.code}). To cancel it: \`${cancelCommandCommand(id)}\`.`,
    )
}

/** Systems Manager lists a new command a moment late. */
async function search(
  { reads, clock, stop }: Pick<OnInstancePorts, 'reads' | 'clock' | 'stop'>,
  { comment, sent }: OpenCommand,
): Promise<string | undefined> {
  for (let turn = 1; ; turn++) {
    const id = await reads.commandBy(comment, clock.now() - sent).catch(notFound)
    if (id !== undefined || turn >= SEARCHES) return id
    await clock.sleep(SEARCH_PAUSE, stop)
  }
}

const notFound = (thrown: unknown): undefined => {
  problemIn(thrown)
  return undefined
}
