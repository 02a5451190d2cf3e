/** The instances and the target groups, as last seen. */
import type { Instance, Machine, Target } from '../../rollout/model.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { lastSeen, toOf } from '../facts.ts'
import { blocks, code, details, type Hole, join, md, table } from '../markdown.ts'
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
  const columns: readonly (readonly [string, (arn: string) => Hole])[] = [
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

/** Every instance, those that are not on the new version first; folded. */
export const instances: Section = ({ timeline }) => {
  const present = lastSeen(timeline)?.instances ?? timeline.survey?.group?.instances ?? []
  if (present.length === 0) return undefined
  const to = toOf(timeline)
  const isNew = ({ template }: Instance) => template?.id === to?.id && template?.version === to?.version
  const machines = timeline.legs.findLast(({ memory }) => memory)?.memory?.machines ?? new Map<string, Machine>()
  const rows = within(
    present
      .toSorted((a, b) => Number(isNew(a)) - Number(isNew(b)))
      .map((each) => rowOf(each, machines, targetsNow(timeline))),
  )
  const left = present.length - rows.length
  const shown = table(['instance', 'type', 'zone', 'version', 'image', 'lifecycle', 'health', 'targets'], rows)
  const cut = left > 0 ? md`\n\nCut here: ${left} more, not listed.` : md``
  return details(`${count(present.length, 'instance')}, as last seen`, md`${shown}${cut}`)
}

function rowOf(
  instance: Instance,
  machines: ReadonlyMap<string, Machine>,
  targets: readonly Target[],
): readonly Hole[] {
  const { id, type, zone, lifecycle, healthy, protectedFromScaleIn, template } = instance
  const mine = targets.filter((target) => target.instance === id)
  return [
    code(id),
    type,
    zone,
    template ? template.version : '–',
    code(machines.get(id)?.image ?? ''),
    `${lifecycle}${protectedFromScaleIn ? ', protected' : ''}`,
    healthy ? 'healthy' : 'unhealthy',
    mine.length > 0
      ? join(
          mine.map((target) => md`${targetGroupName(target.targetGroup)}: ${stateOf(target)}`),
          md`, `,
        )
      : '–',
  ]
}

function within(rows: readonly (readonly Hole[])[]): readonly (readonly Hole[])[] {
  let room = MOST_CHARACTERS
  const first = rows.slice(0, MOST_INSTANCES)
  const end = first.findIndex((row) => {
    room -= row.reduce<number>((length, cell) => length + String(cell).length + 3, 0)
    return room < 0
  })
  return end < 0 ? first : first.slice(0, end)
}
