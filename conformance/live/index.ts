/**
 * `npm run live -- --region …`: the shipped bundle on a real account, on a group of its own that it makes and takes away
 * again; and the questions on which AWS's documentation is silent.
 */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { NO_CREDENTIALS } from '../../scripts/shell.ts'
import { fastClock } from '../../simulator/clock.ts'
import { bundleHash } from '../result.ts'
import { clientsAt, closeAll } from './clients.ts'
import { compare, comparisonLines } from './compare.ts'
import { RECORDED, readFixture, writeFixture } from './fixture.ts'
import { inventory } from './inventory.ts'
import { rollsWith } from './job.ts'
import { NAME } from './names.ts'
import { type Choice, choiceFrom, type Run, USAGE } from './options.ts'
import { Recording } from './recording.ts'
import { type Ended, runLive } from './run.ts'
import { endLines, leftLines, planLines, refusalLines } from './say.ts'
import type { LiveStep } from './step.ts'
import { liveSteps } from './steps.ts'
import { tearDown } from './teardown.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Two signals: the first ends the plays and begins the teardown, the second ends the teardown too. */
function signals(): { readonly stop: AbortSignal; readonly stopTeardown: AbortSignal } {
  const [first, second] = [new AbortController(), new AbortController()]
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (first.signal.aborted) second.abort()
      else say(`\n${name}: ending. Everything is taken away; once more leaves it as it is.`)
      first.abort()
    })
  return { stop: first.signal, stopTeardown: second.signal }
}

async function isAgreed(question: string, { isAgreed: already }: Run, stop: AbortSignal): Promise<boolean> {
  if (already) return true
  if (!process.stdin.isTTY) throw new Error('nobody is there to ask: --yes goes on without')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal: stop })).trim())
  } catch {
    return false
  } finally {
    terminal.close()
  }
}

/** The exit code: 0 if every play ended as it should and nothing is left. */
async function run(choice: Run, steps: readonly LiveStep[]): Promise<number> {
  const { region } = choice
  const clock = fastClock({ speed: 1 })
  const { stop, stopTeardown } = signals()
  const recording = new Recording()
  const clients = clientsAt({ region }, { stop, recording, now: clock.now })
  const last = clientsAt({ region }, { now: clock.now })
  const roll = rollsWith({ region, credentials: clients.sts.config.credentials, onLine: (line) => say(`    ${line}`) })
  try {
    const ended = await runLive({
      live: { region, clients, clock, stop, recording, roll, pollMs: 5_000, say },
      steps,
      remover: { clients: last, stop: stopTeardown },
      agree: ({ account, arn }) => {
        for (const line of planLines(region, steps)) say(line)
        return isAgreed(`\nAccount ${account}, as ${arn}. Go on?`, choice, stop)
      },
    })
    return report(ended, choice, steps)
  } finally {
    closeAll(clients)
    closeAll(last)
  }
}

function report(ended: Ended, { region, out }: Run, steps: readonly LiveStep[]): number {
  if (ended.type === 'declined') return 1
  if (ended.type === 'refused') {
    for (const line of refusalLines(region, ended.found)) say(line)
    return 1
  }
  for (const line of endLines(ended, compare(ended.played, steps), region)) say(line)
  if (ended.played.length > 0) {
    const folder = out === 'repository' ? RECORDED : (out?.folder ?? mkdtempSync(join(tmpdir(), `${NAME}-`)))
    const { caller, played } = ended
    say(
      `Recorded: ${writeFixture(folder, { caller, played, region, date: new Date().toISOString(), bundle: bundleHash() })}`,
    )
  }
  const isRight = ended.played.every(({ cases }) => cases.every(({ verdict }) => verdict !== 'unexplained'))
  return isRight && ended.failure === undefined && ended.left.length === 0 ? 0 : 1
}

/** Removes what a run that was killed has left, after it has shown it. */
async function remove(choice: Run): Promise<number> {
  const clock = fastClock({ speed: 1 })
  const { stop } = signals()
  const clients = clientsAt({ region: choice.region }, { now: clock.now })
  try {
    const found = await inventory(clients)
    for (const { what, id } of found) say(`  ${what} ${id}`)
    if (found.length > 0 && !(await isAgreed('Remove all of it?', choice, stop))) return 1
    const left = await tearDown({ clients, clock, stop, say })
    for (const line of leftLines(left, choice.region)) say(line)
    return left.length === 0 ? 0 : 1
  } finally {
    closeAll(clients)
  }
}

async function carryOut(choice: Choice): Promise<number> {
  if (choice.type === 'usage') say(USAGE)
  else if (choice.type === 'policy') say(readFileSync(new URL('policy.json', import.meta.url), 'utf8').trimEnd())
  else if (choice.type === 'compare')
    for (const line of comparisonLines(compare(readFixture(choice.file).steps, liveSteps))) say(line)
  else {
    const steps = liveSteps.filter(({ name }) => choice.only?.test(name) ?? true)
    if (steps.length === 0)
      throw new Error(`no step is called so; there are: ${liveSteps.map(({ name }) => name).join(', ')}`)
    if (choice.type === 'run') return run(choice, steps)
    if (choice.type === 'teardown') return remove(choice)
    for (const line of planLines(choice.region, steps)) say(line)
  }
  return 0
}

try {
  process.exitCode = await carryOut(choiceFrom(process.argv.slice(2)))
} catch (error) {
  const isUnknown = error instanceof Error && error.name === 'CredentialsProviderError'
  process.stderr.write(
    `${isUnknown ? NO_CREDENTIALS : error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`,
  )
  process.exitCode = 2
}
