/** How soon a bad image is detected, by us and by AWS alone, and what it has done to the fleet by then. Simulated, in virtual time. */
import { GROUP } from '../../simulator/scenes/web.ts'
import { type Moment, observe } from './fleet.ts'
import { surroundings, type Trouble, troubles } from './images.ts'
import { MINUTE, type Played, unwatched, watched } from './stage.ts'
import { figure, table } from './table.ts'
import { triedImages } from './tried-images.ts'

/** One way of finding out. Minutes since the rollout began; missing: never. */
interface Finding {
  readonly verdict?: number
  readonly wayBack?: number
  /** The most old instances that were out of service before the rollback began, or ever if none did. */
  readonly replaced: number
  /** The fewest instances that served in that time. */
  readonly serving: number
  readonly end: string
}

interface Row {
  readonly name: string
  /** Minutes since the rollout began. */
  readonly begins: number
  readonly code: string
  readonly ours: Finding
  readonly alone: Finding
}

export async function detect(): Promise<string> {
  return [await badImages(), '', await goodImages(), '', await triedImages()].join('\n')
}

/** Good images that take long, or lose instances, for reasons of the group's or AWS's own. */
async function goodImages(): Promise<string> {
  const rows = []
  for (const scene of surroundings) {
    const { heard, began, group } = await watched(scene)
    const outcome = heard.flatMap(({ event }) => (event.type === 'concluded' ? [event.outcome] : [])).at(-1)
    const ended = heard.at(-1)?.event.at ?? began
    const isTakenBack = group.refreshes.all.some(({ rollback }) => rollback !== undefined)
    rows.push([scene.name, outcome?.type ?? '', minutes((ended - began) / MINUTE), isTakenBack ? '1' : '0'])
  }
  return [
    'A good image, the same group: what holds it up, how it ended, and after how many minutes. “False rollbacks” counts a',
    'rollback of any of these.',
    '',
    table(['what holds it up', 'outcome', 'minutes', 'false rollbacks'], rows),
  ].join('\n')
}

async function badImages(): Promise<string> {
  const rows: Row[] = []
  for (const trouble of troubles) rows.push(await compare(trouble))
  const size = 6
  return [
    `Simulated, in virtual time: a group of ${size}, one instance at a time; minutes since the rollout began.`,
    '“AWS alone”: the same group and the same request (AutoRollback on), the job lost as soon as AWS has accepted it.',
    '“Replaced”: old instances out of service, “serving”: the fewest instances healthy in every target group, each until',
    'the rollback began; where it never does, until half an hour after AWS has called the rollout a success. “Times sooner”:',
    'both rollbacks, counted from when it began to go wrong.',
    '',
    table(
      [
        'what is wrong',
        'detected by',
        'verdict',
        'rollback',
        'replaced',
        'serving',
        'AWS alone: rollback',
        'replaced',
        'serving',
        'end',
        'times sooner',
      ],
      rows.map(({ name, begins, code, ours, alone }) => [
        name,
        code,
        minutes(ours.verdict),
        minutes(ours.wayBack),
        `${ours.replaced} of ${size}`,
        `${ours.serving}`,
        minutes(alone.wayBack),
        `${alone.replaced} of ${size}`,
        `${alone.serving}`,
        alone.end,
        ratio(ours.wayBack, alone.wayBack, begins),
      ]),
    ),
  ].join('\n')
}

const minutes = (value: number | undefined) => (value === undefined ? 'never' : figure(value, 1))

/** Both counted from when it began to go wrong. */
function ratio(ours: number | undefined, theirs: number | undefined, begins: number): string {
  if (ours === undefined) return 'not reported'
  return theirs === undefined ? '∞' : figure((theirs - begins) / (ours - begins), 1)
}

async function compare(trouble: Trouble): Promise<Row> {
  const ours = await withFleet(trouble, watched)
  const alone = await withFleet(trouble, unwatched)
  const outcome = ours.played.heard.flatMap(({ event }) => (event.type === 'concluded' ? [event.outcome] : [])).at(-1)
  const code = outcome && 'failure' in outcome ? outcome.failure.code : (outcome?.type ?? '')
  const begins = (trouble.begins ?? 0) / MINUTE
  return { name: trouble.name, begins, code, ours: findingOf(ours), alone: findingOf(alone) }
}

interface Observed {
  readonly played: Played
  readonly moments: readonly Moment[]
}

async function withFleet(trouble: Trouble, way: typeof watched): Promise<Observed> {
  let moments: readonly Moment[] = []
  const build: Trouble['build'] = (agenda) => {
    const account = trouble.build(agenda)
    moments = observe(agenda, account)
    return account
  }
  return { played: await way({ ...trouble, build, afterwards: 30 * MINUTE }), moments }
}

function findingOf({ played, moments }: Observed): Finding {
  const { began, refresh, heard, account } = played
  const since = (at: number) => (at - began) / MINUTE
  const fail = heard.find(({ event }) => event.type === 'polled' && event.verdict.type === 'fail')
  const wayBack = refresh.rollback?.startedAt
  const before = moments.filter(({ at }) => wayBack === undefined || at <= wayBack)
  const size = account.groups.get(GROUP)?.configuration.desired ?? 0
  return {
    ...(fail && { verdict: since(fail.event.at) }),
    ...(wayBack !== undefined && { wayBack: since(wayBack) }),
    replaced: size - Math.min(...before.map(({ old }) => old)),
    serving: Math.min(...before.map(({ serving }) => serving)),
    end: refresh.status,
  }
}
