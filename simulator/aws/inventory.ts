/** What the IAM gate asks of an account: the resources that a request names. */
import type { Inventory, TemplateFacts, TemplateRef } from './gate/permissions.ts'
import type { Account } from './world/account.ts'
import { parameterIn, resolveImage } from './world/cloud.ts'
import { parameterArn, referenceOf } from './world/parameter.ts'
import type { LaunchTemplate, TemplateData, TemplateVersion } from './world/template.ts'

/** Finds things as they are at the moment of the call. */
export function inventoryOf(account: Account): Inventory {
  const { id, groups, templates } = account
  return {
    accountId: id,
    rules: account.rules,
    image(imageId) {
      const image = account.images.get(imageId)
      return image && { ownerId: image.ownerId, isPublic: image.public, tags: image.tags }
    },
    group(name) {
      const group = groups.get(name)
      if (!group) return undefined
      return {
        arn: group.arn,
        tags: Object.fromEntries(Array.from(group.tags.values(), ({ key, value }) => [key, value])),
      }
    },
    instanceTags: (instance) => account.ec2Instances.get(instance)?.launchInfo.tags ?? {},
    template(ref) {
      const template = templates.all.find((one) => isMeant(one, ref))
      const version = template && versionOf(template, ref.Version)
      return version && factsOf(account, template, version)
    },
    parameterArn: (reference) => parameterArn(referenceOf(reference).name, account),
  }
}

const isMeant = ({ id, name }: LaunchTemplate, { LaunchTemplateId, LaunchTemplateName }: TemplateRef) =>
  id === LaunchTemplateId || name === LaunchTemplateName

function versionOf(template: LaunchTemplate, choice = '$Default'): TemplateVersion | undefined {
  const { versions, latestVersion, defaultVersion } = template
  const number = choice === '$Latest' ? latestVersion : choice === '$Default' ? defaultVersion : Number(choice)
  return versions.find((version) => version.number === number)
}

function factsOf(account: Account, { id }: LaunchTemplate, { data }: TemplateVersion): TemplateFacts {
  const { ImageId, IamInstanceProfile, TagSpecifications = [] } = data
  const parameter = parameterIn(ImageId)
  const profile = IamInstanceProfile?.Name ?? IamInstanceProfile?.Arn?.split('/').at(-1)
  return {
    id,
    securityGroupIds: securityGroupsOf(data),
    taggedTypes: TagSpecifications.map(({ ResourceType }) => ResourceType).filter((type) => type !== undefined),
    ...(ImageId !== undefined && { imageId: resolveImage(account, ImageId) }),
    ...(parameter !== undefined && { parameter: parameterArn(referenceOf(parameter).name, account) }),
    ...(profile !== undefined && { instanceProfileName: profile }),
  }
}

/** They are in the template itself, or in each of its network interfaces. */
function securityGroupsOf({ SecurityGroupIds, NetworkInterfaces }: TemplateData): readonly string[] {
  const interfaces = Array.isArray(NetworkInterfaces) ? NetworkInterfaces : []
  const lists = [SecurityGroupIds, ...interfaces.map(({ Groups }: { readonly Groups?: unknown }) => Groups)]
  return lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : []))
}
