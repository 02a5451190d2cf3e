/** Whether a group is what it should be. Pure; Auto Scaling says which version an instance has, EC2 which image. */

import { meaning, taggedAliases } from './launch-template/alias.ts'
import { ancestors, markerOn } from './launch-template/lineage.ts'
import { runs } from './model/coverage.ts'
import type { Group } from './model/group.ts'
import type { Ec2Instance, Instance } from './model/instance.ts'
import { isMember } from './model/instance.ts'
import type { Alias, Template, TemplateVersion, Version } from './model/launch-template.ts'
import { isLaunching, isStandby, type Lifecycle } from './model/lifecycle.ts'
import type { Refresh } from './model/refresh.ts'
import { names, namesVersion } from './model/refresh.ts'
import { isActive, isSuccessful } from './model/refresh-status.ts'
import type { Instant, Ms } from './model/time.ts'

/** What a check has read. */
export interface Inspection {
  readonly group: Group
  /** Each launch template of the group, and the version that its saved one means now. */
  readonly templates: readonly { readonly template: Template; readonly saved: Version }[]
  /** What an active refresh names and, where the saved versions may not be what the last rollout left, all that stand. */
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
}

/** An instance that is not what the template says. `unknown`: EC2 does not list it. */
export interface DriftedInstance {
  readonly instance: string
  readonly lifecycle: Lifecycle
  readonly differs: 'version' | 'image' | 'unknown'
  readonly template?: NonNullable<Instance['template']>
  readonly image?: string
  /** Since EC2 launched it. */
  readonly age?: Ms
  /** A rollout leaves it out unless it is told otherwise. */
  readonly leftOut?: 'protected' | 'standby'
}

/** What was compared, and what differs. */
export interface Drift {
  /** One for each launch template of the group. */
  readonly saved: readonly TemplateVersion[]
  /** Instances that are not on their way out. */
  readonly compared: number
  readonly drifted: readonly DriftedInstance[]
  /** The saved templates are not what the last rollout of ours left, which ended then. */
  readonly moved?: { readonly left: readonly TemplateVersion[]; readonly ended?: Instant }
  /** Aliases that a rollout took from the group and has not given back, and the versions that they mean now. */
  readonly aliasesToRestore: readonly AliasToRestore[]
  /** A refresh is in progress: the instances that run what it leads to are on their way, not astray. */
  readonly active?: { readonly refresh: Refresh; readonly onTheWay: number }
}

/** An alias that is owed. `saved`: the version that the group has instead. */
export interface AliasToRestore {
  readonly saved: TemplateVersion
  readonly alias: Alias
  readonly means: number
}

/** Whether anything is not as it should be. A refresh in progress is no drift. */
export const isDrift = ({ drifted, moved, aliasesToRestore }: Drift): boolean =>
  drifted.length > 0 || !!moved || aliasesToRestore.length > 0

/** Compares. */
export function driftOf(seen: Inspection): Drift {
  const { group, templates, refreshes, versions } = seen
  const saved = templates.map((each) => each.saved)
  const refresh = refreshes.find(({ status }) => isActive(status))
  const aims = refresh && !names(refresh, { templates: saved }) ? [...named(refresh, versions)] : []
  const present = group.instances.filter(isMember)
  const moved = movedFrom(seen)
  const onTheWay = present.filter((each) => runs(each, { templates: aims }) && !runs(each, { templates: saved })).length
  return {
    saved: saved.map(bare),
    compared: present.length,
    drifted: present.flatMap((each) => strayed(each, [...saved, ...aims], seen)),
    ...(moved && { moved }),
    // While a refresh is in progress a rollout has not ended: it gives aliases back when it does.
    aliasesToRestore: refresh ? [] : aliasToRestoreIn(seen),
    ...(refresh && { active: { refresh, onTheWay } }),
  }
}

const bare = ({ id, name, version, image }: Version): TemplateVersion => ({ id, name, version, image })

