/** Operations on images that are past use: tags, deprecation, disabling, launch permissions, and what names them. */
import type { DescribeImageReferencesRequest, LaunchPermission, ResourceTypeRequest } from '@aws-sdk/client-ec2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import { deprecate, disable, ownImage } from '../../world/image-archive.ts'
import { imageReferences, type ReferenceScope } from '../../world/image-references.ts'
import { type ReferenceType, referenceTypes } from '../../world/recipe.ts'
import { unsupported } from '../unsupported.ts'
import { type Ec2Handlers, ec2NextToken, ec2Page, endDryRun } from './common.ts'

/** Handlers for images at the end of their life. */
export const imageArchiveCalls = (account: Account) =>
  ({
    CreateTags: (input) => {
      const { Resources: ids = [], Tags = [] } = input
      if (ids.some((id) => !id.startsWith('ami-'))) throw unsupported('CreateTags of anything but images')
      endDryRun(input)
      const images = ids.map((id) => ownImage(account, id))
      const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
      for (const image of images) account.images.set(image.id, { ...image, tags: { ...image.tags, ...tags } })
      return {}
    },
    EnableImageDeprecation: (input) => {
      endDryRun(input)
      deprecate(account, input.ImageId ?? '', input.DeprecateAt?.getTime() ?? 0)
      return { Return: true }
    },
    DisableImage: (input) => {
      endDryRun(input)
      disable(account, input.ImageId ?? '')
      return { Return: true }
    },
    DescribeImageAttribute: (input) => {
      if (input.Attribute !== 'launchPermission') throw unsupported(`DescribeImageAttribute of ${input.Attribute}`)
      endDryRun(input)
      const { id, public: isPublic, sharedWith = [] } = ownImage(account, input.ImageId ?? '')
      const permissions: LaunchPermission[] = sharedWith.map((who) =>
        who.startsWith('arn:') ? { OrganizationArn: who } : { UserId: who },
      )
      return { ImageId: id, LaunchPermissions: [...(isPublic ? [{ Group: 'all' as const }] : []), ...permissions] }
    },
    DescribeImageReferences: (input) => {
      endDryRun(input)
      const found = imageReferences(account, input.ImageIds ?? [], scopeOf(input))
      const page = ec2Page(found, input, { key: ({ imageId, arn }) => `${imageId} ${arn}`, least: 5, most: 1000 })
      return {
        ImageReferences: page.records.map(({ imageId, type, arn }) => ({
          ImageId: imageId,
          ResourceType: type,
          Arn: arn,
        })),
        ...ec2NextToken(page),
      }
    },
  }) satisfies Ec2Handlers

/** What it asks for. Options that are given beat what IncludeAllResourceTypes would take. */
function scopeOf({ IncludeAllResourceTypes, ResourceTypes = [] }: DescribeImageReferencesRequest): ReferenceScope {
  // The simulator's wording.
  if (IncludeAllResourceTypes !== true && ResourceTypes.length === 0)
    throw new AwsError('MissingParameter', 'Either IncludeAllResourceTypes or ResourceTypes must be specified.')
  const types = IncludeAllResourceTypes === true ? referenceTypes : ResourceTypes.flatMap(typeOf)
  const states = optionOf(ResourceTypes, 'ec2:Instance', 'state-name')
  const [depth] = optionOf(ResourceTypes, 'ec2:LaunchTemplate', 'version-depth') ?? []
  return {
    types: new Set<ReferenceType>(types),
    ...(states && { states }),
    ...(depth !== undefined && { versionDepth: Number(depth) }),
  }
}

const typeOf = ({ ResourceType }: ResourceTypeRequest): readonly ReferenceType[] =>
  referenceTypes.filter((type) => type === ResourceType)

const optionOf = (requests: readonly ResourceTypeRequest[], type: ReferenceType, name: string) =>
  requests
    .find(({ ResourceType }) => ResourceType === type)
    ?.ResourceTypeOptions?.find(({ OptionName }) => OptionName === name)?.OptionValues
