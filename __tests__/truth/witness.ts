/** Stands beside AWS while the jobs run: what must hold at every call, and what no call may do. */
import type { Call, Gate } from '../../simulator/aws/call.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Group } from '../../simulator/aws/world/group.ts'
import type { LaunchTemplate } from '../../simulator/aws/world/template.ts'
import { NEW_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { markerIn } from '../../src/rollout/marker.ts'

/** `saw`: sentences, each once. */
export interface Witness {
  readonly gate: Gate
  readonly saw: ReadonlySet<string>
}

/** A witness of the account that `of` gives once it is built. */
export function witness(of: () => Account): Witness {
  const saw = new Set<string>()
  const note = (sentences: readonly string[]) => {
    for (const sentence of sentences) saw.add(sentence)
  }
  const gate: Gate = async (call, next) => {
    const account = of()
    const before = launches(account)
    note(deletedInUse(call, account))
    try {
      return await next()
    } finally {
      note(unproven(account))
      if (call.operation === 'UpdateAutoScalingGroup') note(moved(before, launches(account)))
    }
  }
  return { gate, saw }
}

/** A refresh to the new image that AWS has called a success: the group may have it saved from then on. */
export const isProven = ({ groups, templates }: Account): boolean =>
  [...groups.values()].some(({ refreshes }) =>
    refreshes.all.some(
      ({ status, desiredTemplate: to }) => status === 'Successful' && to && imageOf(templates, to) === NEW_IMAGE,
    ),
  )

const imageOf = (templates: Account['templates'], { id, version }: { readonly id: string; readonly version: string }) =>
  templates.lookUp({ id })?.find(version)?.data.ImageId

/** No group of the account has an image saved that nothing has proved: its next scale-out would launch it. */
function unproven(account: Account): readonly string[] {
  if (isProven(account)) return []
  return [...account.groups.values()]
    .filter(({ configuration: { template } }) => imageOf(account.templates, template) === NEW_IMAGE)
    .map(
      ({ name, configuration: { template } }) =>
        `${name} has ${template.version} saved, whose image nothing has proved`,
    )
}

/** The version that the saved template of each group means. */
const launches = ({ groups, templates }: Account): ReadonlyMap<string, number | undefined> =>
  new Map(
    [...groups.values()].map(({ name, configuration: { template } }) => [
      name,
      templates.lookUp({ id: template.id })?.find(template.version)?.number,
    ]),
  )

/** Pinning an alias and giving it back change what the group has saved, never what that means. */
const moved = (before: ReturnType<typeof launches>, after: ReturnType<typeof launches>): readonly string[] =>
  [...before]
    .filter(([name, version]) => version !== after.get(name))
    .map(([name, version]) => `an update moved ${name} from version ${version} to ${after.get(name)}`)

function deletedInUse({ operation, input }: Call, account: Account): readonly string[] {
  if (operation !== 'DeleteLaunchTemplateVersions') return []
  const { Versions = [] } = input as { readonly Versions?: readonly string[] }
  const template = account.templates.lookUp({ id: TEMPLATE })
  if (!template) return []
  const users = usersOf(template, account)
  return Versions.flatMap((version) => {
    const by = users.get(Number(version))
    const isForeign = !markerIn(template.find(version)?.description ?? '')
    return [
      ...(by ? [`version ${version} is deleted, though ${by}`] : []),
      ...(isForeign ? [`version ${version} is deleted, which is not ours`] : []),
    ]
  })
}

/** Who uses which version of a template. */
function usersOf(template: LaunchTemplate, { groups }: Account): ReadonlyMap<number, string> {
  const users = new Map<number, string>()
  const uses = (version: number | undefined, by: string) => version !== undefined && users.set(version, by)
  uses(template.latestVersion, 'it is the latest')
  uses(template.defaultVersion, 'it is the default')
  for (const group of groups.values()) {
    for (const { id, birth } of group.instances) uses(Number(birth.template.version), `${id} was launched from it`)
    for (const [version, by] of namedBy(group, template)) uses(version, by)
  }
  return users
}

function namedBy({ name, configuration, refreshes }: Group, template: LaunchTemplate) {
  const saved = template.find(configuration.template.version)
  const back = markerIn(saved?.description ?? '')?.from
  const aim = refreshes.active?.desiredTemplate
  return [
    [saved?.number, `${name} has it saved`],
    [back, `it is the way back of ${name}`],
    [aim && template.find(aim.version)?.number, `a refresh of ${name} leads to it`],
  ] as const
}
