/** The instances and the target groups, as last seen. */
import type { Instance, Target } from '../../rollout/model.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { lastSeen, toOf } from '../facts.ts'
import { blocks, code, details, type Hole, type Markdown, md, table } from '../markdown.ts'
import { count, list, targetGroupName } from '../measure.ts'
import type { Section } from './story.ts'

/** Instances that are listed at most, and how long their table may get: GitHub shows no summary over 1 MiB. */
const MOST_INSTANCES = 1_000
const MOST_CHARACTERS = 600_000

const targetsNow = (timeline: Timeline): readonly Target[] =>
  lastSeen(timeline)?.targets ?? timeline.survey?.targets ?? []

/** Each target group before and after: how many targets are healthy, and what the others are. */
export const targetGroups: Section = ({ timeline }) => {
  const { survey } = timeline
  const arns = survey?.group?.targetGroups ?? timeline.legs[0]?.leg.targetGroups ?? []
  if (arns.length === 0) return undefined
  const seen = lastSeen(timeline)
  const columns: readonly Column<string>[] = [
    ['target group', (arn) => code(targetGroupName(arn))],
    ...(survey ? [['before', (arn: string) => healthyOf(arn, survey.targets)] as const] : []),
    ...(seen ? [['last seen', (arn: string) => healthyOf(arn, seen.targets)] as const] : []),
    ['not healthy', (arn) => otherStates(arn, targetsNow(timeline))],
  ]
  return blocks([
    md`### Target groups`,
    table(
      columns.map(([name]) => name),
      arns.map((arn) => columns.map(([, cell]) => cell(arn))),
    ),
  ])
}

const inService = (arn: string, targets: readonly Target[]): readonly Target[] =>
  targets.filter(({ targetGroup, state }) => targetGroup === arn && state !== 'draining')

const healthyOf = (arn: string, targets: readonly Target[]): string => {
  const mine = inService(arn, targets)
  return `${mine.filter(({ state }) => state === 'healthy').length} of ${mine.length} healthy`
}

const otherStates = (arn: string, targets: readonly Target[]): string => {
  const sick = inService(arn, targets).filter(({ state }) => state !== 'healthy')
  const states = Map.groupBy(sick, stateOf)
  return states.size > 0
    ? list(
        [...states].map(([state, these]) => `${these.length} ${state}`),
        5,
      )
    : '–'
}

const stateOf = ({ state, reason }: Target): string => (reason ? `${state} (${reason})` : state)

/** The instances, those that are not right first: not on the new version, or not healthy; folded. */
export const instances: Section = ({ timeline }) => {
  const present = lastSeen(timeline)?.instances ?? timeline.survey?.group?.instances ?? []
  if (present.length === 0) return undefined
  const to = toOf(timeline)
  const targets = Map.groupBy(targetsNow(timeline), ({ instance }) => instance)
  const isRight = ({ id, template, healthy }: Instance) =>
    to.some((each) => template?.id === each.id && template.version === each.version) &&
    healthy &&
    (targets.get(id) ?? []).every(({ state }) => state === 'healthy')
  const listed = present.toSorted((a, b) => Number(isRight(a)) - Number(isRight(b))).slice(0, MOST_INSTANCES)
  const columns = columnsOf(timeline, targets)
  const rows = within(listed.map((each) => columns.map(([, cell]) => md`${cell(each)}`)))
  const left = present.length - rows.length
  const cut = left > 0 ? md`\n\nCut here: ${left} more, not listed.` : md``
  const shown = table(
    columns.map(([name]) => name),
    rows,
  )
  return details(`${count(present.length, 'instance')}, as last seen`, md`${shown}${cut}`)
}

type Column<T> = readonly [name: string, cell: (of: T) => Hole]

/** What EC2 says of an instance's image is known once a leg has looked. */
function columnsOf({ legs }: Timeline, targets: ReadonlyMap<string, readonly Target[]>): readonly Column<Instance>[] {
  const machines = legs.findLast(({ memory }) => memory)?.memory?.machines
  const image: readonly Column<Instance>[] = machines
    ? [['image', ({ id }) => code(machines.get(id)?.image ?? '')]]
    : []
  return [
    ['instance', ({ id }) => code(id)],
    ['type', ({ type }) => type],
    ['zone', ({ zone }) => zone],
    ['version', ({ template }) => template?.version ?? '–'],
    ...image,
    ['lifecycle', ({ lifecycle, protectedFromScaleIn }) => `${lifecycle}${protectedFromScaleIn ? ', protected' : ''}`],
    ['health', ({ healthy }) => (healthy ? 'healthy' : 'unhealthy')],
    ['targets', ({ id }) => targetWords(targets.get(id) ?? [])],
  ]
}

const targetWords = (mine: readonly Target[]): string =>
  mine.map((target) => `${targetGroupName(target.targetGroup)}: ${stateOf(target)}`).join(', ') || '–'

/** As many rows as there is room for. */
function within(rows: readonly (readonly Markdown[])[]): readonly (readonly Markdown[])[] {
  let room = MOST_CHARACTERS
  const end = rows.findIndex((row) => {
    room -= row.reduce<number>((length, cell) => length + String(cell).length + 3, 0)
    return room < 0
  })
  return end < 0 ? rows : rows.slice(0, end)
}
