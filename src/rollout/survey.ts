/** All that is true before the first step: gathered once, by reads only. What could not be had is `undefined`, and why stands in `problems`. */

import { versionOf } from './alias.ts'
import type { Group, Survey, Template, Version } from './facts.ts'
import { markerIn, notedBy, ROLLBACK_TAG } from './marker.ts'
import { isActive, type Refresh } from './model.ts'
import type { Policy, To } from './policy.ts'
import { goalOf } from './previous.ts'
import { asking, type Onlooker, type Reads } from './world.ts'

/** Looks at everything that the plan needs; a read that fails is kept as a problem, so that all of them are told at once. */
export async function survey({ reads }: Onlooker, policy: Policy): Promise<Survey> {
  const { ask, problems } = asking()
  const [group, image, alarms = new Map()] = await Promise.all([
    ask(reads.group(policy.group)),
    policy.image === '' ? undefined : ask(reads.image(policy.image)),
    policy.alarms.length > 0 ? ask(reads.alarms(policy.alarms)) : undefined,
  ])
  const found = { ...(group && { group }), ...(image && { image }), alarms }
  if (!group) return { ...found, versions: [], refreshes: [], targets: [], targetGroups: [], problems }

  const [refreshes = [], template, targets, targetGroups = []] = await Promise.all([
    ask(reads.refreshes(policy.group)),
    group.template && ask(reads.template(group.template.id)),
    Promise.all(group.targetGroups.map((arn) => ask(reads.targets(arn)))),
    group.targetGroups.length > 0 ? ask(reads.targetGroups(group.targetGroups)) : undefined,
  ])
  const seen = { ...found, refreshes, targets: targets.flatMap((of) => of ?? []), targetGroups }
  if (!template || !group.template) return { ...seen, versions: [], problems }

  const saved = await ask(reads.version(template.id, versionOf(group.template.version)))
  if (!saved) return { ...seen, template, versions: [], problems }
  const known = { ...seen, group, template, saved }
  if (policy.to !== undefined)
    return {
      ...known,
      ...(await backward({ reads, ask, known, to: notedBy(policy.run, group.tags.get(ROLLBACK_TAG)) ?? policy.to })),
      problems,
    }
  const [versions, launch] = await Promise.all([
    ask(versionsInPlay(reads, template, saved, group, refreshes)),
    image &&
      ask(reads.tryLaunch({ template: template.id, version: saved.version, image: image.id, ...firstSubnet(group) })),
  ])
  return { ...known, versions: versions ?? [], ...(launch && { launch }), problems }
}

interface Looking {
  readonly reads: Reads
  readonly ask: <T>(read: Promise<T>) => Promise<T | undefined>
  readonly known: Pick<Survey, 'refreshes'> & {
    readonly group: Group
    readonly template: Template
    readonly saved: Version
  }
  readonly to: To
}

/** For a rollback: all versions, where to go among them, and whether that can still be launched. */
async function backward({
  reads,
  ask,
  known,
  to,
}: Looking): Promise<Pick<Survey, 'versions' | 'goal' | 'image' | 'launch'>> {
  const { group, template, saved, refreshes } = known
  const versions = (await ask(reads.versionsAfter(template.id, 0))) ?? [saved]
  const goal = goalOf({ saved, versions, refreshes, instances: group.instances }, to)
  if (goal.is === 'none') return { versions, goal }
  const [id, version] = goal.is === 'version' ? [goal.version.image, goal.version.version] : [goal.image, saved.version]
  const image = await ask(reads.image(id))
  const launch =
    image && (await ask(reads.tryLaunch({ template: template.id, version, image: id, ...firstSubnet(group) })))
  return { versions, goal, ...(image && { image }), ...(launch && { launch }) }
}

const firstSubnet = ({ subnets: [subnet] }: Group) => (subnet === undefined ? {} : { subnet })

async function versionsInPlay(
  reads: Reads,
  template: Template,
  saved: Version,
  group: Group,
  refreshes: readonly Refresh[],
) {
  const newer = template.latest > saved.version ? await reads.versionsAfter(template.id, saved.version) : []
  const named = [
    ...group.instances.flatMap((instance) =>
      instance.template?.id === template.id ? [instance.template.version] : [],
    ),
    ...refreshes.flatMap(({ status, to }) => (isActive(status) && to ? [Number(to.version)] : [])),
    ...[markerIn(saved.description)?.from].filter((from) => from !== undefined),
  ]
  const known = new Set([saved.version, ...newer.map(({ version }) => version)])
  const older = [...new Set(named)].filter((version) => Number.isInteger(version) && !known.has(version))
  const read = await Promise.all(older.map((version) => reads.version(template.id, version)))
  return [saved, ...newer, ...read.flatMap((version) => version ?? [])]
}
