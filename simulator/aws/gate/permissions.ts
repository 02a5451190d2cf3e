/** Which permissions a call needs, on which resources: what the IAM gate asks about. */
import type { Call } from '../call.ts'
import { actionOf } from './dialect.ts'
import { type GroupFacts, groupsOf } from './group-permissions.ts'
import type { HiddenPermissions, PermissionLookup } from './iam.ts'
import {
  type ImageFacts,
  imageResource,
  imagesIn,
  type ReferenceRules,
  referenceReads,
  withoutUnreadable,
} from './image-permissions.ts'
import { instanceResources } from './instance-permissions.ts'
import type { RequiredPermission } from './policy.ts'
import { requestTags, typesTagged } from './request-tags.ts'
import { commandPermissions, systemsManagerResources } from './systems-manager-permissions.ts'

/** What permissions depend on in an account. What is not found has no permissions of its own: the service will say that it is missing. */
export interface Inventory {
  readonly accountId: string
  readonly rules: ReferenceRules & { readonly launchConditionKeys: 'given' | 'missing' }
  image(id: string): ImageFacts | undefined
  group(name: string): GroupFacts | undefined
  /** The tags of an instance; none for one that does not exist. */
  instanceTags(id: string): Readonly<Record<string, string>>
  /** The ARN of a Systems Manager parameter, by name or ARN, with or without a selector. */
  parameterArn(reference: string): string
  template(choice: TemplateRef): TemplateFacts | undefined
}

/** A template version as a request names it: without a `Version` the default one. */
export interface TemplateRef {
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
  readonly Version?: string | undefined
}

/** What a version would launch. `taggedTypes`: the resource types that its tag specifications name. */
export interface TemplateFacts {
  readonly id: string
  /** What it would launch now, whatever way it names it. */
  readonly imageId?: string
  /** The ARN of the Systems Manager parameter that it names its image by. */
  readonly parameter?: string
  readonly securityGroupIds: readonly string[]
  readonly instanceProfileName?: string
  readonly taggedTypes: readonly string[]
}

type Resource = Pick<RequiredPermission, 'resource' | 'context'>

/** Reads permissions from the account as it is when the call is made. */
export function permissionLookup(inventory: Inventory): PermissionLookup {
  return {
    permissionsOf(call) {
      if (call.operation === 'RunInstances') return permissionsToRun(call, inventory)
      const action = actionOf(call.service, call.operation)
      const own = resourcesOf(call, inventory).map(({ resource, context }) => ({
        action,
        resource,
        context: { 'aws:RequestedRegion': call.region, ...context },
      }))
      return [...own, ...readPermissions(call, inventory), ...referenceReads(call, inventory.rules)]
    },
    shown: (call, answer, isAllowed) =>
      call.operation === 'DescribeImageReferences' ? withoutUnreadable(answer, isAllowed) : answer,
    hiddenPermissionsOf: (call) => templatesHandedOver(call).flatMap((ref) => hiddenPermissions(call, ref, inventory)),
    instancePermissionsOf: (call) => commandPermissions(call, inventory),
  }
}

/** Who has EC2 read a template's parameter needs the permission to read it. [documented for whoever uses the template; for ResolveAlias inferred] */
function readPermissions({ service, operation, input }: Call, { template }: Inventory): readonly RequiredPermission[] {
  const { ResolveAlias, Versions = [], ...ref } = input as ResolvingInput
  if (service !== 'EC2' || operation !== 'DescribeLaunchTemplateVersions' || ResolveAlias !== true) return []
  return Versions.flatMap((Version) => template({ ...ref, Version })?.parameter ?? []).map((resource) => ({
    action: 'ssm:GetParameters',
    resource,
  }))
}

interface ResolvingInput extends TemplateRef {
  readonly ResolveAlias?: boolean
  readonly Versions?: readonly string[]
}

/** Any other operation has no resource-level permissions, or none that matters here, and asks for `*`. */
function resourcesOf(call: Call, inventory: Inventory): readonly Resource[] {
  if (call.service === 'Auto Scaling') return groupsOf(call, inventory)
  if (call.service === 'EC2' && TEMPLATE_WRITES.has(call.operation)) {
    const template = inventory.template(call.input)
    return [{ resource: template ? templateArn(call, inventory, template.id) : '*' }]
  }
  if (call.service === 'CloudFormation') return stacksOf(call, inventory)
  if (call.service === 'SSM') return systemsManagerResources(call, inventory.parameterArn)
  const instances = instanceResources(call, inventory)
  if (instances.length > 0) return instances
  if (call.operation === 'DescribeAlarms') return alarmsOf(call, inventory)
  const images = imagesIn(call)
  if (images.length > 0) return images.map((id) => imageResource(call, id, inventory.image(id)))
  return [{ resource: '*' }]
}

/** CloudFormation's calls are granted on stacks, by their names. [documented: Service Authorization Reference, AWS CloudFormation] */
function stacksOf({ input, region }: Call, { accountId }: Inventory): readonly Resource[] {
  const { StackName } = input as { readonly StackName?: string }
  return [
    { resource: StackName === undefined ? '*' : `arn:aws:cloudformation:${region}:${accountId}:stack/${StackName}/*` },
  ]
}

