/** What watching a good rollout costs in calls, and how late the verdict is: ours, and pollers in the same world. Simulated. */
import { web } from '../../simulator/scenes/web.ts'
import { type Polled, poll, pollers } from './pollers.ts'
import { MINUTE, type Played, type Scene, SECOND, watched } from './stage.ts'
import { figure, median, quantile, table } from './table.ts'

/** How one watcher did in one run. `lag`: seconds from AWS's end to its verdict. `busiest`: the most polls in any minute. */
interface Watch {
  readonly polls: number
  readonly calls: number
  readonly lag: number
  readonly minutes: number
  readonly busiest: number
}

const RUNS = 40

/** Boot times of 30 to 90 s, warm-ups of 45 to 120 s, starts at any part of a poll, refreshes of different ids. */
function variant(run: number, inputs: Scene['inputs']): Scene {
  return {
    ...(inputs && { inputs }),
    offset: (run * 1_379) % (15 * SECOND),
    build: (agenda) => {
      const account = web(agenda, {
        behaviour: { bootSeconds: 30 + ((run * 23) % 61) },
        group: { defaultInstanceWarmup: 45 + ((run * 31) % 76) },
      })
      for (let former = 0; former < run; former++) account.ids.next('refresh')
      return account
    },
    afterwards: 4 * MINUTE,
  }
}

/** Targets groups of the group. */
const TARGET_GROUPS = 1

export async function calls(): Promise<string> {
  const parts = [
    `Simulated, in virtual time: ${RUNS} good rollouts of 6 instances each, with boot times of 30 to 90 s, warm-ups of 45 to`,
    '120 s and different moments of the start; all watchers watch the same refreshes. Medians, unless said. “Lag”: from the',
    'time at which AWS ends the refresh to the verdict. Pollers ask for the status alone, one call a poll; our calls are all of',
    `the job's, survey and writes included, and our verdict says that every target is healthy (${TARGET_GROUPS} target group).`,
  ]
  for (const [title, inputs] of [
    ['A bake time of 2 min (the default)', undefined],
    ['A bake time of 1 h', { 'bake-time': '1h' }],
  ] as const) {
    const runs = await rollouts(inputs)
    parts.push('', `### ${title}`, '', watchers(runs), '', pollsOf(runs))
  }
  return parts.join('\n')
}

interface Run {
  readonly ours: Watch
  readonly others: readonly Watch[]
  /** Calls of each of our polls. */
  readonly perPoll: readonly number[]
  /** Our calls by operation while watching. */
  readonly operations: ReadonlyMap<string, number>
}

async function rollouts(inputs: Scene['inputs']): Promise<readonly Run[]> {
  const runs: Run[] = []
  for (let run = 0; run < RUNS; run++) runs.push(await rollout(variant(run, inputs), run / RUNS))
  return runs
}

async function rollout(scene: Scene, phase: number): Promise<Run> {
  let others: readonly Polled[] = []
  const played = await watched({
    ...scene,
    underWay: (refresh, agenda) => {
      others = pollers.map((poller) => poll(poller, refresh, { agenda, phase }))
    },
  })
  const ended = played.refresh.endedAt ?? Number.NaN
  const polls = played.heard.filter(({ event }) => event.type === 'polled')
  const perPoll = polls.map(({ calls }) => calls - before(played, calls))
  const last = polls.at(-1)
  if (last?.event.type !== 'polled' || last.event.verdict.type !== 'arrived')
    throw new Error('a good rollout did not arrive')
  const times = polls.map(({ event }) => event.at)
  const watching = played.calls.slice(before(played, polls[0]?.calls ?? 0), last.calls)
  return {
    ours: { ...watchOf(times, ended), calls: played.calls.length },
    others: others.map((polled) => ({ ...watchOf(polled.polls, ended), calls: polled.polls.length })),
    perPoll,
    operations: new Map(
      [...Map.groupBy(watching, ({ operation }) => operation)].map(([operation, entries]) => [
        operation,
        entries.length,
      ]),
    ),
  }
}

/** How many calls had been made when the event before the one at `calls` was emitted. */
function before({ heard }: Played, calls: number): number {
  return heard.findLast((each) => each.calls < calls)?.calls ?? 0
}

function watchOf(polls: readonly number[], ended: number): Omit<Watch, 'calls'> {
  const first = polls[0] ?? 0
  const last = polls.at(-1) ?? 0
  const inMinuteFrom = (from: number) => polls.filter((at) => at >= from && at < from + MINUTE).length
  return {
    polls: polls.length,
    lag: (last - ended) / SECOND,
    minutes: (last - first) / MINUTE,
    busiest: Math.max(...polls.map(inMinuteFrom)),
  }
}

function watchers(runs: readonly Run[]): string {
  const row = (name: string, watches: readonly Watch[]) => {
    const of = (value: (watch: Watch) => number) => watches.map(value)
    const lags = of(({ lag }) => lag)
    return [
      name,
      figure(median(of(({ polls }) => polls))),
      figure(median(of(({ calls }) => calls))),
      figure(median(of(({ polls, minutes }) => polls / minutes)), 1),
      figure(Math.max(...of(({ busiest }) => busiest))),
      figure(median(lags), 1),
      figure(quantile(lags, 0.95), 1),
      figure(Math.max(...lags), 1),
    ]
  }
  return table(
    ['watcher', 'polls', 'calls', 'polls a minute', 'busiest minute, worst', 'lag s', 'lag s, 95 %', 'lag s, worst'],
    [
      row(
        'ami-rollout',
        runs.map(({ ours }) => ours),
      ),
      ...pollers.map(({ name }, i) =>
        row(
          name,
          runs.flatMap(({ others }) => others[i] ?? []),
        ),
      ),
    ],
  )
}

/** What our polls consist of. */
function pollsOf(runs: readonly Run[]): string {
  const perPoll = runs.flatMap((run) => run.perPoll)
  const least = 2 + TARGET_GROUPS
  const plain = perPoll.filter((calls) => calls <= least).length
  const sum = perPoll.reduce((total, calls) => total + calls, 0)
  const operations = [...new Set(runs.flatMap((run) => [...run.operations.keys()]))]
  const mean = (operation: string) =>
    runs.reduce((total, run) => total + (run.operations.get(operation) ?? 0), 0) / perPoll.length
  return [
    `Of ${figure(perPoll.length)} polls of ours, ${figure((100 * plain) / perPoll.length, 1)} % took ${least} calls or fewer (2 + target groups); on average ${figure(sum / perPoll.length, 2)}, at most ${Math.max(...perPoll)}.`,
    `Calls a poll, by operation: ${operations.map((operation) => `${operation} ${figure(mean(operation), 2)}`).join(', ')}.`,
  ].join('\n')
}
