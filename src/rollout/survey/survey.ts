/**
 * Reads everything that a plan depends on, before the first write. What cannot be read is `undefined`; `problems`
 * says why.
 */

import type { ReadContext } from '../context.ts'
import { versionOf } from '../launch-template/alias.ts'
import { markerIn, notedBy, ROLLBACK_TAG } from '../launch-template/marker.ts'
import { launchedBy, parameterIn } from '../launch-template/parameter.ts'
import { rollbackTargetsOf, stays } from '../launch-template/rollback-target.ts'
import { architecturesOf, matched, typesOf } from '../matching.ts'
import { runs } from '../model/coverage.ts'
import type { Group } from '../model/group.ts'
import type { GroupTemplate, RollbackTarget } from '../model/group-template.ts'
import type { Image } from '../model/image.ts'
import type { ImageCandidate } from '../model/image-source.ts'
import type { Ec2Instance } from '../model/instance.ts'
import type { TemplateReference, Version } from '../model/launch-template.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive } from '../model/refresh-status.ts'
import type { RollbackTo, RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { collectProblems, type Reads } from '../ports.ts'
import { patientReads } from '../timeouts.ts'
import { compareCommits } from './compare-commits.ts'
import { dryRun } from './dry-run.ts'
import { launchEnvironmentOf } from './launch-environment.ts'
import { asUnderWay, candidateFor } from './resolve.ts'

/** Reads everything that the plan needs. A failed read is kept as a problem, so that all are reported together. */
export async function survey(context: ReadContext, settings: RolloutSettings): Promise<Survey> {
  const reads = patientReads(context, 'survey')
  const { ask, problems } = collectProblems()
  const asked: Asking = { reads, ask, settings }
  const [group, meant, alarms = new Map()] = await Promise.all([
    ask(reads.group(settings.group)),
    Promise.all(settings.images.map((ref) => candidateFor(asked, ref))),
    settings.alarms.length > 0 ? ask(reads.alarms(settings.alarms)) : undefined,
  ])
  const found = { ...(group && { group }), images: meant, alarms }
  if (!group) return { ...found, ...nothingOf, templates: [], uses: [], refreshes: [], problems }

  const inService = group.instances.filter(isInService).map(({ id }) => id)
  const [refreshes = [], named, targets, targetGroups = [], statusChecks = new Map(), warmPool = []] =
    await Promise.all([
      ask(reads.refreshes(settings.group)),
      Promise.all(distinct(group.templates).map((each) => withTemplate(asked, each))),
      Promise.all(group.targetGroups.map((arn) => ask(reads.targets(arn)))),
      group.targetGroups.length > 0 ? ask(reads.targetGroups(group.targetGroups)) : undefined,
      inService.length > 0 ? ask(reads.statusChecks(inService)) : undefined,
      group.hasWarmPool ? ask(reads.warmPool(group.name)) : undefined,
    ])
  const looking: Looking = { ...asked, group, refreshes }
  const images = await asUnderWay(asked, meant, { run: settings.run, refreshes })
  const saved = await Promise.all(named.map((held) => withSaved(looking, held)))
  const pinnable =
    settings.ssmTemplate === 'pin' ? await Promise.all(saved.map((held) => withParameter(looking, held))) : saved
  const sought =
    settings.to === undefined
      ? await forward(looking, pinnable, images)
      : await backward(looking, pinnable, settings.to)
  const [templates, uses, surroundings, comparisons] = await Promise.all([
    Promise.all(sought.map((held) => withTrial(looking, held))),
    usesOf(looking, sought),
    launchEnvironmentOf(reads, group, sought),
    compareCommits(context.compare, { images, templates: sought }, settings),
  ])
  const seen = { refreshes, targets: targets.flatMap((of) => of ?? []), targetGroups, statusChecks, warmPool }
  return { ...found, images, ...seen, templates, uses, launchEnvironment: surroundings, comparisons, problems }
}

/** What a survey knows of a group that it could not see. */
export const nothingOf = {
  targets: [],
  targetGroups: [],
  statusChecks: new Map(),
  warmPool: [],
  comparisons: [],
} as const

interface Asking {
  readonly reads: Reads
  readonly ask: <T>(read: Promise<T>) => Promise<T | undefined>
  readonly settings: RolloutSettings
}

interface Looking extends Asking {
  readonly group: Group
  readonly refreshes: readonly Refresh[]
}

/** Each template once, in the version that the group names first. */
const distinct = (named: readonly TemplateReference[]): readonly TemplateReference[] =>
  named.filter((each, i) => named.findIndex(({ id }) => id === each.id) === i)

async function withTemplate({ reads, ask }: Asking, named: TemplateReference): Promise<GroupTemplate> {
  const template = await ask(reads.template(named.id))
  return { named, versions: [], ...(template && { template }) }
}

async function withSaved({ reads, ask }: Looking, held: GroupTemplate): Promise<GroupTemplate> {
  const saved = held.template && (await ask(reads.version(held.template.id, versionOf(held.named.version))))
  return { ...held, ...(saved && { saved }) }
}

/**
 * For a version that names its image by a parameter: adds the image that it means now and those that its instances
 * run.
 */
async function withParameter({ reads, ask, group }: Looking, held: GroupTemplate): Promise<GroupTemplate> {
  const { saved } = held
  if (!saved || parameterIn(saved) === undefined) return held
  const running = group.instances.filter((each) => isInService(each) && runs(each, { templates: [saved] }))
  const [means, ec2Instances = new Map<string, Ec2Instance>()] = await Promise.all([
    ask(reads.imageMeant(saved.id, saved.version)),
    running.length > 0 ? ask(reads.ec2Instances(running.map(({ id }) => id))) : undefined,
  ])
  const images = [...new Set(Array.from(ec2Instances.values(), ({ image }) => image))]
  return { ...held, parameter: { running: images, ...(means !== undefined && { means }) } }
}

/** For a deploy: adds the versions in use and the new image to each template. */
async function forward(
  looking: Looking,
  templates: readonly GroupTemplate[],
  candidates: readonly ImageCandidate[],
): Promise<readonly GroupTemplate[]> {
  const images = candidates.flatMap(({ image }) => image ?? [])
  const several = templates.length > 1 || candidates.length > 1
  const [told, versions] = await Promise.all([
    withArchitectures(looking, templates, several),
    Promise.all(templates.map((held) => looking.ask(versionsInPlay(looking, held)))),
  ])
  return told.map((held, i) => {
    const wanted = matched(held, told, images)
    return { ...held, versions: versions[i] ?? [], ...(wanted && { target: wanted }) }
  })
}

/** Adds the current images. Where one is gone, adds the architectures of the instance types, to match the new image. */
async function withArchitectures(
  { reads, ask, group }: Looking,
  templates: readonly GroupTemplate[],
  several: boolean,
): Promise<readonly GroupTemplate[]> {
  const ids = templates.flatMap((held) => launched(held) ?? [])
  const images = ids.length > 0 ? ((await ask(reads.images(ids))) ?? []) : []
  return Promise.all(
    templates.map(async (held) => {
      const present = images.find(({ id }) => id === launched(held))
      if (present) return { ...held, current: present }
      const types = typesOf(held, group)
      if (!several || types.length === 0) return held
      const known = (await ask(reads.instanceTypes(types))) ?? []
      return { ...held, architectures: [...new Set(known.flatMap(({ architectures = [] }) => architectures))] }
    }),
  )
}

const launched = ({ saved, parameter }: GroupTemplate): string | undefined => saved && launchedBy(saved, parameter)

/** For a rollback: adds all versions, the target among them, and its image. */
async function backward(
  looking: Looking,
  templates: readonly GroupTemplate[],
  asked: RollbackTo,
): Promise<readonly GroupTemplate[]> {
  const { reads, ask, settings, group, refreshes } = looking
  const told = templates.length > 1 ? await withArchitectures(looking, templates, true) : templates
  const versions = await Promise.all(told.map(({ saved }) => saved && ask(reads.versionsAfter(saved.id, 0))))
  const pasts = told.flatMap(({ saved }, i) =>
    saved ? [{ saved, versions: versions[i] ?? [saved], refreshes, instances: group.instances }] : [],
  )
  if (pasts.length < told.length) return told
  // Where a person says where to go, what an earlier attempt noted has no say.
  const noted = asked === 'previous' ? notedBy(settings.run, group.tags.get(ROLLBACK_TAG)) : undefined
  const first = rollbackTargetsOf(pasts, noted?.length === pasts.length ? noted : asked)
  const made = first.find((rollbackTarget) => rollbackTarget.type === 'image')
  const image = made && (await ask(reads.image(made.image)))
  const several = told.length > 1
  const rollbackTargets = first.map((rollbackTarget, i) =>
    inPlace(several && image ? fitting(rollbackTarget, told[i], image) : rollbackTarget, told[i]),
  )
  const ids = [...new Set(rollbackTargets.flatMap(imageOf))].filter((id) => id !== made?.image)
  const images = [image, ...(await Promise.all(ids.map((id) => ask(reads.image(id)))))]
  return told.map((held, i) => {
    const rollbackTarget = rollbackTargets[i]
    const wanted = images.find((each) => rollbackTarget && imageOf(rollbackTarget).some((id) => id === each?.id))
    return {
      ...held,
      versions: pasts[i]?.versions ?? [],
      ...(rollbackTarget && { rollbackTarget: rollbackTarget }),
      ...(wanted && { target: wanted }),
    }
  })
}

/** A template that stays and names its image by a parameter gets the image that it is pinned to. */
function inPlace(rollbackTarget: RollbackTarget, held: GroupTemplate | undefined): RollbackTarget {
  const image = held && launched(held)
  const named =
    rollbackTarget.type === 'version' &&
    rollbackTarget.why === 'stays' &&
    parameterIn(rollbackTarget.version) !== undefined
  return named && image !== undefined ? { type: 'image', image } : rollbackTarget
}

const imageOf = (rollbackTarget: RollbackTarget): readonly string[] => {
  if (rollbackTarget.type === 'none') return []
  return [rollbackTarget.type === 'version' ? rollbackTarget.version.image : rollbackTarget.image]
}

/** A rollback to an image applies to the templates of its architecture; the others stay. */
const fitting = (
  rollbackTarget: RollbackTarget,
  held: GroupTemplate | undefined,
  { architecture }: Image,
): RollbackTarget =>
  rollbackTarget.type === 'image' && held?.saved && !architecturesOf(held).includes(architecture)
    ? stays({ saved: held.saved })
    : rollbackTarget

/** Adds EC2's error from a trial launch. The group's instance type takes precedence over the template's. */
async function withTrial({ reads, ask, group }: Looking, held: GroupTemplate): Promise<GroupTemplate> {
  const { saved, target: wanted, rollbackTarget } = held
  if (!saved || wanted?.state !== 'available') return held
  const version = rollbackTarget?.type === 'version' ? rollbackTarget.version : saved
  const types = group.mixed ? typesOf(held, group) : []
  const launch = await ask(dryRun(reads, { version, image: wanted.id, types }, group))
  return { ...held, ...(launch && { launch }) }
}

/** Reads other groups that use the templates, where a version may be made: a group on `$Latest` would launch it. */
async function usesOf({ reads, ask }: Looking, templates: readonly GroupTemplate[]): Promise<Survey['uses']> {
  const ids = templates.flatMap(({ saved, target: wanted, rollbackTarget, parameter }) =>
    saved && wanted && (parameter || (rollbackTarget?.type !== 'version' && saved.image !== wanted.id))
      ? [saved.id]
      : [],
  )
  return ids.length > 0 ? ((await ask(reads.templateUses(ids))) ?? []) : []
}

async function versionsInPlay(
  { reads, group, refreshes }: Looking,
  { saved, template }: GroupTemplate,
): Promise<readonly Version[]> {
  if (!saved || !template) return []
  const newer = template.latest > saved.version ? await reads.versionsAfter(template.id, saved.version) : []
  const named = [
    ...group.instances.flatMap((instance) =>
      instance.template?.id === template.id ? [instance.template.version] : [],
    ),
    ...refreshes.flatMap(({ status, to = [] }) =>
      (isActive(status) ? to : []).flatMap((each) => (each.template === template.id ? [Number(each.version)] : [])),
    ),
    ...[markerIn(saved.description)?.from].filter((from) => from !== undefined),
  ]
  const known = new Set([saved.version, ...newer.map(({ version }) => version)])
  const older = [...new Set(named)].filter((version) => Number.isInteger(version) && !known.has(version))
  const read = await Promise.all(older.map((version) => reads.version(template.id, version)))
  return [saved, ...newer, ...read.flatMap((version) => version ?? [])]
}
