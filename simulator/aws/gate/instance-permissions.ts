/** The instances that a call is about, as resources. */
import type { Call } from '../call.ts'
import type { RequiredPermission } from './policy.ts'

/** What it reads from the account. */
interface Instances {
  readonly accountId: string
  instanceTags(id: string): Readonly<Record<string, string>>
}

/** Each instance that a call names, with its permissions' context; none for any other call. */
export const instanceResources = (
  call: Call,
  instances: Instances,
): readonly Pick<RequiredPermission, 'resource' | 'context'>[] =>
  ON_INSTANCES.has(call.operation) ? instancesIn(call.input).map((id) => instanceIn(call, instances, id)) : []

const ON_INSTANCES = new Set(['GetConsoleOutput', 'ModifyInstanceAttribute', 'TerminateInstances'])

const instancesIn = ({ InstanceId, InstanceIds = [InstanceId] }: InstanceInput) => InstanceIds

interface InstanceInput {
  readonly InstanceId?: string
  readonly InstanceIds?: readonly (string | undefined)[]
}

/** An instance with its tags as condition keys [documented: Service Authorization Reference, Amazon EC2]. */
function instanceIn({ region }: Call, { accountId, instanceTags }: Instances, id = '*') {
  const tags = Object.entries(instanceTags(id))
  return {
    resource: `arn:aws:ec2:${region}:${accountId}:instance/${id}`,
    context: Object.fromEntries(
      tags.flatMap(([key, value]) => [
        [`aws:ResourceTag/${key}`, value],
        [`ec2:ResourceTag/${key}`, value],
      ]),
    ),
  }
}
