/** Managed nodes: describe. */
import type { InstanceInformation } from '@aws-sdk/client-ssm'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import type { ManagedNode } from '../../world/managed-node.ts'
import { refuseUnsupported } from '../unsupported.ts'
import { type SystemsManagerHandlers, systemsManagerNextToken, systemsManagerPage } from './common.ts'

/** Handlers for managed nodes. An instance that is not managed is not listed. */
export const nodeCalls = (account: Account) =>
  ({
    DescribeInstanceInformation: (input) => {
      refuseUnsupported('DescribeInstanceInformation', input, ['Filters', 'MaxResults', 'NextToken'])
      const nodes = (input.Filters ?? []).reduce<readonly ManagedNode[]>(
        (left, { Key, Values = [] }) => left.filter((node) => Values.includes(fieldOf(node, Key))),
        account.commands.nodes,
      )
      const found = systemsManagerPage(nodes, input, { key: ({ instance }) => instance.id, usual: 10 })
      return {
        InstanceInformationList: found.records.map((node) => describe(account, node)),
        ...systemsManagerNextToken(found),
      }
    },
  }) satisfies SystemsManagerHandlers

function fieldOf({ instance, isOnline, platform }: ManagedNode, key: string | undefined): string {
  if (key === 'InstanceIds') return instance.id
  if (key === 'PingStatus') return isOnline ? 'Online' : 'ConnectionLost'
  if (key === 'PlatformTypes') return platform
  throw new AwsError('InvalidFilterKey', '')
}

const describe = (
  { agenda }: Account,
  { instance, isOnline, platform, registeredAt }: ManagedNode,
): InstanceInformation => ({
  InstanceId: instance.id,
  PingStatus: isOnline ? 'Online' : 'ConnectionLost',
  LastPingDateTime: new Date(isOnline ? agenda.now : registeredAt),
  AgentVersion: '3.3.987.0',
  IsLatestVersion: true,
  PlatformType: platform,
  RegistrationDate: new Date(registeredAt),
  ResourceType: 'EC2Instance',
  IPAddress: instance.launchInfo.address,
})
