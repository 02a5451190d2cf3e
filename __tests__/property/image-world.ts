/** A random account in which a clean-up is due: versions of the past, their images, and whoever else uses those. As plain data. */
import * as fc from 'fast-check'
import { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { Image } from '../../simulator/aws/world/image.ts'
import type { LaunchTemplate } from '../../simulator/aws/world/template.ts'
import { GROUP, TEMPLATE } from '../../simulator/scenes/web.ts'

export const DAY = 86_400_000
/** The template of the overrides, where there is one. */
export const SECOND_TEMPLATE = 'lt-0a1b2c3d4e5f60719'

/** How the rollout of a version ended. */
const ends = ['Successful', 'Failed', 'RollbackSuccessful', 'Cancelled', 'none'] as const

/** Who else may use an image, and what else may keep it. */
export const kinds = [
  'instance',
  'stopped instance',
  'ended instance',
  'override',
  'launch configuration',
  'parameter',
  'former value of a parameter',
  'template',
  'old version of a template',
  'recipe',
  'shared',
  'public',
  'other owner',
  'pending',
  'launched lately',
  'disabled',
  'deprecated',
  'copy with its tags',
  'sibling group',
  'warm pool',
  'version by a parameter',
] as const

/** The first reason counts, so what is looked at last is met seldom. */
const seldomMet = [
  'public',
  'shared',
  'launch configuration',
  'launch configuration',
  'override',
  ...Array.from({ length: 7 }, () => 'launched lately' as const),
] as const

/** One random account. Images and versions are named by numbers, taken modulo how many there are. */
export interface ImageWorld {
  readonly how: 'deprecate' | 'disable'
  readonly keepVersions: number
  /** Old versions are deleted before; else only what earlier runs have deleted is gone. */
  readonly deletes: boolean
  readonly keepImages: number
  readonly hasTwoTemplates: boolean
  /** Oldest first. `isGone`: an earlier run has deleted it, and tagged its image. `shares`: names the image of the one before. */
  readonly past: readonly {
    readonly isOurs: boolean
    readonly end: (typeof ends)[number]
    readonly days: number
    readonly isGone: boolean
    readonly shares: boolean
  }[]
  readonly uses: readonly { readonly by: (typeof kinds)[number]; readonly image: number }[]
  /** Which of the newest versions the group has saved, and which is the default. */
  readonly saved: number
  readonly default: number
  /** An operation that is denied. */
  readonly denied:
    | 'none'
    | 'DescribeImageReferences'
    | 'DescribeImageAttribute'
    | 'CreateTags'
    | 'DescribeLaunchConfigurations'
}

const seldom = (every: number): fc.Arbitrary<boolean> => fc.nat({ max: every - 1 }).map((n) => n === 0)

export const imageWorlds: fc.Arbitrary<ImageWorld> = fc.record({
  how: fc.constantFrom('deprecate' as const, 'disable' as const),
  keepVersions: fc.constantFrom(2, 2, 3),
  deletes: seldom(4),
  keepImages: fc.constantFrom(2, 2, 3),
  hasTwoTemplates: seldom(4),
  past: fc.array(
    fc.record({
      isOurs: seldom(8).map((is) => !is),
      end: fc.constantFrom('Successful', 'Successful', 'Successful', 'Successful', ...ends),
      days: fc.constantFrom(1, 1, 2, 3, 9),
      isGone: fc.constantFrom(true, true, false),
      shares: seldom(8),
    }),
    { minLength: 6, maxLength: 12 },
  ),
  uses: fc.array(
    fc.record({ by: fc.constantFrom(...kinds, ...seldomMet), image: fc.constantFrom(0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6) }),
    {
      maxLength: 7,
    },
  ),
  saved: fc.constantFrom(0, 0, 0, 1, 2),
  default: fc.nat({ max: 5 }),
  denied: fc.oneof(
    { weight: 15, arbitrary: fc.constant('none' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'DescribeImageReferences' as const,
        'DescribeImageAttribute' as const,
        'CreateTags' as const,
        'DescribeLaunchConfigurations' as const,
      ),
    },
  ),
})

/** What a version of ours named, whether it stands or not: nobody but the world knows all of it. */
export interface NamedOnce {
  readonly image: string
  readonly template: string
  readonly version: number
}

/** The account, and what only the world knows of its past. */
export interface BuiltWorld {
  readonly account: Account
  readonly named: readonly NamedOnce[]
}

const imageOf = (index: number): string => `ami-0c1ea4ab1e5e${String(index).padStart(5, '0')}`

export function build(world: ImageWorld, agenda: Agenda): BuiltWorld {
  const account = new Account({ agenda })
  account.image({ id: imageOf(99), creationDate: new Date(agenda.now - 400 * DAY).toISOString() })
  const first = { ImageId: imageOf(99), InstanceType: 't3.micro' }
  const template = account.template({ id: TEMPLATE, name: 'web', versions: [first] })
  const second = account.template({ id: SECOND_TEMPLATE, name: 'second', versions: [first] })
  const overrides = [
    { instanceType: 't3.medium' },
    { instanceType: 't3.micro', template: { id: SECOND_TEMPLATE, version: '1' } },
  ]
  account.group({
    name: GROUP,
    template: { id: TEMPLATE, version: '1' },
    ...(world.hasTwoTemplates && { mixed: { overrides } }),
    desired: 1,
    max: 4,
  })
  const named = remember(world, account, template)
  const alive = template.versions.filter(({ number }) => number > 1)
  const at = (index: number) => alive[index % Math.max(1, alive.length)]?.number ?? 1
  const group = account.groups.get(GROUP)
  group?.save({ id: TEMPLATE, name: 'web', version: String(at(world.saved)) })
  template.setDefault(String(at(world.default)))
  if (world.hasTwoTemplates) second.createVersion({ data: { ImageId: imageOf(1) }, sourceVersion: '1' }, agenda.now)
  // The group's own instance runs what is saved.
  for (const instance of group?.instances ?? []) group?.terminateInstance(instance.id)
  agenda.run(600)
  for (const { by, image } of world.uses) use(account, by, { id: imageOf(image % world.past.length), template })
  // The versions that an earlier run has deleted.
  for (const { version, image } of named.filter(({ version }) => world.past[version - 2]?.isGone)) {
    const isKept = version === template.defaultVersion || group?.configuration.template.version === String(version)
    if (isKept || template.latestVersion === version) continue
    const its = account.images.get(image)
    if (template.deleteVersion(version) !== 'deleted' || !its) continue
    const before = its.tags['ami-rollout:retired-versions']
    const versions = before === undefined ? String(version) : `${before} ${version}`
    const tags = { ...its.tags, 'ami-rollout:retired': TEMPLATE, 'ami-rollout:retired-versions': versions }
    account.images.set(image, { ...its, tags })
  }
  return { account, named }
}

function remember(world: ImageWorld, account: Account, template: LaunchTemplate): readonly NamedOnce[] {
  const { agenda } = account
  const named: NamedOnce[] = []
  let days = world.past.reduce((sum, each) => sum + each.days, 0)
  let image = imageOf(0)
  for (const [i, { isOurs, end, days: passed, shares }] of world.past.entries()) {
    days -= passed
    const began = agenda.now - (days + 1) * DAY
    if (i === 0 || !shares) {
      image = imageOf(i)
      account.image({
        id: image,
        creationDate: new Date(began).toISOString(),
        lastLaunched: new Date(agenda.now - 45 * DAY).toISOString(),
      })
    }
    const description = isOurs ? `ami-rollout/1 from=${i + 1} image=${image} sha= run=${i}` : 'by hand'
    const { number } = template.createVersion({ data: { ImageId: image }, sourceVersion: '1', description }, began)
    if (isOurs) named.push({ image, template: template.id, version: number })
    if (end !== 'none')
      account.groups
        .get(GROUP)
        ?.refreshes.addPast({ template: { id: template.id, version: String(number) } }, { began, status: end })
  }
  return named
}

/** Somebody uses the image, or something else is the matter with it. */
function use(
  account: Account,
  by: ImageWorld['uses'][number]['by'],
  { id, template }: { readonly id: string; readonly template: LaunchTemplate },
): void {
  const image = account.images.get(id)
  if (!image) return
  const { agenda } = account
  const change = (more: Partial<Image>) => account.images.set(id, { ...image, ...more })
  const name = `other-${account.templates.all.length}-${account.groups.size}`
  const data = { ImageId: id, InstanceType: 't3.micro' }
  switch (by) {
    case 'instance':
    case 'stopped instance':
    case 'ended instance': {
      if (image.state !== 'available') return
      const own = account.template({ name, versions: [data, { ...data, ImageId: imageOf(99) }] })
      const request = { parameters: {}, clientToken: undefined, market: undefined }
      const instance = account.launches.run({ ...request, template: { id: own.id, version: '1' } })
      own.setDefault('2')
      own.deleteVersion(1)
      if (by === 'stopped instance') instance.ec2State = 'stopped'
      if (by === 'ended instance') account.launches.terminate(instance)
      agenda.run(60)
      return
    }
    case 'override':
      account.group({
        name,
        template: { id: TEMPLATE, version: '1' },
        mixed: { overrides: [{ instanceType: 't3.micro', imageId: id }] },
        desired: 0,
      })
      return
    case 'launch configuration':
      account.launchConfiguration(name, data)
      return
    case 'parameter':
      account.parameter(`/${name}`, id)
      return
    case 'former value of a parameter':
      account.parameter(`/${name}`, id)
      account.parameter(`/${name}`, imageOf(99))
      return
    case 'template':
      account.template({ name, versions: [data] })
      return
    case 'old version of a template':
      account.template({ name, versions: [data, ...Array.from({ length: 11 }, () => ({ ImageId: imageOf(99) }))] })
      return
    case 'recipe':
      account.recipes.push({ type: 'imagebuilder:ImageRecipe', name: `${name}/1.0.0`, imageId: id })
      return
    case 'shared':
      return void change({ sharedWith: ['210987654321'] })
    case 'public':
      return void change({ public: true })
    case 'other owner':
      return void change({ ownerId: '210987654321' })
    case 'pending':
      return void change({ state: 'pending' })
    case 'launched lately':
      return void change({ lastLaunched: new Date(agenda.now - 20 * DAY).toISOString() })
    case 'disabled':
      return void change({ state: 'disabled' })
    case 'deprecated':
      return void change({ deprecationTime: new Date(agenda.now - DAY).toISOString() })
    case 'copy with its tags':
      account.image({ id: `${id}c`, tags: image.tags, lastLaunched: new Date(agenda.now - 60 * DAY).toISOString() })
      return
    case 'sibling group':
      account.group({
        name,
        template: { id: TEMPLATE, version: String(template.versions.at(-2)?.number ?? 1) },
        desired: 0,
      })
      return
    case 'warm pool': {
      if (image.state !== 'available') return
      const own = account.template({ name, versions: [data, { ...data, ImageId: imageOf(99) }] })
      account.group({ name, template: { id: own.id, version: '1' }, desired: 0, max: 1, warmPool: { minSize: 1 } })
      account.groups.get(name)?.save({ id: own.id, name, version: '2' })
      own.setDefault('2')
      own.deleteVersion(1)
      return
    }
    case 'version by a parameter':
      account.parameter(`/${name}`, id)
      account.template({ name, versions: [{ ...data, ImageId: `resolve:ssm:/${name}` }] })
  }
}
