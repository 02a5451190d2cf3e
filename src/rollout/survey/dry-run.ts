/**
 * A launch that is only tried (RunInstances with DryRun), shaped as Auto Scaling would launch: in a subnet and with a type
 * of the group. It is to find what the image and the template cannot do, so what a zone or the account has no room for is
 * tried elsewhere, and what only the trial's own parameters bring about is nobody's fault.
 */
import { typesOf } from '../matching.ts'
import type { Group } from '../model/group.ts'
import { type GroupTemplate, launchedVersion, targetImage } from '../model/group-template.ts'
import type { Version } from '../model/launch-template.ts'
import { isNoRoom } from '../model/no-room.ts'
import type { Problem } from '../model/problem.ts'
import type { Reads } from '../ports.ts'
import type { GroupReads } from './survey-reads.ts'

/** Adds EC2's error from a trial launch. The group's instance type takes precedence over the template's. */
export async function withTrialLaunch(
  { reads, ask, group }: GroupReads,
  template: GroupTemplate,
): Promise<GroupTemplate> {
  const { target } = template
  const image = targetImage(template)
  if (template.type !== 'found' || image?.state !== 'available') return template
  const version = launchedVersion(template)
  const types = group.mixed ? typesOf(template, group) : []
  const launch = await ask(dryRun(reads, { version, image: image.id, types }, group))
  if (!launch) return template
  if (target.type === 'rollback' || target.type === 'version')
    return { ...template, target: { ...target, found: { image, launch } } }
  return target.type === 'deploy' ? { ...template, target: { ...target, launch } } : template
}

/** Subnets and types are tried so often at most. */
const MOST_TRIES = 8

/** A version with another image; `types`: those that the group chooses, none where the template does. */
export interface Launch {
  readonly version: Pick<Version, 'id' | 'version' | 'data'>
  readonly image: string
  readonly types: readonly string[]
}

/** What EC2 says against the launch, wherever it is tried; nothing if it would go well in one place. */
export async function dryRun(
  { tryLaunch }: Pick<Reads, 'tryLaunch'>,
  { version, image, types }: Launch,
  { subnets }: Pick<Group, 'subnets'>,
): Promise<Problem | undefined> {
  const interfaces = interfacesIn(version)
  const asked = { template: version.id, version: version.version, image }
  let first: Problem | undefined
  for (const { type, subnet } of launchPlaces(types, interfaces.some(isFixed) ? [] : subnets).slice(0, MOST_TRIES)) {
    const place = { ...(type !== undefined && { type }), ...(subnet !== undefined && { subnet }) }
    const problem = await tryLaunch({ ...asked, ...place, ...(interfaces.length > 0 && { interfaces }) })
    if (!problem) return undefined
    if (!isNoRoom(problem)) {
      const isOurs = subnet !== undefined && problem.code.startsWith('InvalidParameter')
      return isOurs ? withoutOurs(problem, await tryLaunch({ ...asked, ...(type !== undefined && { type }) })) : problem
    }
    first ??= problem
  }
  return first
}

/** The template is to blame only if EC2 says the same without the subnet that we added. */
const withoutOurs = (problem: Problem, plain: Problem | undefined): Problem | undefined =>
  plain?.code === problem.code ? plain : undefined

interface LaunchPlace {
  readonly type: string | undefined
  readonly subnet: string | undefined
}

/** Every subnet with the first type, then the other types: where one has no room another may have. */
function launchPlaces(types: readonly string[], subnets: readonly string[]): readonly LaunchPlace[] {
  const [type, ...others] = types.length > 0 ? types : [undefined]
  const all = subnets.length > 0 ? subnets : [undefined]
  return [
    ...all.map((subnet) => ({ type, subnet })),
    ...others.flatMap((other) => all.map((subnet) => ({ type: other, subnet }))),
  ]
}

/** A template's network interfaces, opaque. */
const interfacesIn = ({ data }: Pick<Version, 'data'>): readonly object[] => {
  const { NetworkInterfaces: interfaces } = data
  return Array.isArray(interfaces) ? interfaces : []
}

/** An interface that exists already has its subnet. */
const isFixed = (each: object): boolean => 'NetworkInterfaceId' in each && each.NetworkInterfaceId !== undefined
