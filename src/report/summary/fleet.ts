/** Target groups and instances: before the rollout, at the failure, and at the last poll. */

import { factWords, targetWords } from '../../rollout/instance-words.ts'
import { count, list, targetGroupName } from '../../rollout/measure.ts'
import type { Instance } from '../../rollout/model/instance.ts'
import { checksFact, memberFact, targetFacts } from '../../rollout/model/known-instance.ts'
import type { TemplateVersion } from '../../rollout/model/launch-template.ts'
import type { Observation } from '../../rollout/model/observation.ts'
import { type KnownChecks, passesAll, type StatusChecks } from '../../rollout/model/status-checks.ts'
import type { Target } from '../../rollout/model/target.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { knownVersions, lastSeen, rolloutStoppedAt, toOf, watchedOperations } from '../facts.ts'
import { blocks, code, details, type Hole, type Markdown, md, table } from '../markdown.ts'
import type { Section } from './story.ts'

/** Instances that are listed at most: nobody reads further, and the report file has them all. */
const MOST_INSTANCES = 100
/** How long their table may get: GitHub shows no summary over 1 MiB. */
const MOST_CHARACTERS = 400_000

const targetsNow = (timeline: Timeline): readonly Target[] =>
  lastSeen(timeline)?.targets ?? timeline.survey?.targets ?? []

/**
 * For each target group: how many targets were healthy before, at the failure and now, and the states of the others.
 */
export const targetGroups: Section = ({ timeline }) => {
  const { survey } = timeline
  const arns = survey?.group?.targetGroups ?? timeline.operations[0]?.operation.targetGroups ?? []
  if (arns.length === 0) return undefined
  const seen = lastSeen(timeline)
  const broken = lastPollBeforeFailure(timeline)
  const columns: readonly Column<string>[] = [
    ['target group', (arn) => code(targetGroupName(arn))],
    ...(survey
      ? [[timeline.operations.length > 0 ? 'before' : 'now', (arn: string) => healthOf(arn, survey.targets)] as const]
      : []),
    ...(broken && broken !== seen ? [['as it stopped', (arn: string) => healthOf(arn, broken.targets)] as const] : []),
    ...(seen ? [['last seen', (arn: string) => healthOf(arn, seen.targets)] as const] : []),
  ]
  return blocks([
    md`### Target groups`,
    table(
      columns.map(([name]) => name),
      arns.map((arn) => columns.map(([, cell]) => cell(arn))),
    ),
  ])
}

/** The last poll of a rollout that failed. */
const lastPollBeforeFailure = (timeline: Timeline): Observation | undefined =>
  rolloutStoppedAt(timeline) === undefined
    ? undefined
    : watchedOperations(timeline).findLast((each) => !each.isRollback && each.last)?.last

/** `6 of 6 healthy`, `4 of 6 healthy, 2 unhealthy: Timeout`. */
function healthOf(arn: string, targets: readonly Target[]): string {
  const mine = targets.filter(({ targetGroup, state }) => targetGroup === arn && state !== 'draining')
  const unhealthySince = mine.filter(({ state }) => state !== 'healthy')
  const share = `${mine.length - unhealthySince.length} of ${mine.length} healthy`
  if (unhealthySince.length === 0) return share
  const states = [...Map.groupBy(unhealthySince, targetWords)].map(([state, these]) => `${these.length} ${state}`)
  return `${share}, ${list(states, 5)}`
}

/** The instances, folded. Those not on the new version or not healthy come first. */
export const instances: Section = ({ timeline }) => {
  const present = lastSeen(timeline)?.instances ?? timeline.survey?.group?.instances ?? []
  if (present.length === 0) return undefined
  const targets = Map.groupBy(targetsNow(timeline), ({ instance }) => instance)
  const of: InstanceList = {
    present,
    targets,
    to: toOf(timeline),
    images: imagesOf(timeline),
    checks: lastState(timeline)?.checks ?? new Map(),
    known: knownVersions(timeline),
  }
  const { right = [], wrong = [] } = Object.groupBy(present, (each) => (isRight(each, of) ? 'right' : 'wrong'))
  const listed = [...wrong, ...right].slice(0, MOST_INSTANCES)
  const columns = columnsOf(of)
  const rows = within(listed.map((each) => columns.map(([, cell]) => md`${cell(each)}`)))
  const left = present.length - rows.length
  const cut = left > 0 ? md`\n\nCut here: ${left} more, not listed.` : md``
  const shown = table(
    columns.map(([name]) => name),
    rows,
  )
  const said = runImagesOfVersions(of) ? md`\n\nEC2 confirms that each runs the image of its version.` : md``
  return details(`${count(present.length, 'instance')}${sameType(present)}, as last seen`, md`${shown}${cut}${said}`)
}

