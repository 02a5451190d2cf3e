/** All that is true before the first step: gathered once, by reads only. What could not be had is `undefined`, and why stands in `problems`. */

import { versionOf } from './alias.ts'
import type { Group, Held, Survey, Template, Version } from './facts.ts'
import { markerIn, notedBy, ROLLBACK_TAG } from './marker.ts'
import { isActive, type Refresh } from './model.ts'
import type { Policy, To } from './policy.ts'
import { goalOf } from './previous.ts'
import { asUnderWay, candidateFor } from './resolve.ts'
import { asking, type Onlooker, type Reads } from './world.ts'

/** Looks at everything that the plan needs; a read that fails is kept as a problem, so that all of them are told at once. */
export async function survey({ reads }: Onlooker, policy: Policy): Promise<Survey> {
  const { ask, problems } = asking()
  const looking: Looking = { reads, ask, policy }
  const [group, meant, alarms = new Map()] = await Promise.all([
    ask(reads.group(policy.group)),
    Promise.all(policy.images.map((ref) => candidateFor(looking, ref))),
    policy.alarms.length > 0 ? ask(reads.alarms(policy.alarms)) : undefined,
  ])
  const found = { ...(group && { group }), images: meant, alarms }
  if (!group) return { ...found, templates: [], refreshes: [], targets: [], targetGroups: [], problems }

  const named = group.template
  const [refreshes = [], template, targets, targetGroups = []] = await Promise.all([
    ask(reads.refreshes(policy.group)),
    named && ask(reads.template(named.id)),
    Promise.all(group.targetGroups.map((arn) => ask(reads.targets(arn)))),
    group.targetGroups.length > 0 ? ask(reads.targetGroups(group.targetGroups)) : undefined,
  ])
  const images = await asUnderWay(looking, meant, { run: policy.run, refreshes })
  const seen = { ...found, images, refreshes, targets: targets.flatMap((of) => of ?? []), targetGroups }
  if (!named) return { ...seen, templates: [], problems }
  const wanted = images[0]?.image
  const held = { named, ...(template && { template }), ...(wanted && { wanted }) }
  return { ...seen, templates: [await known(looking, held, { group, refreshes })], problems }
}

interface Looking {
  readonly reads: Reads
  readonly ask: <T>(read: Promise<T>) => Promise<T | undefined>
  readonly policy: Policy
}

/** What is known before a template is looked into. */
interface Around {
  readonly group: Group
  readonly refreshes: readonly Refresh[]
}

/** The versions of a template that matter, where a rollback goes, and what EC2 says against it. */
async function known(looking: Looking, held: Omit<Held, 'versions'>, around: Around): Promise<Held> {
  const { reads, ask, policy } = looking
  const { named, template, wanted } = held
  const saved = template && (await ask(reads.version(template.id, versionOf(named.version))))
  if (!saved) return { ...held, versions: [] }
  if (policy.to !== undefined) {
    const to = notedBy(policy.run, around.group.tags.get(ROLLBACK_TAG)) ?? policy.to
    return { ...held, saved, ...(await backward(looking, { ...around, saved }, to)) }
  }
  const [versions = [], launch] = await Promise.all([
    ask(versionsInPlay(reads, template, saved, around)),
    wanted && tryLaunch(looking, around, { ...saved, image: wanted.id }),
  ])
  return { ...held, saved, versions, ...(launch && { launch }) }
}

/** For a rollback: all versions, where to go among them, and whether that can still be launched. */
async function backward(
  looking: Looking,
  { saved, ...around }: Around & { readonly saved: Version },
  to: To,
): Promise<Pick<Held, 'versions' | 'goal' | 'wanted' | 'launch'>> {
  const { reads, ask } = looking
  const { group, refreshes } = around
  const versions = (await ask(reads.versionsAfter(saved.id, 0))) ?? [saved]
  const goal = goalOf({ saved, versions, refreshes, instances: group.instances }, to)
  if (goal.is === 'none') return { versions, goal }
  const target = goal.is === 'version' ? goal.version : { ...saved, image: goal.image }
  const wanted = await ask(reads.image(target.image))
  const launch = wanted && (await tryLaunch(looking, around, target))
  return { versions, goal, ...(wanted && { wanted }), ...(launch && { launch }) }
}

const tryLaunch = ({ reads, ask }: Looking, { group }: Around, { id, version, image }: Version) =>
  ask(reads.tryLaunch({ template: id, version, image, ...firstSubnet(group) }))

const firstSubnet = ({ subnets: [subnet] }: Group) => (subnet === undefined ? {} : { subnet })

async function versionsInPlay(reads: Reads, template: Template, saved: Version, { group, refreshes }: Around) {
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
