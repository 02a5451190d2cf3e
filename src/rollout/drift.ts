/**
 * Finds drift: instances, saved template versions or aliases that are not what the last rollout left. Pure. The version of
 * an instance comes from Auto Scaling, its image from EC2.
 */

import { meaning, taggedAliases } from './launch-template/alias.ts'
import { ancestors, markerOn } from './launch-template/lineage.ts'
import { runs } from './model/coverage.ts'
import type { Group } from './model/group.ts'
import type { Ec2Instance, Instance } from './model/instance.ts'
import { isMember } from './model/instance.ts'
import type { Alias, Template, TemplateVersion, Version } from './model/launch-template.ts'
import { isLaunching, isLeaving, isStandby, type Lifecycle } from './model/lifecycle.ts'
import type { Refresh } from './model/refresh.ts'
import { names, namesVersion } from './model/refresh.ts'
import { isActive, isSuccessful } from './model/refresh-status.ts'
import type { Instant, Ms } from './model/time.ts'
import type { TrialInstance } from './model/trial.ts'

/** What `mode: check` has read from AWS. */
export interface Inspection {
  readonly group: Group
  /** Each launch template of the group, and the version that its saved number or alias means now. */
  readonly templates: readonly { readonly template: Template; readonly saved: Version }[]
  /** The versions that an active refresh names. Where the saved versions may not be what the last rollout left, all versions. */
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
  /** The instances of its warm pool: a scale-out takes them as they are. */
  readonly warmPool: readonly Instance[]
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
  /** Instances of trials of this group that have not ended. */
  readonly trials: readonly TrialInstance[]
}

/** An instance that does not match the saved launch template. `unknown`: EC2 does not list it. */
export interface DriftedInstance {
  readonly instance: string
  readonly lifecycle: Lifecycle
  readonly differs: 'version' | 'image' | 'unknown'
  readonly template?: NonNullable<Instance['template']>
  readonly image?: string
  /** Since EC2 launched it. */
  readonly age?: Ms
  /** A rollout skips instances in these states unless the inputs say otherwise. */
  readonly leftOut?: 'protected' | 'standby'
}

/** The result of a comparison. */
export interface Drift {
  /** The saved version of each launch template of the group. */
  readonly saved: readonly TemplateVersion[]
  /** How many instances were compared: all that are not terminating, with those of a warm pool. */
  readonly compared: number
  readonly drifted: readonly DriftedInstance[]
  /** Set when the saved versions are not those (`left`) that the last rollout of this action saved when it ended. */
  readonly moved?: { readonly left: readonly TemplateVersion[]; readonly ended?: Instant }
  /** Aliases that a rollout replaced by version numbers and has not restored, with the versions that they mean now. */
  readonly aliasesToRestore: readonly AliasToRestore[]
  /** Instances of trials whose time is over: nobody has ended them. */
  readonly trials: readonly TrialInstance[]
  /** A refresh in progress. Instances that already run its target (`onTheWay` of them) are not drift. */
  readonly active?: { readonly refresh: Refresh; readonly onTarget: number }
}

/** An alias that is still to be restored. `saved`: the version that the group names instead. */
export interface AliasToRestore {
  readonly saved: TemplateVersion
  readonly alias: Alias
  readonly means: number
}

/** Whether anything is not as it should be. A refresh in progress is no drift. */
export const isDrift = ({ drifted, moved, aliasesToRestore, trials }: Drift): boolean =>
  drifted.length > 0 || !!moved || aliasesToRestore.length > 0 || trials.length > 0

/** Compares the instances and the saved versions with what they should be. */
export function driftOf(seen: Inspection): Drift {
  const { group, templates, refreshes, versions } = seen
  const saved = templates.map((each) => each.saved)
  const refresh = refreshes.find(({ status }) => isActive(status))
  const refreshTargets = refresh && !names(refresh, { templates: saved }) ? [...named(refresh, versions)] : []
  const present = [...group.instances.filter(isMember), ...seen.warmPool.filter((each) => !isLeaving(each))]
  const moved = movedFrom(seen)
  const onTarget = present.filter(
    (each) => runs(each, { templates: refreshTargets }) && !runs(each, { templates: saved }),
  ).length
  return {
    saved: saved.map(withoutContents),
    compared: present.length,
    drifted: present.flatMap((each) => driftOfInstance(each, [...saved, ...refreshTargets], seen)),
    ...(moved && { moved }),
    // A rollout restores aliases when it ends, so during a refresh a missing alias is no drift.
    aliasesToRestore: refresh ? [] : aliasToRestoreIn(seen),
    trials: seen.trials.filter(({ until }) => until <= group.at),
    ...(refresh && { active: { refresh, onTarget } }),
  }
}

