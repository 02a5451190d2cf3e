/**
 * Every call of a story meets every fault. What passes by itself within a minute changes nothing: neither the outcome nor
 * what stands in AWS two hours later. What does not pass ends in words that are true, and that say what AWS goes on doing.
 */
import {
  denied,
  type Effect,
  expired,
  type Fault,
  failed,
  foreign,
  lost,
  misdated,
  severed,
  silent,
  slow,
  spoilt,
  stale,
  stalled,
  throttled,
  unavailable,
} from '../../simulator/aws/gate/faults.ts'
import { outage } from '../../simulator/aws/gate/outage.ts'
import type { Entry } from '../../simulator/aws/journal.ts'
import { minutes, type Simulated, simulated } from '../scenario.ts'
import { excesses } from './duplicate-writes.ts'
import { lies } from './misreports.ts'
import { type Truth, truth, type Watched, watched } from './sight.ts'
import { type Story, termsOf } from './stories.ts'

/**
 * `passes`: by itself, so that it changes nothing. `lastsMs`: from the call on, every call that is `of` the same
 * operation, the same service, or any at all; that one call alone unless said.
 */
export interface Strike {
  readonly name: string
  readonly what: Effect
  readonly passes: boolean
  readonly lastsMs?: number
  readonly of?: 'operation' | 'service' | 'all'
}

/** What does not pass by itself. Of these a table has a column each: all others change nothing, so no table could tell of them. */
export const lastingStrikes: readonly Strike[] = [
  { name: 'denied', what: denied, passes: false },
  { name: 'credentials expired', what: expired, passes: false },
  { name: 'out of date', what: stale, passes: false },
]

/** Refusals and broken connections of one call. */
const callStrikes: readonly Strike[] = [
  { name: 'throttled', what: throttled, passes: true },
  { name: 'HTTP 500', what: failed, passes: true },
  { name: 'HTTP 503', what: unavailable, passes: true },
  { name: 'cut off before', what: severed('before-answer'), passes: true },
  { name: 'cut off in the answer', what: severed('mid-answer'), passes: true },
  { name: 'answer lost', what: lost, passes: true },
  { name: '30 s late', what: slow(30_000), passes: true },
]

/** Connections that neither answer nor break, and answers that are not AWS's. */
const connectionStrikes: readonly Strike[] = [
  { name: 'silent before', what: silent('before-effect'), passes: true },
  { name: 'silent after', what: silent('after-effect'), passes: true },
  { name: 'stalled before', what: stalled('before-effect'), passes: true },
  { name: 'stalled after', what: stalled('after-effect'), passes: true },
  { name: 'stalled behind the headers', what: stalled('after-effect', 'headers'), passes: true },
  { name: 'HTML 502 before', what: foreign('before-effect', { body: 'html', status: 502 }), passes: true },
  { name: 'HTML 502 after', what: foreign('after-effect', { body: 'html', status: 502 }), passes: true },
  { name: 'HTML 200 after', what: foreign('after-effect', { body: 'html', status: 200 }), passes: true },
  { name: 'text 403 before', what: foreign('before-effect', { body: 'text', status: 403 }), passes: true },
  { name: 'empty 200 after', what: foreign('after-effect', { body: 'empty', status: 200 }), passes: true },
  { name: 'wrong 200 after', what: foreign('after-effect', { body: 'wrong', status: 200 }), passes: true },
  { name: 'truncated', what: spoilt('truncated'), passes: true },
  { name: 'mislabelled', what: spoilt('mislabelled'), passes: true },
  { name: 'dated an hour back', what: misdated(-3_600_000), passes: true },
]

const BRIEF_MS = 60_000

/** Brief outages that begin with a call. */
const outageStrikes: readonly Strike[] = (['operation', 'service', 'all'] as const).flatMap((of) =>
  (
    [
      ['throttled', throttled],
      ['HTTP 503', unavailable],
      ['reset', severed('before-answer')],
      ['silent', silent('before-effect')],
      ['stalled', stalled('after-effect')],
    ] as const
  ).map(([name, what]) => ({ name: `${name} for a minute: ${of}`, what, passes: true, lastsMs: BRIEF_MS, of })),
)

const passingStrikes = [...callStrikes, ...connectionStrikes, ...outageStrikes]
export const strikes = [...lastingStrikes, ...passingStrikes]

/** One call of a story: the so-manieth of an operation. */
interface Moment {
  readonly service: string
  readonly operation: string
  readonly nth: number
}

/** What befalls the story. */
function faultOf({ what, lastsMs, of = 'all' }: Strike, { service, operation, nth }: Moment): Fault {
  const call = { operation, nth }
  if (lastsMs === undefined) return { on: call, what }
  const struck = { operation: { operation }, service: { service }, all: {} }[of]
  return outage({ what, begins: call, lastsMs, of: struck })
}

/** Of each operation the first call and the last. Calls that are made side by side come in no certain order. */
function chosen(calls: readonly Entry[]): readonly Moment[] {
  return [...new Set(calls.map(({ operation }) => operation))].toSorted().flatMap((operation) => {
    const same = calls.filter((call) => call.operation === operation)
    const { service = '' } = same[0] ?? {}
    return [...new Set([1, same.length])].map((nth) => ({ service, operation, nth }))
  })
}

interface Played {
  readonly ran: Watched
  readonly calls: readonly Entry[]
  readonly excess: readonly string[]
  readonly end: End
}

/** What stands in AWS once all has come to rest. */
interface End extends Omit<Truth, 'instances'> {
  /** What the instances run, how many of each. */
  readonly runs: string
  /**
   * Refreshes that still move, or ended badly, the newest first. By how many the end was reached is no part of it: where AWS
   * has finished while it could not be reached, only a second refresh leads back.
   */
  readonly unsettledRefreshes: string
}

