/**
 * Every call of a story meets every fault. What passes by itself changes nothing; what does not ends in words that are
 * true, and that say what AWS goes on doing.
 */
import {
  denied,
  type Effect,
  expired,
  failed,
  lost,
  severed,
  slow,
  stale,
  throttled,
  unavailable,
} from '../../simulator/aws/gate/faults.ts'
import type { Entry } from '../../simulator/aws/journal.ts'
import { minutes, simulated } from '../scenario.ts'
import { excesses } from './excesses.ts'
import { lies } from './lies.ts'
import { type Watched, watched } from './sight.ts'
import { type Story, termsOf } from './stories.ts'

/** `passes`: by itself, so that it changes nothing. */
interface Strike {
  readonly name: string
  readonly what: Effect
  readonly passes: boolean
}

const strikes: readonly Strike[] = [
  { name: 'throttled', what: throttled, passes: true },
  { name: 'HTTP 500', what: failed, passes: true },
  { name: 'HTTP 503', what: unavailable, passes: true },
  { name: 'cut off before', what: severed('before-answer'), passes: true },
  { name: 'cut off in the answer', what: severed('mid-answer'), passes: true },
  { name: 'answer lost', what: lost, passes: true },
  { name: '30 s late', what: slow(30_000), passes: true },
  { name: 'denied', what: denied, passes: false },
  { name: 'credentials expired', what: expired, passes: false },
  { name: 'out of date', what: stale, passes: false },
]

/** One call of a story: the so-manieth of an operation. */
interface Moment {
  readonly operation: string
  readonly nth: number
}

/** Of each operation the first call and the last. Calls that are made side by side come in no certain order. */
function chosen(calls: readonly Entry[]): readonly Moment[] {
  return [...new Set(calls.map(({ operation }) => operation))].toSorted().flatMap((operation) => {
    const count = calls.filter((call) => call.operation === operation).length
    return [...new Set([1, count])].map((nth) => ({ operation, nth }))
  })
}

interface Played {
  readonly ran: Watched
  readonly calls: readonly Entry[]
  readonly excess: readonly string[]
}

async function play(story: Story, fault?: { readonly on: Moment; readonly what: Effect }): Promise<Played> {
  await using aws = await simulated((agenda) => story.build(agenda), { faults: fault ? [fault] : [] })
  const ran = await watched(aws, { inputs: story.inputs })
  const calls = [...aws.journal.entries]
  aws.pass(minutes(120))
  return { ran, calls, excess: excesses(aws) }
}

/** What came of one fault on one call. */
export interface Met {
  readonly call: string
  readonly strike: string
  readonly cell: string
}

/** What came of the faults that were played. `complaints`: sentences, none if all is well. */
export interface Meeting {
  readonly usual: string
  readonly met: readonly Met[]
  readonly complaints: readonly string[]
}

/** Plays a story once for each of its calls and each fault; with `some`, only the faults that it chooses for a call. */
export async function meetFaults(
  story: Story,
  some: (call: Moment, number: number) => readonly Strike[] = () => strikes,
): Promise<Meeting> {
  const undisturbed = await play(story)
  const usual = undisturbed.ran.job.outputs['outcome'] ?? ''
  const complaints = usual === story.outcome ? [] : [`undisturbed it ends ${usual}`]
  const met: Met[] = []
  for (const [number, on] of chosen(undisturbed.calls).entries())
    for (const { what, passes, name: strike } of some(on, number)) {
      const { ran, excess } = await play(story, { on, what })
      const call = `${on.operation} (${on.nth})`
      met.push({ call, strike, cell: cell(ran, undisturbed.ran) })
      const wrong = [...complaintsOf(ran, usual, passes), ...lies(ran, termsOf(story, !passes)), ...excess]
      complaints.push(...wrong.map((complaint) => `${call}, ${strike}: ${complaint}`))
    }
  return { usual, met, complaints }
}

/** What is played each time: what does not pass by itself, an answer that is lost where it matters, and one of the others in turn. */
export const telling = ({ operation }: Moment, number: number): readonly Strike[] =>
  strikes.filter(
    ({ passes, what }, i) =>
      !passes || (what === lost && !/^(Describe|Get)/.test(operation)) || i === number % strikes.length,
  )

/** A table in Markdown, a row for each call. */
export function tableOf({ title }: Story, { usual, met }: Meeting): string {
  const names = strikes.map(({ name }) => name)
  const rows = [...Map.groupBy(met, ({ call }) => call)].map(([call, cells]) => [
    call,
    ...cells.map(({ cell: text }) => text),
  ])
  const lines = [['call', ...names], ['---', ...names.map(() => '---')], ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  )
  return `# ${title}\n\nUndisturbed: ${usual}. A dot: the same.\n\n${lines.join('\n')}\n`
}

/** What a table says. */
export function metIn(table: string): readonly Met[] {
  const [head = [], , ...rows] = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.slice(2, -2).split(' | '))
  return rows.flatMap(([call = '', ...cells]) =>
    cells.map((text, i) => ({ call, strike: head[i + 1] ?? '', cell: text })),
  )
}

/** A dot for the end that the story has without a fault; else the outcome, its code, the fleet, and whether AWS goes on. */
function cell({ job, after }: Watched, { job: usual }: Watched): string {
  const { outcome = '', 'failure-code': code = '', fleet = '' } = job.outputs
  const same = outcome === usual.outputs['outcome'] && code === usual.outputs['failure-code']
  const warned = job.annotations.length > usual.annotations.length ? ', warned' : ''
  if (same) return `·${warned}`
  return `${outcome}${code && ` (${code})`}${fleet && `, fleet ${fleet}`}${after.active ? ', AWS goes on' : ''}`
}

/** What is wrong with an end, beside the one without any fault. */
function complaintsOf({ job, after }: Watched, usual: string, passes: boolean): readonly string[] {
  const { outcome, fleet, reason = '', 'failure-code': code } = job.outputs
  const same = outcome === usual
  return [
    ...(job.exit === undefined ? ['did not end'] : []),
    ...(passes && !same ? [`${outcome} (${code}) instead of ${usual}`] : []),
    ...(!same && job.exit === 0 ? [`green: ${outcome}`] : []),
    ...(after.active && !/AWS is still at work|AWS goes on/.test(reason)
      ? [`AWS goes on, fleet ${fleet}, and nothing says so`]
      : []),
  ]
}