const withoutContents = ({ id, name, version, image }: Version): TemplateVersion => ({ id, name, version, image })

function aliasToRestoreIn({ group, templates }: Inspection): readonly AliasToRestore[] {
  const aliasesToRestore = taggedAliases(group)
  return templates.flatMap(({ template, saved }) => {
    const alias = aliasesToRestore.get(template.id)
    return alias ? [{ saved: withoutContents(saved), alias, means: meaning(alias, template) }] : []
  })
}

/** The versions that a refresh names; those that were not read are left out. */
const named = (refresh: Refresh, versions: readonly Version[]): readonly Version[] =>
  versions.filter((each) => namesVersion(refresh, each))

function driftOfInstance(
  instance: Instance,
  expected: readonly Version[],
  { group, ec2Instances }: Inspection,
): readonly DriftedInstance[] {
  const { id, lifecycle, template } = instance
  const ec2Instance = ec2Instances.get(id)
  const version = expected.find((each) => runs(instance, { templates: [each] }))
  const differs = !version ? 'version' : imageDiffers(instance, ec2Instance, imagesOf(instance, version, group))
  if (!differs) return []
  const facts = ec2Instance && { image: ec2Instance.image, age: group.at - ec2Instance.launched }
  const leftOut = leftOutOf(instance)
  return [{ instance: id, lifecycle, differs, ...(template && { template }), ...facts, ...(leftOut && { leftOut }) }]
}

const leftOutOf = (instance: Instance): DriftedInstance['leftOut'] =>
  isStandby(instance) ? 'standby' : instance.protectedFromScaleIn ? 'protected' : undefined

/** EC2 may list an instance late. While it is still pending, an image that EC2 does not give yet is no difference. */
function imageDiffers(instance: Instance, ec2Instance: Ec2Instance | undefined, expected: readonly string[]) {
  if (!ec2Instance) return isLaunching(instance) ? undefined : 'unknown'
  return expected.includes(ec2Instance.image) ? undefined : 'image'
}

/** An override's own image takes precedence over the template's (API Reference, LaunchTemplateOverrides). */
function imagesOf({ type }: Instance, { image }: Version, { mixed }: Group): readonly string[] {
  const own = mixed?.overrides.flatMap((each) => (each.type === type && each.image !== undefined ? [each.image] : []))
  return own && own.length > 0 ? own : [image]
}

/** What the last rollout of this action saved, if the group's saved templates mean something else now. */
function movedFrom({ templates, refreshes, versions }: Inspection): Drift['moved'] {
  const saved = templates.map((each) => each.saved)
  const last = lastOfOurs(refreshes, unique([...saved, ...versions]))
  if (!last || names(last.refresh, { templates: saved })) return undefined
  const { ended } = last.refresh
  return { left: last.versions.map(withoutContents), ...(ended !== undefined && { ended }) }
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
 * The newest successful refresh of this action. Either it names a version with our marker, or it is newer than such a
 * refresh and names the versions that the marked ones were made from: a rollback, whose target others may have made.
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

/** Whether the saved versions are ours and what the newest successful refresh left. Then no older version need be read. */
export const isAsLastRollout = (saved: readonly Version[], refreshes: readonly Refresh[]): boolean => {
  const newest = refreshes.find(isSuccess)
  return (
    newest === undefined || (names(newest, { templates: saved }) && saved.some((each) => markerOn(each) !== undefined))
  )
}

/** Whether a refresh succeeded and names its target. */
export const isSuccess = ({ status, to }: Refresh): boolean => isSuccessful(status) && to !== undefined