function aliasToRestoreIn({ group, templates }: Inspection): readonly AliasToRestore[] {
  const aliasesToRestore = taggedAliases(group)
  return templates.flatMap(({ template, saved }) => {
    const alias = aliasesToRestore.get(template.id)
    return alias ? [{ saved: bare(saved), alias, means: meaning(alias, template) }] : []
  })
}

/** The versions that a refresh names, as far as they are known. */
const named = (refresh: Refresh, versions: readonly Version[]): readonly Version[] =>
  versions.filter((each) => namesVersion(refresh, each))

function strayed(
  instance: Instance,
  expected: readonly Version[],
  { group, ec2Instances }: Inspection,
): readonly DriftedInstance[] {
  const { id, lifecycle, template } = instance
  const ec2Instance = ec2Instances.get(id)
  const version = expected.find((each) => runs(instance, { templates: [each] }))
  const differs = !version ? 'version' : imageDiffers(instance, ec2Instance, version)
  if (!differs) return []
  const facts = ec2Instance && { image: ec2Instance.image, age: group.at - ec2Instance.launched }
  const leftOut = leftOutOf(instance)
  return [{ instance: id, lifecycle, differs, ...(template && { template }), ...facts, ...(leftOut && { leftOut }) }]
}

const leftOutOf = (instance: Instance): DriftedInstance['leftOut'] =>
  isStandby(instance) ? 'standby' : instance.protectedFromScaleIn ? 'protected' : undefined

/** EC2 may not list an instance yet that is still on its way into service. */
function imageDiffers(instance: Instance, ec2Instance: Ec2Instance | undefined, { image }: Version) {
  if (!ec2Instance) return isLaunching(instance) ? undefined : 'unknown'
  return ec2Instance.image === image ? undefined : 'image'
}

/** What the last rollout of ours left, if the group's saved templates mean something else now. */
function movedFrom({ templates, refreshes, versions }: Inspection): Drift['moved'] {
  const saved = templates.map((each) => each.saved)
  const last = lastOfOurs(refreshes, unique([...saved, ...versions]))
  if (!last || names(last.refresh, { templates: saved })) return undefined
  const { ended } = last.refresh
  return { left: last.versions.map(bare), ...(ended !== undefined && { ended }) }
}

const unique = (versions: readonly Version[]): readonly Version[] =>
  versions.filter(
    (each, i) => versions.findIndex(({ id, version }) => id === each.id && version === each.version) === i,
  )

interface SucceededRollout {
  readonly refresh: Refresh
  readonly versions: readonly Version[]
}

/**
 * The newest successful refresh of ours: it names a version with our marker, or, newer than that, those that its versions
 * were made from. The latter is a rollback, which may lead to versions that somebody else made.
 */
function lastOfOurs(refreshes: readonly Refresh[], versions: readonly Version[]): SucceededRollout | undefined {
  const done = refreshes.filter(isSuccess).flatMap((refresh): readonly SucceededRollout[] => {
    const its = named(refresh, versions)
    return names(refresh, { templates: its }) ? [{ refresh, versions: its }] : []
  })
  const newest = done.findIndex((each) => each.versions.some((version) => markerOn(version) !== undefined))
  const ours = done[newest]
  if (!ours) return undefined
  const before = ours.versions.flatMap((each) => ancestors(each, versions))
  const isBefore = (each: Version) => before.includes(each) || ours.versions.includes(each)
  return done.slice(0, newest).find((each) => each.versions.every(isBefore)) ?? ours
}

/** Whether the saved versions are what the newest successful refresh left, and ours: then nothing else need be read to know. */
export const isAsLeft = (saved: readonly Version[], refreshes: readonly Refresh[]): boolean => {
  const newest = refreshes.find(isSuccess)
  return (
    newest === undefined || (names(newest, { templates: saved }) && saved.some((each) => markerOn(each) !== undefined))
  )
}

/** A refresh that ended well and says where it went. */
export const isSuccess = ({ status, to }: Refresh): boolean => isSuccessful(status) && to !== undefined