/** Each alarm by its name; whoever names none asks for all. */
function alarmsOf({ input, region }: Call, { accountId }: Inventory): readonly Resource[] {
  const { AlarmNames = [] } = input as { readonly AlarmNames?: readonly string[] }
  return (AlarmNames.length > 0 ? AlarmNames : ['*']).map((name) => ({
    resource: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
  }))
}

const TEMPLATE_WRITES = new Set(['CreateLaunchTemplateVersion', 'ModifyLaunchTemplate', 'DeleteLaunchTemplateVersions'])

/** Members of the inputs that name templates. The wire has checked their shape. */
interface LaunchInput extends Configuration {
  readonly DesiredConfiguration?: Configuration
}
interface Configuration {
  readonly LaunchTemplate?: TemplateRef
  readonly MixedInstancesPolicy?: {
    readonly LaunchTemplate?: {
      readonly LaunchTemplateSpecification?: TemplateRef
      readonly Overrides?: readonly { readonly LaunchTemplateSpecification?: TemplateRef }[]
    }
  }
}

/** The templates that a call gives to a group to launch from. */
function templatesHandedOver({ service, operation, input }: Call): readonly TemplateRef[] {
  if (service !== 'Auto Scaling') return []
  const { DesiredConfiguration, ...given } = input as LaunchInput
  const { LaunchTemplate, MixedInstancesPolicy } =
    (operation === 'StartInstanceRefresh' ? DesiredConfiguration : given) ?? {}
  const mixed = MixedInstancesPolicy?.LaunchTemplate
  const overrides = (mixed?.Overrides ?? []).map((override) => override.LaunchTemplateSpecification)
  return [LaunchTemplate, mixed?.LaunchTemplateSpecification, ...overrides].filter((ref) => ref !== undefined)
}

function hiddenPermissions(call: Call, ref: TemplateRef, inventory: Inventory): readonly HiddenPermissions[] {
  const template = inventory.template(ref)
  if (!template) return []
  const permissions = launchPermissions(call, template, inventory)
  return [
    {
      launchTemplateId: template.id,
      permissions:
        inventory.rules.launchConditionKeys === 'given' ? permissions : permissions.map(withoutLaunchConditionKeys),
    },
  ]
}

/** Auto Scaling asks about a launch that nobody has requested. Which keys it fills in is not documented. */
const withoutLaunchConditionKeys = ({ context, ...permission }: RequiredPermission): RequiredPermission => ({
  ...permission,
  context: Object.fromEntries(Object.entries(context ?? {}).filter(([key]) => !LAUNCH_KEYS.has(key))),
})

const LAUNCH_KEYS = new Set(['ec2:LaunchTemplate', 'ec2:IsLaunchTemplateResource', 'ec2:Owner', 'ec2:Public'])

function permissionsToRun(call: Call, inventory: Inventory): readonly RequiredPermission[] {
  const { LaunchTemplate } = call.input as { readonly LaunchTemplate?: TemplateRef }
  const template = LaunchTemplate && inventory.template(LaunchTemplate)
  return template ? launchPermissions(call, template, inventory) : [{ action: 'ec2:RunInstances', resource: '*' }]
}

/**
 * What launching from a template needs: ec2:RunInstances on all that it touches, ec2:CreateTags if it tags, iam:PassRole
 * if it gives instances a role, ssm:GetParameters if its image is a parameter [documented: ec2-auto-scaling-launch-template-permissions].
 */
function launchPermissions(call: Call, template: TemplateFacts, inventory: Inventory): readonly RequiredPermission[] {
  const { region } = call
  const { accountId } = inventory
  const own = (resource: string) => `arn:aws:ec2:${region}:${accountId}:${resource}`
  const given = (call.input as { readonly ImageId?: string }).ImageId ?? template.imageId
  const touched = [
    templateArn(call, inventory, template.id),
    ...template.securityGroupIds.map((id) => own(`security-group/${id}`)),
    ...['instance', 'network-interface', 'subnet', 'volume'].map((type) => own(`${type}/*`)),
  ]
  const context = {
    'aws:RequestedRegion': region,
    'ec2:IsLaunchTemplateResource': 'true',
    'ec2:LaunchTemplate': templateArn(call, inventory, template.id),
  }
  return [
    ...touched.map((resource) => ({ action: 'ec2:RunInstances', resource, context })),
    ...[given]
      .filter((id) => id !== undefined)
      .map((id) => imageResource(call, id, inventory.image(id)))
      .map((image) => ({ action: 'ec2:RunInstances', ...image, context: { ...image.context, ...context } })),
    ...[...new Set([...template.taggedTypes, ...typesTagged(call.input)])].map((type) => ({
      action: 'ec2:CreateTags',
      resource: own(`${type}/*`),
      context: { ...context, ...requestTags(call.input, type), 'ec2:CreateAction': 'RunInstances' },
    })),
    ...(template.parameter === undefined ? [] : [{ action: 'ssm:GetParameters', resource: template.parameter }]),
    // The simulator gives the role the name of its instance profile, as the console does.
    ...(template.instanceProfileName === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: `arn:aws:iam::${accountId}:role/${template.instanceProfileName}`,
            context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
          },
        ]),
  ]
}

const templateArn = ({ region }: Call, { accountId }: Inventory, id: string) =>
  `arn:aws:ec2:${region}:${accountId}:launch-template/${id}`
