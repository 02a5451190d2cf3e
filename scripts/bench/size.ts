/** What a large group costs: calls, polls, processor time and memory of a rollout in a process of its own. Simulated. */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import { fakeDate, virtualClock } from '../../simulator/clock.ts'
import { web } from '../../simulator/scenes/web.ts'
import { jobEnvironment } from './job.ts'
import type { Cost, FromChild, FromParent, Task } from './protocol.ts'
import { MINUTE, START } from './stage.ts'
import { figure, table } from './table.ts'

const SIZES = [10, 100, 1000]
const MEGABYTE = 1e6

interface Measured extends Cost {
  readonly size: number
  readonly calls: number
  readonly machineCalls: number
  readonly minutes: number
  /** Bytes of the heap in use when garbage is collected at each event; from a run of its own. */
  readonly inUse: number
  /** Bytes that the process holds when its heap is kept tight; from a run of its own. */
  readonly held: number
}

/** Left to itself, V8 takes new room rather than collect garbage while the machine has plenty. */
const TIGHT = ['--max-old-space-size=64', '--max-semi-space-size=2']

/** How one run is made. `flags`: for Node. */
interface Manner {
  readonly script: string
  readonly folder: string
  readonly collects?: boolean
  readonly flags?: readonly string[]
}

/** Of these runs as V8 likes the one with the least processor time is shown. */
const RUNS = 5

export async function size(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const script = await plainScript(folder)
    const measured: Measured[] = []
    for (const size of SIZES) {
      const plain = await least(() => measure(size, { script, folder }))
      const { heap: inUse } = await measure(size, { script, folder, collects: true })
      const { resident: held } = await measure(size, { script, folder, flags: TIGHT })
      measured.push({ ...plain, inUse, held })
    }
    return report(measured)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What else the machine does only adds to the time of a processor. */
async function least(run: () => Promise<Omit<Measured, 'inUse' | 'held'>>): Promise<Omit<Measured, 'inUse' | 'held'>> {
  let best = await run()
  for (let again = 1; again < RUNS; again++) {
    const next = await run()
    if (next.cpu < best.cpu) best = next
  }
  return best
}

/**
 * The child as plain JavaScript, packed as the shipped bundle is: Node's own stripping of types takes memory, which
 * would improve every ratio.
 */
async function plainScript(folder: string): Promise<string> {
  const build = await rolldown({
    input: { child: fileURLToPath(new URL('size-child.ts', import.meta.url)) },
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
  })
  await build.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' })
  await build.close()
  return join(folder, 'child.mjs')
}

function report(measured: readonly Measured[]): string {
  const [smallest] = measured
  if (!smallest) return ''
  const row = (name: string, value: (one: Measured) => number, digits = 0) => [
    name,
    ...measured.map((one) => figure(value(one), digits)),
    ...measured.slice(1).map((one) => figure(value(one) / value(smallest), 2)),
  ]
  return [
    'Simulated: a good rollout at 100 to 120 %, in virtual time. The action runs in a process of its own, packed as it is',
    'shipped, so that processor time and memory are its own; Node, the SDK and all readers are in them. Memory is the peak, from',
    `runs of its own: garbage collected at each event; the heap kept tight (${TIGHT.join(' ')}); as V8 likes, the one of ${RUNS} runs with the least processor time.`,
    '',
    table(
      [
        'instances',
        ...SIZES.map((size) => figure(size)),
        ...SIZES.slice(1).map((size) => `${figure(size)} to ${SIZES[0]}`),
      ],
      [
        row('simulated minutes', ({ minutes }) => minutes, 1),
        row('polls', ({ polls }) => polls),
        row('calls', ({ calls }) => calls),
        row('calls, divided by polls', ({ calls, polls }) => calls / polls, 2),
        row('calls of EC2 DescribeInstances', ({ machineCalls }) => machineCalls),
        row('processor seconds', ({ cpu }) => cpu, 2),
        row('heap in use, MB', ({ inUse }) => inUse / MEGABYTE, 1),
        row('resident, heap kept tight, MB', ({ held }) => held / MEGABYTE),
        row('resident, as V8 likes, MB', ({ resident }) => resident / MEGABYTE),
      ],
    ),
  ].join('\n')
}

/** Plays one rollout in a child, the world in this process. */
async function measure(
  size: number,
  { script, folder, collects = false, flags = [] }: Manner,
): Promise<Omit<Measured, 'inUse' | 'held'>> {
  const agenda = new Agenda(START)
  const account = web(agenda, { group: { desired: size, min: size / 2, max: 2 * size } })
  const clock = virtualClock(agenda)
  const aws = await simulateAws({ account, clock })
  const giveDateBack = fakeDate(() => agenda.now)
  try {
    const task = { env: jobEnvironment(aws.url), folder, now: agenda.now, collects }
    const cost = await inChild({ script, flags, task }, async (until) => {
      await clock.sleep(until - agenda.now)
      return agenda.now
    })
    if (cost.outcome !== 'succeeded') throw new Error(`a good rollout of ${size} ${cost.outcome}`)
    return {
      ...cost,
      size,
      calls: aws.journal.entries.length,
      machineCalls: aws.journal.of('DescribeInstances').length,
      minutes: (agenda.now - START) / MINUTE,
    }
  } finally {
    giveDateBack()
    await aws.close()
  }
}

/** `move`: lets the world go on until then, and gives its time. */
function inChild(
  { script, flags, task }: { readonly script: string; readonly flags: readonly string[]; readonly task: Task },
  move: (until: number) => Promise<number>,
): Promise<Cost> {
  const { promise, resolve, reject } = Promise.withResolvers<Cost>()
  const child = fork(script, {
    execArgv: ['--expose-gc', ...flags],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const say = (message: FromParent) => child.send(message)
  child.on('message', (message: FromChild) => {
    if (message.type === 'done') resolve(message)
    else move(message.until).then((now) => say({ type: 'time', now }), reject)
  })
  child.on('exit', (code) => reject(new Error(`the rollout's process ended with ${code}`)))
  child.on('error', reject)
  say({ type: 'task', task })
  return promise
}
