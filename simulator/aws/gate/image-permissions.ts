/** The permissions of calls on images: on the image itself, and those that DescribeImageReferences reads with. */
import type { Call } from '../call.ts'
import type { RequiredPermission } from './policy.ts'

/** `tags` become condition keys. */
export interface ImageFacts {
  readonly ownerId: string
  readonly isPublic: boolean
  readonly tags: Readonly<Record<string, string>>
}

const ON_IMAGES = new Set(['EnableImageDeprecation', 'DisableImage', 'DescribeImageAttribute', 'CreateTags'])

/** The images that a call is about, by their ids; none for any other call. */
export function imagesIn({ service, operation, input }: Call): readonly string[] {
  if (service !== 'EC2' || !ON_IMAGES.has(operation)) return []
  const { ImageId, Resources = [] } = input as { readonly ImageId?: string; readonly Resources?: readonly string[] }
  return ImageId === undefined ? Resources : [ImageId]
}

/** An image as a resource, with its condition keys [documented: Service Authorization Reference, Amazon EC2]. */
export function imageResource({ region, input }: Call, id: string, facts: ImageFacts | undefined) {
  const { Tags = [] } = input as { readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[] }
  const owned = facts && { 'ec2:Owner': facts.ownerId, 'ec2:Public': String(facts.isPublic) }
  return {
    resource: `arn:aws:ec2:${region}::image/${id}`,
    context: {
      ...owned,
      ...Object.fromEntries(Object.entries(facts?.tags ?? {}).map(([key, value]) => [`ec2:ResourceTag/${key}`, value])),
      ...(Tags.length > 0 && { 'aws:TagKeys': Tags.map(({ Key = '' }) => Key) }),
    },
  }
}

/** What DescribeImageReferences reads with its caller's permissions, by the type that is searched [documented: ec2-ami-references]. */
const READ_WITH: Readonly<Record<string, readonly string[]>> = {
  'ec2:Instance': ['ec2:DescribeInstances'],
  'ec2:LaunchTemplate': ['ec2:DescribeLaunchTemplates', 'ec2:DescribeLaunchTemplateVersions'],
  'ssm:Parameter': ['ssm:DescribeParameters', 'ssm:GetParameters'],
  'imagebuilder:ImageRecipe': ['imagebuilder:ListImageRecipes'],
  'imagebuilder:ContainerRecipe': ['imagebuilder:ListContainerRecipes', 'imagebuilder:GetContainerRecipe'],
}

const CALLED_VIA = { 'aws:CalledVia': ['ec2-images.amazonaws.com'] }

/** What becomes of a call whose reads are not allowed. */
export interface ReferenceRules {
  readonly referencesWithoutPermission: 'error' | 'gap'
}

/** The reads that a call of DescribeImageReferences fails without; none for any other call. */
export function referenceReads({ operation, input }: Call, rules: ReferenceRules): readonly RequiredPermission[] {
  if (operation !== 'DescribeImageReferences' || rules.referencesWithoutPermission === 'gap') return []
  const { IncludeAllResourceTypes, ResourceTypes = [] } = input as ReferencesInput
  const types =
    IncludeAllResourceTypes === true
      ? Object.keys(READ_WITH)
      : ResourceTypes.map(({ ResourceType = '' }) => ResourceType)
  return types.flatMap((type) => readsOf(type))
}

interface ReferencesInput {
  readonly IncludeAllResourceTypes?: boolean
  readonly ResourceTypes?: readonly { readonly ResourceType?: string }[]
}

const readsOf = (type: string): readonly RequiredPermission[] =>
  (READ_WITH[type] ?? []).map((action) => ({ action, resource: '*', context: CALLED_VIA }))

/** The answer without what the caller may not read. */
export function withoutUnreadable(answer: object, isAllowed: (permission: RequiredPermission) => boolean): object {
  const { ImageReferences = [] } = answer as {
    readonly ImageReferences?: readonly { readonly ResourceType?: string }[]
  }
  return {
    ...answer,
    ImageReferences: ImageReferences.filter(({ ResourceType = '' }) => readsOf(ResourceType).every(isAllowed)),
  }
}