const settled: ReadonlySet<string> = new Set(['Successful', 'RollbackSuccessful'])

function endOf(aws: Simulated): End {
  const { instances, ...rest } = truth(aws)
  const runs = Map.groupBy(instances, ({ image, version }) => `${image} (${version})`)
  return {
    ...rest,
    runs: [...runs]
      .map(([what, all]) => `${all.length} × ${what}`)
      .toSorted()
      .join(', '),
    unsettledRefreshes: aws.group.refreshes.all
      .flatMap(({ status }) => (settled.has(status) ? [] : [status]))
      .join(', '),
  }
}

async function play(story: Story, fault?: Fault): Promise<Played> {
  await using aws = await simulated((agenda) => story.build(agenda), { faults: fault ? [fault] : [] })
  const ran = await watched(aws, { inputs: story.inputs })
  const calls = [...aws.journal.entries]
  aws.pass(minutes(120))
  return { ran, calls, excess: excesses(aws), end: endOf(aws) }
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
  /** Every call that the story makes, of each operation the first and the last. */
  readonly calls: readonly string[]
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
  const moments = chosen(undisturbed.calls)
  for (const [number, on] of moments.entries())
    for (const each of some(on, number)) {
      const { passes, name: strike } = each
      const { ran, excess, end } = await play(story, faultOf(each, on))
      const call = nameOf(on)
      const came = cell(ran, undisturbed.ran)
      met.push({ call, strike, cell: came })
      const wrong = [
        ...(passes && !endsAlike(ran, undisturbed.ran) ? [`${came} instead of the same end`] : []),
        ...complaintsOf(ran, usual),
        ...(passes ? differences(end, undisturbed.end) : []),
        ...lies(ran, termsOf(story, !passes)),
        ...excess,
      ]
      complaints.push(...wrong.map((complaint) => `${call}, ${strike}: ${complaint}`))
    }
  return { usual, calls: moments.map(nameOf), met, complaints }
}

const nameOf = ({ operation, nth }: Moment): string => `${operation} (${nth})`

/** Where an end differs from the one that stands without the fault. */
const differences = (end: End, usual: End): readonly string[] =>
  (Object.keys(usual) as (keyof End)[]).flatMap((key) => {
    const [type, should] = [JSON.stringify(end[key]), JSON.stringify(usual[key])]
    return type === should ? [] : [`in the end ${key} is ${type} instead of ${should}`]
  })

/**
 * What is played each time. Where something is written: one fault that does not pass by itself, or one of those that tell
 * most of the rest (an answer that is lost or stalls after the effect, and all calls down for a minute). Of the reads every
 * sixth meets one fault, of either kind. All by turns, so that over the calls of all stories each fault has its place.
 */
export const telling = ({ operation }: Moment, number: number): readonly Strike[] => {
  if (isWrite(operation)) return turnOf(number % 2 === 0 ? lastingStrikes : tellingStrikes, Math.floor(number / 2))
  const turn = Math.floor(number / 6)
  return number % 6 === 0 ? turnOf(turn % 2 === 0 ? lastingStrikes : passingStrikes, Math.floor(turn / 2)) : []
}

const turnOf = (kind: readonly Strike[], turn: number): readonly Strike[] => [kind[turn % kind.length] ?? []].flat()

const isWrite = (operation: string): boolean => !/^(Describe|Get)/.test(operation)
const tellingOfWrites: ReadonlySet<string> = new Set([
  'answer lost',
  'stalled after',
  'HTML 502 after',
  'throttled for a minute: all',
  'silent for a minute: all',
])
const tellingStrikes = passingStrikes.filter(({ name }) => tellingOfWrites.has(name))

/** A table in Markdown: a row for each call, a column for each of these faults. */
export function tableOf({ title }: Story, { usual, met }: Meeting, played: readonly Strike[] = lastingStrikes): string {
  const names = played.map(({ name }) => name)
  const rows = [...Map.groupBy(met, ({ call }) => call)].map(([call, cells]) => [
    call,
    ...names.map((name) => cells.find(({ strike }) => strike === name)?.cell ?? SAME),
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

const SAME = '·'

/** The same outcome, and no more warnings. Which of two true failures is found first hangs on the moment. */
const endsAlike = ({ job }: Watched, { job: usual }: Watched): boolean =>
  job.outputs['outcome'] === usual.outputs['outcome'] && job.annotations.length <= usual.annotations.length

/** A dot for the end that the story has without a fault; else the outcome, its code, the fleet, and whether AWS goes on. */
function cell({ job, after }: Watched, { job: usual }: Watched): string {
  const { outcome = '', 'failure-code': code = '', fleet = '' } = job.outputs
  const same = outcome === usual.outputs['outcome'] && code === usual.outputs['failure-code']
  const warned = job.annotations.length > usual.annotations.length ? ', warned' : ''
  if (same) return `${SAME}${warned}`
  return `${outcome}${code && ` (${code})`}${fleet && `, fleet ${fleet}`}${after.active ? ', AWS goes on' : ''}`
}

/** What is wrong with an end, beside the one without any fault. */
function complaintsOf({ job, after }: Watched, usual: string): readonly string[] {
  const { outcome, fleet, reason = '' } = job.outputs
  const same = outcome === usual
  return [
    ...(job.exit === undefined ? ['did not end'] : []),
    ...(!same && job.exit === 0 ? [`green: ${outcome}`] : []),
    ...(after.active && !/Still in progress|AWS goes on/.test(reason)
      ? [`AWS goes on, fleet ${fleet}, and nothing says so`]
      : []),
  ]
}
