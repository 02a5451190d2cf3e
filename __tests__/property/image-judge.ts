/** Judges a clean-up of images by the world alone: it knows nothing of the action. */
import type { Account } from '../../simulator/aws/world/account.ts'
import { resolveImage } from '../../simulator/aws/world/cloud.ts'
import type { Image } from '../../simulator/aws/world/image.ts'
import { GROUP } from '../../simulator/scenes/web.ts'
import { DAY, type ImageWorld, type NamedOnce } from './image-world.ts'

/** The account as it was: its images, and the versions that something named or ran. */
export interface Before {
  readonly images: ReadonlyMap<string, Image>
  readonly at: number
  readonly usedVersions: readonly string[]
}

export const before = (account: Account): Before => ({
  images: new Map(account.images),
  at: account.agenda.now,
  usedVersions: usedVersions(account),
})

/** `template number` of every version that a group, an alias or an instance means. */
function usedVersions({ templates, groups, ec2Instances }: Account): readonly string[] {
  const saved = [...groups.values()].flatMap(({ configuration: { template, mixed, launchConfiguration } }) =>
    launchConfiguration === undefined
      ? [template, ...(mixed?.overrides ?? []).flatMap((override) => override.template ?? [])]
      : [],
  )
  const run = [...ec2Instances.values()].filter(({ ec2State }) => ec2State !== 'terminated')
  const named = [...saved, ...run.map(({ launchInfo }) => launchInfo.template)]
  return [
    ...named.flatMap(({ id, version }) => {
      const found = templates.all.find((template) => template.id === id)?.find(version)
      return found ? [`${id} ${found.number}`] : []
    }),
    ...templates.all.flatMap(({ id, defaultVersion, latestVersion }) => [
      `${id} ${defaultVersion}`,
      `${id} ${latestVersion}`,
    ]),
  ]
}

/** What was done to the images, by id. */
export const changedImages = (account: Account, { images }: Before): readonly Image[] =>
  [...account.images.values()].filter((image) => {
    const was = images.get(image.id)
    return was?.state !== image.state || was.deprecationTime !== image.deprecationTime
  })

/** Everything that is wrong with what was done; empty if nothing is. */
export function wrongs(
  account: Account,
  was: Before,
  { world, named }: { readonly world: ImageWorld; readonly named: readonly NamedOnce[] },
): readonly string[] {
  const changed = changedImages(account, was)
  const stand = new Set(
    account.templates.all.flatMap(({ id, versions }) => versions.map(({ number }) => `${id} ${number}`)),
  )
  return [
    ...was.usedVersions.filter((version) => !stand.has(version)).map((version) => `version ${version} was in use`),
    ...(account.images.size === was.images.size ? [] : ['an image is gone']),
    ...changed.flatMap((image) =>
      wrongWith(image, account, { was, world, named }).map((says) => `${image.id}: ${says}`),
    ),
    ...(world.denied.startsWith('Describe') && changed.length > 0
      ? [`archived, though ${world.denied} was denied`]
      : []),
  ]
}

function wrongWith(
  image: Image,
  account: Account,
  { was, world, named }: { readonly was: Before; readonly world: ImageWorld; readonly named: readonly NamedOnce[] },
): readonly string[] {
  const old = was.images.get(image.id)
  const its = named.filter((each) => each.image === image.id)
  const said = (isWrong: boolean, says: string): readonly string[] => (isWrong ? [says] : [])
  const launched = Math.max(
    Date.parse(old?.lastLaunched ?? '1970-01-01'),
    ...[...account.ec2Instances.values()].flatMap(({ launchInfo }) =>
      launchInfo.imageId === image.id && launchInfo.launchedAt <= was.at - DAY ? [launchInfo.launchedAt] : [],
    ),
  )
  return [
    ...usersOf(image.id, account),
    ...said(old?.state !== 'available', `it was ${old?.state}`),
    ...said(old?.ownerId !== account.id, 'it is somebody else’s'),
    ...said(old?.public === true || (old?.sharedWith ?? []).length > 0, 'others may launch it'),
    ...said(its.length === 0, 'no version of ours ever named it'),
    ...said(
      its.every((each) => endOf(account, each) === undefined),
      'nobody knows what became of it',
    ),
    ...said(newerProven(image, account, { was, named }) < world.keepImages, 'it is among the newest'),
    ...said(world.how === 'disable' && launched > was.at - 30 * DAY, 'it was launched lately'),
    ...said(world.how === 'disable' ? image.state !== 'disabled' : image.state !== 'available', `it is ${image.state}`),
  ]
}

/** Who uses an image now. */
function usersOf(id: string, account: Account): readonly string[] {
  const { templates, ec2Instances, groups, parameters, recipes } = account
  return [
    ...[...templates.all, ...templates.launchConfigurations].flatMap(({ name, versions }) =>
      versions.flatMap(({ number, data }) =>
        resolveImage(account, data.ImageId ?? '') === id ? [`version ${number} of ${name} names it`] : [],
      ),
    ),
    ...[...ec2Instances.values()].flatMap((instance) =>
      instance.launchInfo.imageId === id && instance.ec2State !== 'terminated' ? [`${instance.id} runs it`] : [],
    ),
    ...[...groups.values()].flatMap(({ name, configuration }) =>
      (configuration.mixed?.overrides ?? []).some(({ imageId }) => imageId === id) ? [`${name} names it`] : [],
    ),
    ...parameters.names.flatMap((name) => (parameters.valueOf(name) === id ? [`${name} holds it`] : [])),
    ...recipes.flatMap(({ name, imageId }) => (imageId === id ? [`${name} is made from it`] : [])),
  ]
}

/** How the rollout of a version ended, as far as AWS still shows it. */
function endOf({ groups }: Account, { template, version }: NamedOnce): string | undefined {
  const its = (groups.get(GROUP)?.refreshes.all ?? []).filter(
    ({ desired, isActive }) =>
      !isActive && desired?.template.id === template && desired.template.version === String(version),
  )
  return its.find(({ status }) => status === 'Successful')?.status ?? its[0]?.status
}

/** Images of ours that are newer, proved themselves and can still be launched by everybody who could before. */
function newerProven(
  { id, creationDate }: Image,
  account: Account,
  { was, named }: { readonly was: Before; readonly named: readonly NamedOnce[] },
): number {
  const saved = account.groups.get(GROUP)?.configuration.template
  const proven = named.filter(
    (each) =>
      endOf(account, each) === 'Successful' || (each.template === saved?.id && String(each.version) === saved.version),
  )
  const newer = new Set(proven.map(({ image }) => image).filter((image) => image !== id))
  return [...newer].filter((other) => {
    const image = was.images.get(other)
    return image?.state === 'available' && Date.parse(image.creationDate) > Date.parse(creationDate)
  }).length
}
