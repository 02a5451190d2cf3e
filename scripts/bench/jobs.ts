/** What many jobs of one account and region, each with a group of its own, do to each other under AWS's request limits. Simulated. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import { Account } from '../../simulator/aws/world/account.ts'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import { boots } from '../../simulator/aws/world/behaviour.ts'
import { fakeDate, virtualClock } from '../../simulator/clock.ts'
import { contents, imageDates, NEW_IMAGE, OLD_IMAGE } from '../../simulator/scenes/web.ts'
import type { Event } from '../../src/rollout/events.ts'
import { jobEnvironment } from './job.ts'
import { play } from './play.ts'
import { MINUTE, SECOND, START } from './stage.ts'
import { figure, median, quantile, table } from './table.ts'

/** What the calls of an account are limited by. AWS publishes no bucket for Auto Scaling: one is assumed. */
type Limits = 'none' | 'published' | 'with the assumed one'

/** `within`: the time in which all begin, evenly. Milliseconds. */
interface Crowd {
  readonly jobs: number
  readonly within: number
  readonly limits: Limits
}

const BOUNDLESS = { capacity: 1e9, refillPerSecond: 1e9 }
const throttledBy: Readonly<Record<Limits, boolean | typeof BOUNDLESS>> = {
  none: false,
  published: BOUNDLESS,
  'with the assumed one': true,
}

const JOBS = 200
const crowds: readonly Crowd[] = [
  { jobs: 10, within: 10 * MINUTE, limits: 'none' },
  { jobs: JOBS, within: 10 * MINUTE, limits: 'published' },
  { jobs: JOBS, within: MINUTE, limits: 'published' },
  { jobs: JOBS, within: 10 * MINUTE, limits: 'with the assumed one' },
]
/** Instances of each group. */
const SIZE = 3

/** How one job ended. `lag`: from AWS's end to the verdict, in milliseconds. */
interface Ended {
  readonly isSucceeded: boolean
  readonly lag: number
  readonly minutes: number
}

interface Measured extends Crowd {
  readonly ended: readonly Ended[]
  readonly calls: number
  readonly refused: number
}

export async function jobs(): Promise<string> {
  const measured: Measured[] = []
  for (const crowd of crowds) measured.push(await measure(crowd))
  return [
    `Simulated, in virtual time: jobs in one account and region, each rolls a good image over a group of ${SIZE} of its own. The buckets`,
    'are those that AWS publishes for EC2 and Elastic Load Balancing. AWS does not publish that of Auto Scaling, which all its',
    'calls share: the last row assumes 100 requests and 10 a second, which is less than the jobs want. “Lag”: from the time at which AWS ends',
    'the refresh to the verdict.',
    '',
    table(
      [
        'jobs',
        'all begin within',
        'buckets',
        'succeeded',
        'calls',
        'refused',
        'median min',
        'lag s',
        'lag s, 95 %',
        'lag s, worst',
      ],
      measured.map(rowOf),
    ),
  ].join('\n')
}

function rowOf({ jobs: count, within, limits, ended, calls, refused }: Measured): readonly string[] {
  const lags = ended.map(({ lag }) => lag / SECOND)
  return [
    figure(count),
    `${within / MINUTE} min`,
    limits,
    `${ended.filter(({ isSucceeded }) => isSucceeded).length} of ${ended.length}`,
    figure(calls),
    `${figure((100 * refused) / calls, 1)} %`,
    figure(median(ended.map(({ minutes }) => minutes)), 1),
    figure(median(lags), 1),
    figure(quantile(lags, 0.95), 1),
    figure(Math.max(...lags), 1),
  ]
}

async function measure(crowd: Crowd): Promise<Measured> {
  const agenda = new Agenda(START)
  const account = accountOf(agenda, crowd.jobs)
  const clock = virtualClock(agenda)
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const aws = await simulateAws({ account, clock, throttled: throttledBy[crowd.limits] })
  const giveDateBack = fakeDate(() => agenda.now)
  try {
    const ended = await Promise.all(
      Array.from({ length: crowd.jobs }, async (_, i) => {
        await clock.sleep((i * crowd.within) / crowd.jobs)
        const began = agenda.now
        const own = join(folder, String(i))
        mkdirSync(own)
        let verdictAt = Number.POSITIVE_INFINITY
        const reader = (event: Event) => {
          if (event.type === 'polled' && event.verdict.type === 'arrived') verdictAt = event.at
        }
        const outcome = await play({
          env: jobEnvironment(aws.url, { 'auto-scaling-group': nameOf(i) }),
          folder: own,
          clock,
          reader,
        })
        const endedAt = account.groups.get(nameOf(i))?.refreshes.all.at(-1)?.endedAt ?? Number.NaN
        return {
          isSucceeded: outcome.type === 'succeeded',
          lag: verdictAt - endedAt,
          minutes: (agenda.now - began) / MINUTE,
        }
      }),
    )
    const { entries } = aws.journal
    return {
      ...crowd,
      ended,
      calls: entries.length,
      refused: entries.filter(({ outcome }) => /Throttl|LimitExceeded/.test(outcome)).length,
    }
  } finally {
    giveDateBack()
    await aws.close()
    rmSync(folder, { recursive: true })
  }
}

const nameOf = (i: number): string => `web-${i + 1}`

/** A launch template, a target group and a group for each job; one old and one new image for all. */
function accountOf(agenda: Agenda, count: number): Account {
  const account = new Account({ agenda })
  const dates = imageDates(agenda)
  account.image({ ...dates.old, id: OLD_IMAGE, name: 'web-2026-11-14', behaviour: boots(45) })
  account.image({ ...dates.new, id: NEW_IMAGE, name: 'web-2026-11-21', behaviour: boots(45) })
  for (let i = 0; i < count; i++) {
    const name = nameOf(i)
    const template = `lt-${String(i + 1).padStart(17, '0')}`
    account.template({ id: template, name, versions: [contents(OLD_IMAGE)], default: 1 })
    account.targetGroup({
      name,
      healthCheck: { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 },
      deregistrationDelay: 60,
      balanced: true,
    })
    account.group({
      name,
      template: { id: template, version: '1' },
      desired: SIZE,
      min: 1,
      max: 2 * SIZE,
      targetGroups: [name],
      healthCheckType: 'ELB',
      healthCheckGracePeriod: 120,
      defaultInstanceWarmup: 60,
    })
  }
  return account
}
