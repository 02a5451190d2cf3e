/** Stands beside AWS while the jobs run: what must hold at every call, and what no call may do. */
import type { Call, Gate } from '../../simulator/aws/call.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { resolveImage, usesParameter } from '../../simulator/aws/world/cloud.ts'
import type { Group } from '../../simulator/aws/world/group.ts'
import type { Instance } from '../../simulator/aws/world/instance.ts'
import { type LaunchSource, templatesOf } from '../../simulator/aws/world/launch-source.ts'
import type { LaunchTemplate } from '../../simulator/aws/world/template.ts'
import { isNewImage, PRESENT } from './images.ts'
import { markIn } from './marker.ts'
import { isWell, said } from './sight.ts'

/** `saw`: sentences, each once. `looks`: all, in their order. */
export interface Witness {
  readonly gate: Gate
  readonly saw: ReadonlySet<string>
  readonly polls: readonly Look[]
}

/** A look at the target group that most trials have, and who was not healthy there or anywhere. `at`: ms since epoch. */
export interface Look {
  readonly at: number
  readonly unhealthySince: ReadonlySet<string>
}

/** A witness of the account that `of` gives once it is built. `renews`: the jobs bring no image. */
export function witness(of: () => Account, renews: boolean): Witness {
  const saw = new Set<string>()
  const polls: Look[] = []
  const note = (sentences: readonly string[]) => {
    for (const sentence of sentences) saw.add(sentence)
  }
  const gate: Gate = async (call, next) => {
    const account = of()
    const before = launches(account)
    note(deletedInUse(call, account))
    try {
      const answer = await next()
      if (isLook(call)) polls.push(lookAt(account))
      return answer
    } finally {
      note(unproven(account))
      if (call.operation === 'UpdateAutoScalingGroup') note(moved(before, launches(account), renews))
    }
  }
  return { gate, saw, polls }
}

const isLook = ({ operation, input }: Call): boolean =>
  operation === 'DescribeTargetHealth' && JSON.stringify(input).includes('targetgroup/web/')

const lookAt = ({ agenda, groups }: Account): Look => ({
  at: agenda.now,
  unhealthySince: new Set(
    [...groups.values()].flatMap(({ instances, configuration }) =>
      instances.filter((each) => !isWell(each, configuration)).map(({ id }) => id),
    ),
  ),
})

/** New images of refreshes that AWS has come to the end of: it may have saved them itself. */
const provenIn = ({ groups, templates }: Account): ReadonlySet<string> =>
  new Set(
    [...groups.values()].flatMap(({ refreshes }) =>
      refreshes.all.flatMap(({ hasSaved, desired }) => (hasSaved && desired ? newIn(desired, templates) : [])),
    ),
  )

const newIn = (source: LaunchSource, templates: Account['templates']): readonly string[] =>
  templatesOf(source)
    .flatMap(({ id, version }) => templates.lookUp({ id })?.find(version)?.data.ImageId ?? [])
    .filter(isNewImage)

/** No group of the account has an image saved that nothing has proved: its next scale-out would launch it. */
function unproven(account: Account): readonly string[] {
  const proven = provenIn(account)
  return [...account.groups.values()]
    .filter(({ configuration }) => newIn(configuration, account.templates).some((image) => !proven.has(image)))
    .map(({ name, configuration }) => `${name} has ${savedBy(configuration)} saved, whose image nothing has proved`)
}

const savedBy = (source: LaunchSource): string =>
  templatesOf(source)
    .map(({ version }) => version)
    .join()

/** What the saved template of each group means. `or`: what it might as well be pinned to, where a parameter names its image. */
const launches = ({ groups, templates, parameters }: Account): ReadonlyMap<string, Launches> =>
  new Map(
    [...groups.values()].map(({ name, configuration, instances }) => {
      const versions = templatesOf(configuration).map(({ id, version }) => templates.lookUp({ id })?.find(version))
      const byParameter = versions.some((version) => usesParameter(version?.data.ImageId))
      const images = versions.map((version) => resolveImage({ parameters }, version?.data.ImageId ?? ''))
      const running = instances.map(({ launchInfo }) => launchInfo.imageId)
      return [
        name,
        {
          versions: versions.map((version) => version?.number).join(),
          run: templatesOf(configuration)
            .map(({ id }) => runBy(instances, id))
            .join(),
          images,
          or: byParameter ? [...images, ...running] : [],
        },
      ]
    }),
  )

