/** Whether a group is what it should be. Pure; Auto Scaling says which version an instance has, EC2 which image. */
import { aliasOwed, meaning } from './alias.ts'
import { leaving, runs } from './coverage.ts'
import type { Group, Template, Version } from './facts.ts'
import { ancestors, isOurs } from './lineage.ts'
import {
  type Alias,
  type Instance,
  type Instant,
  isActive,
  type Machine,
  type Ms,
  type Refresh,
  type TemplateVersion,
} from './model.ts'

/** What a check has read. */
export interface Inspection {
  readonly group: Group
  readonly template: Template
  /** What the group's saved template means now. */
  readonly saved: Version
  /** What an active refresh names and, where the saved version may not be what the last rollout left, all that stand. */
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
  readonly machines: ReadonlyMap<string, Machine>
}

/** An instance that is not what the template says. `unknown`: EC2 does not list it. */
export interface Astray {
  readonly instance: string
  readonly lifecycle: string
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
  readonly saved: TemplateVersion
  /** Instances that are not on their way out. */
  readonly compared: number
  readonly astray: readonly Astray[]
  /** The saved template is not what the last rollout of ours left, which ended then. */
  readonly moved?: { readonly left: TemplateVersion; readonly ended?: Instant }
  /** An alias that a rollout took from the group and has not given back, and the version that it means now. */
  readonly owed?: { readonly alias: Alias; readonly means: number }
  /** A refresh is at work: the instances that run what it leads to are on their way, not astray. */
  readonly active?: { readonly refresh: Refresh; readonly onTheWay: number }
}

/** Whether anything is not as it should be. A refresh at work is no drift. */
export const isDrift = ({ astray, moved, owed }: Drift): boolean => astray.length > 0 || !!moved || !!owed

/** Compares. */
export function driftOf(seen: Inspection): Drift {
  const { group, saved, template, refreshes, versions } = seen
  const refresh = refreshes.find(({ status }) => isActive(status))
  const aim = refresh && !names(refresh, saved) ? versions.find((each) => names(refresh, each)) : undefined
  const present = group.instances.filter((each) => !leaving(each))
  const moved = movedFrom(seen)
  // While a refresh is at work a rollout has not ended: it gives the alias back when it does.
  const alias = refresh ? undefined : aliasOwed(group)
  const onTheWay = aim ? present.filter((each) => runs(each, { templates: [aim] })).length : 0
  return {
    saved: { id: saved.id, name: saved.name, version: saved.version, image: saved.image },
    compared: present.length,
    astray: present.flatMap((each) => strayed(each, aim ? [saved, aim] : [saved], seen)),
    ...(moved && { moved }),
    ...(alias && { owed: { alias, means: meaning(alias, template) } }),
    ...(refresh && { active: { refresh, onTheWay } }),
  }
}

function strayed(instance: Instance, expected: readonly Version[], { group, machines }: Inspection): readonly Astray[] {
  const { id, lifecycle, template } = instance
  const machine = machines.get(id)
  const version = expected.find((each) => runs(instance, { templates: [each] }))
  const differs = !version ? 'version' : imageDiffers(instance, machine, version)
  if (!differs) return []
  const facts = machine && { image: machine.image, age: group.at - machine.launched }
  const leftOut = leftOutOf(instance)
  return [{ instance: id, lifecycle, differs, ...(template && { template }), ...facts, ...(leftOut && { leftOut }) }]
}

const leftOutOf = ({ lifecycle, protectedFromScaleIn }: Instance): Astray['leftOut'] =>
  /Standby$/.test(lifecycle) ? 'standby' : protectedFromScaleIn ? 'protected' : undefined

/** EC2 may not list an instance yet that is still on its way into service. */
function imageDiffers({ lifecycle }: Instance, machine: Machine | undefined, { image }: Version) {
  if (!machine) return lifecycle.startsWith('Pending') ? undefined : 'unknown'
  return machine.image === image ? undefined : 'image'
}

/** What the last rollout of ours left, if the group's saved template means something else now. */
function movedFrom({ saved, refreshes, versions }: Inspection): Drift['moved'] {
  const last = lastOfOurs(refreshes, [saved, ...versions])
  if (!last || names(last.refresh, saved)) return undefined
  const { id, name, version, image } = last.version
  const { ended } = last.refresh
  return { left: { id, name, version, image }, ...(ended !== undefined && { ended }) }
}

interface Done {
  readonly refresh: Refresh
  readonly version: Version
}

/**
 * The newest successful refresh of ours: it names a version with our marker, or, newer than that, one that this version
 * was made from. The latter is a rollback, which may lead to a version that somebody else made.
 */
function lastOfOurs(refreshes: readonly Refresh[], versions: readonly Version[]): Done | undefined {
  const done = refreshes.filter(isSuccess).flatMap((refresh): readonly Done[] => {
    const version = versions.find((each) => names(refresh, each))
    return version ? [{ refresh, version }] : []
  })
  const newest = done.findIndex(({ version }) => isOurs(version))
  const ours = done[newest]
  if (!ours) return undefined
  const before = ancestors(ours.version, versions)
  return done.slice(0, newest).find(({ version }) => before.includes(version)) ?? ours
}

/** Whether the saved version is what the newest successful refresh left, and ours: then nothing else need be read to know. */
export const isAsLeft = (saved: Version, refreshes: readonly Refresh[]): boolean => {
  const newest = refreshes.find(isSuccess)
  return newest === undefined || (names(newest, saved) && isOurs(saved))
}

/** A refresh that ended well and says where it went. */
export const isSuccess = ({ status, to }: Refresh): boolean => status === 'Successful' && to !== undefined

const names = ({ to }: Refresh, { id, version }: TemplateVersion): boolean =>
  to?.template === id && to.version === String(version)
