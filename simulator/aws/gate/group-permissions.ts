/** The permissions of calls on Auto Scaling groups: on the group itself, by its tags and by what the call sets. */
import type { Call } from '../call.ts'
import type { RequiredPermission } from './policy.ts'

/** `tags` become condition keys. */
export interface GroupFacts {
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
}

interface Groups {
  readonly accountId: string
  group(name: string): GroupFacts | undefined
}

/** Auto Scaling's writes are granted on groups, its reads on `*`. */
export function groupsOf(
  { operation, input, region }: Call,
  { accountId, group }: Groups,
): readonly Pick<RequiredPermission, 'resource' | 'context'>[] {
  if (operation.startsWith('Describe')) return [{ resource: '*' }]
  const isUpdate = operation === 'UpdateAutoScalingGroup'
  return groupNamesIn(input).map((name) => {
    const facts = group(name)
    return {
      resource:
        facts?.arn ?? `arn:aws:autoscaling:${region}:${accountId}:autoScalingGroup:*:autoScalingGroupName/${name}`,
      context: { ...tagContext(facts?.tags ?? {}), ...keysIn(input), ...(isUpdate && settingsIn(input)) },
    }
  })
}

function groupNamesIn(input: Call['input']): readonly string[] {
  const { AutoScalingGroupName, Tags } = input as GroupInput
  const tagged = (Tags ?? []).map(({ ResourceId }) => ResourceId)
  return [...new Set([AutoScalingGroupName, ...tagged].filter((name) => name !== undefined))]
}

/** The keys of the tags in a request [documented: Service Authorization Reference, CreateOrUpdateTags and DeleteTags]. */
function keysIn(input: Call['input']): Readonly<Record<string, readonly string[]>> {
  const keys = ((input as GroupInput).Tags ?? []).flatMap(({ Key }) => Key ?? [])
  return keys.length > 0 ? { 'aws:TagKeys': keys } : {}
}

/** What an update sets, as condition keys; absent is what it leaves as it is [documented: Service Authorization Reference, Amazon EC2 Auto Scaling]. */
function settingsIn(input: Call['input']): Readonly<Record<string, string>> {
  const { MinSize, MaxSize, VPCZoneIdentifier, LaunchConfigurationName } = input as GroupInput
  return {
    ...(MinSize !== undefined && { 'autoscaling:MinSize': String(MinSize) }),
    ...(MaxSize !== undefined && { 'autoscaling:MaxSize': String(MaxSize) }),
    ...(VPCZoneIdentifier !== undefined && { 'autoscaling:VPCZoneIdentifiers': VPCZoneIdentifier }),
    ...(LaunchConfigurationName !== undefined && { 'autoscaling:LaunchConfigurationName': LaunchConfigurationName }),
  }
}

const tagContext = (tags: GroupFacts['tags']) =>
  Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`autoscaling:ResourceTag/${key}`, value],
    ]),
  )

/** Members of the inputs. The wire has checked their shape. */
interface GroupInput {
  readonly AutoScalingGroupName?: string
  readonly Tags?: readonly { readonly ResourceId?: string; readonly Key?: string }[]
  readonly MinSize?: number
  readonly MaxSize?: number
  readonly VPCZoneIdentifier?: string
  readonly LaunchConfigurationName?: string
}
