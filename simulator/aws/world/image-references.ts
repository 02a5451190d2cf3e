/** What DescribeImageReferences finds: the instances, launch templates, parameters and recipes that name an image. */
import type { Account } from './account.ts'
import type { Ec2State } from './instance.ts'
import { parameterArn } from './parameter.ts'
import { type Recipe, type ReferenceType, referenceTypes } from './recipe.ts'

/** What is asked for. Without states: all; the depth is ten unless said. */
export interface ReferenceScope {
  readonly types: ReadonlySet<ReferenceType>
  readonly states?: readonly string[]
  readonly versionDepth?: number
}

/** One user of an image. */
export interface ImageReference {
  readonly imageId: string
  readonly type: ReferenceType
  readonly arn: string
}

const VERSIONS_UNLESS_SAID = 10

/** All of them, by type. */
export function imageReferences(account: Account, images: readonly string[], scope: ReferenceScope): ImageReference[] {
  const found = { ...launchers(account, images, scope), ...named(account, images) }
  return referenceTypes.filter((type) => scope.types.has(type)).flatMap((type) => found[type])
}

type Found<Type extends ReferenceType> = Readonly<Record<Type, readonly ImageReference[]>>

function launchers(
  account: Account,
  images: readonly string[],
  { states, versionDepth = VERSIONS_UNLESS_SAID }: ReferenceScope,
): Found<'ec2:Instance' | 'ec2:LaunchTemplate'> {
  const { region, id: owner, rules } = account
  const arn = (what: string) => `arn:aws:ec2:${region}:${owner}:${what}`
  const isAsked = (state: Ec2State) =>
    states?.includes(state) ?? (rules.referencesOfEndedInstances || state !== 'terminated')
  const depth = rules.referencesOfTenVersions ? versionDepth : Infinity
  return {
    'ec2:Instance': [...account.ec2Instances.values()]
      .filter(({ ec2State, launchInfo }) => isAsked(ec2State) && images.includes(launchInfo.imageId))
      .map(({ id, launchInfo }) => ({ imageId: launchInfo.imageId, type: 'ec2:Instance', arn: arn(`instance/${id}`) })),
    'ec2:LaunchTemplate': account.templates.all.flatMap(({ id, versions }) => {
      const names = new Set(versions.slice(0, depth).map(({ data }) => data.ImageId))
      return images
        .filter((imageId) => names.has(imageId))
        .map((imageId) => ({ imageId, type: 'ec2:LaunchTemplate' as const, arn: arn(`launch-template/${id}`) }))
    }),
  }
}

function named(
  account: Account,
  images: readonly string[],
): Found<'ssm:Parameter' | 'imagebuilder:ImageRecipe' | 'imagebuilder:ContainerRecipe'> {
  const { region, id: owner, parameters, recipes } = account
  const recipesOf = (wanted: Recipe['type']) =>
    recipes
      .filter(({ type, imageId }) => type === wanted && images.includes(imageId))
      .map(({ type, name, imageId }) => {
        const kind = type === 'imagebuilder:ImageRecipe' ? 'image-recipe' : 'container-recipe'
        return { imageId, type, arn: `arn:aws:imagebuilder:${region}:${owner}:${kind}/${name}` }
      })
  return {
    'ssm:Parameter': parameters.names.flatMap((name) => {
      const imageId = parameters.valueOf(name) ?? ''
      return images.includes(imageId)
        ? [{ imageId, type: 'ssm:Parameter' as const, arn: parameterArn(name, account) }]
        : []
    }),
    'imagebuilder:ImageRecipe': recipesOf('imagebuilder:ImageRecipe'),
    'imagebuilder:ContainerRecipe': recipesOf('imagebuilder:ContainerRecipe'),
  }
}