/** What a list of instances is made from. `images`: as EC2 says, of those that it was asked about. */
interface InstanceList {
  readonly present: readonly Instance[]
  readonly targets: ReadonlyMap<string, readonly Target[]>
  readonly to: readonly TemplateVersion[]
  readonly images: ReadonlyMap<string, string>
  readonly checks: KnownChecks
  readonly known: readonly TemplateVersion[]
}

/** On a version that is rolled out, and healthy everywhere. */
const isRight = ({ id, template, healthy }: Instance, { to, targets }: InstanceList): boolean =>
  to.some((each) => each.id === template?.id && each.version === template?.version) &&
  healthy &&
  (targets.get(id) ?? []).every(({ state }) => state === 'healthy')

const lastState = ({ operations }: Timeline) => operations.findLast(({ watchState }) => watchState)?.watchState

function imagesOf(timeline: Timeline): ReadonlyMap<string, string> {
  const ec2Instances = lastState(timeline)?.ec2Instances
  return new Map([...(ec2Instances ?? [])].map(([id, { image }]) => [id, image]))
}

/** Whether every instance is known to run the image of its version. */
const runImagesOfVersions = ({ present, images, known }: InstanceList): boolean =>
  present.every(({ id, template }) =>
    known.some(
      (each) => each.id === template?.id && each.version === template.version && each.image === images.get(id),
    ),
  )

const typesOf = (present: readonly Instance[]): readonly string[] => [...new Set(present.map(({ type }) => type))]

/** The instance type, if all have the same one. */
const sameType = (present: readonly Instance[]): string => {
  const [type, ...others] = typesOf(present)
  return type === undefined || others.length > 0 ? '' : ` (${type})`
}

type Column<T> = readonly [name: string, cell: (of: T) => Hole]

function columnsOf(of: InstanceList): readonly Column<Instance>[] {
  const { present, targets, images, checks } = of
  const isNews = images.size > 0 && !runImagesOfVersions(of)
  const isMixed = typesOf(present).length > 1
  return [
    ['instance', ({ id }) => code(id)],
    ...(isMixed ? [['type', ({ type }: Instance) => type] as const] : []),
    ['zone', ({ zone }) => zone],
    ['version', ({ template }) => template?.version ?? '–'],
    ...(isNews ? [['image (EC2)', ({ id }: Instance) => code(images.get(id) ?? '')] as const] : []),
    ['state', (each) => stateOf(each, checks.get(each.id)?.status)],
    ['targets', ({ id }) => targetsOf(targets.get(id) ?? [])],
  ]
}

/** `InService, unhealthy, protected`, and the status checks that EC2 has found not to pass. */
const stateOf = (of: Instance, checks: StatusChecks | undefined): string =>
  [memberFact(of), ...(checks && !passesAll(checks) ? [checksFact(checks)] : [])].map(factWords).join(', ')

/** Those that are not healthy by name; if there are none, how many are. */
function targetsOf(mine: readonly Target[]): string {
  const unhealthy = mine.filter(({ state }) => state !== 'healthy')
  if (unhealthy.length > 0) return targetFacts(unhealthy).map(factWords).join(', ')
  return mine.length === 0 ? '–' : `healthy in ${mine.length === 1 ? '1' : `all ${mine.length}`}`
}

/** The rows that fit. */
function within(rows: readonly (readonly Markdown[])[]): readonly (readonly Markdown[])[] {
  let room = MOST_CHARACTERS
  const end = rows.findIndex((row) => {
    room -= row.reduce<number>((length, cell) => length + String(cell).length + 3, 0)
    return room < 0
  })
  return end < 0 ? rows : rows.slice(0, end)
}
