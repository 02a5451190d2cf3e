/** What the calls of Systems Manager need. */
import type { Call } from '../call.ts'
import type { RequiredPermission } from './policy.ts'

/** Parameters, and of a command its document, which is AWS's own. Nodes and commands are listed without resource-level permissions. */
export function systemsManagerResources(
  { operation, input, region }: Call,
  parameterArn: (reference: string) => string,
): readonly Pick<RequiredPermission, 'resource'>[] {
  if (operation === 'SendCommand')
    return [{ resource: `arn:aws:ssm:${region}::document/${String(input['DocumentName'])}` }]
  if (!/^(Get|Put)Parameter/.test(operation)) return [{ resource: '*' }]
  const { Name, Names = [] } = input as { readonly Name?: string; readonly Names?: readonly string[] }
  return (Name === undefined ? Names : [Name]).map((name) => ({ resource: parameterArn(name) }))
}

/** The instances of an account, as far as commands to them are concerned. */
interface CommandTargets {
  readonly accountId: string
  instanceTags(id: string): Readonly<Record<string, string>>
}

/** SendCommand is granted on documents and on instances; one that is not granted is denied in its own result. [documented: run-command-setting-up] */
export function commandPermissions(
  { operation, input, region }: Call,
  { accountId, instanceTags }: CommandTargets,
): ReadonlyMap<string, RequiredPermission> {
  if (operation !== 'SendCommand') return new Map()
  const { InstanceIds = [] } = input as { readonly InstanceIds?: readonly string[] }
  return new Map(
    InstanceIds.map((id) => [
      id,
      {
        action: 'ssm:SendCommand',
        resource: `arn:aws:ec2:${region}:${accountId}:instance/${id}`,
        context: Object.fromEntries(
          Object.entries(instanceTags(id)).map(([key, value]) => [`ssm:resourceTag/${key}`, value]),
        ),
      },
    ]),
  )
}