interface Launches {
  readonly versions: string
  /** The versions that the instances run, where all run the same: a rollout without an image leads there, whatever is saved. */
  readonly run: string
  readonly images: readonly string[]
  readonly or: readonly string[]
}

const runBy = (instances: readonly Instance[], id: string): string =>
  [
    ...new Set(instances.flatMap(({ launchInfo: { template } }) => (template.id === id ? [template.version] : []))),
  ].join(' and ')

/** Pinning, and giving an alias back, change what the group has saved, never what that means. */
const moved = (
  before: ReturnType<typeof launches>,
  after: ReturnType<typeof launches>,
  renews: boolean,
): readonly string[] =>
  [...before].flatMap(([name, was]) => {
    const type = after.get(name)
    const same =
      was.versions === type?.versions ||
      (renews && was.run === type?.versions) ||
      type?.images.every((image) => was.or.includes(image)) === true
    return said(!same, `an update moved ${name} from version ${was.versions} to ${type?.versions}`)
  })

function deletedInUse({ operation, input }: Call, account: Account): readonly string[] {
  if (operation !== 'DeleteLaunchTemplateVersions') return []
  const { LaunchTemplateId: id, Versions = [] } = input as {
    readonly LaunchTemplateId?: string
    readonly Versions?: readonly string[]
  }
  const template = account.templates.lookUp({ id })
  if (!template) return []
  const users = usersOf(template, account)
  return Versions.flatMap((version) => {
    const by = users.get(Number(version))
    const its = template.find(version)
    // Gone already: the call is sent again, because its first answer was lost.
    if (!its) return []
    const { description = '' } = its
    // A copy of our description makes nothing ours.
    const isCopy = template.versions.some((each) => each.number < Number(version) && each.description === description)
    const isForeign = isCopy || !markIn(description)
    return [
      ...(by ? [`version ${version} is deleted, though ${by}`] : []),
      ...(isForeign ? [`version ${version} is deleted, which is not ours`] : []),
    ]
  })
}

/** Whether a run of these jobs made the version. */
const isOfPresent = (description = ''): boolean => Number(markIn(description)?.run ?? 0) > PRESENT

/** Who uses which version of a template. */
function usersOf(template: LaunchTemplate, { groups }: Account): ReadonlyMap<number, string> {
  const users = new Map<number, string>()
  const uses = (version: number | undefined, by: string) => version !== undefined && users.set(version, by)
  // What a run has just made and what failed is to go, as the newest too: else every $Latest launches it.
  if (!isOfPresent(template.find('$Latest')?.description)) uses(template.latestVersion, 'it is the latest')
  uses(template.defaultVersion, 'it is the default')
  for (const group of groups.values()) {
    for (const { id, launchInfo } of group.instances)
      if (launchInfo.template.id === template.id)
        uses(Number(launchInfo.template.version), `${id} was launched from it`)
    for (const [version, by] of namedBy(group, template)) uses(version, by)
  }
  return users
}

function namedBy({ name, configuration, refreshes }: Group, template: LaunchTemplate) {
  const named = (source: LaunchSource | undefined) =>
    source
      ? templatesOf(source).flatMap(({ id, version }) => (id === template.id ? template.find(version) : []) ?? [])
      : []
  return [
    ...named(configuration).map(({ number }) => [number, `${name} has it saved`] as const),
    ...named(configuration).map(
      ({ description = '' }) => [markIn(description)?.from, `it is the way back of ${name}`] as const,
    ),
    ...named(refreshes.active?.desired).map(({ number }) => [number, `a refresh of ${name} leads to it`] as const),
  ]
}
