/** Operations on EC2 instances: describe, and console output. */
import type { _InstanceType, Instance as InstanceShape } from '@aws-sdk/client-ec2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import type { Instance } from '../../world/instance.ts'
import { stateReasonMessage, transitionReasonOf } from '../../world/state-reason.ts'
import { type Ec2Handlers, ec2NextToken, ec2Page, endDryRun, passes, tagList } from './common.ts'
import { ec2State, visibleInstance, visibleInstances } from './visible.ts'

/** Handlers for instances. */
export const ec2InstanceCalls = (account: Account) =>
  ({
    DescribeInstances: (input) => {
      endDryRun(input)
      const { InstanceIds: ids = [], MaxResults, Filters } = input
      if (ids.length > 0 && MaxResults !== undefined) {
        const message = 'The parameter instancesSet cannot be used with the parameter maxResults'
        throw new AwsError('InvalidParameterCombination', message)
      }
      const known = ids.length > 0 ? ids.map((id) => visibleInstance(account, id)) : visibleInstances(account)
      const wanted = known.filter((instance) => passes(filterable(instance), Filters))
      const page = ec2Page(wanted, input, { key: ({ id }) => id, least: 5, most: 1000 })
      const reservations = page.records.map((instance) => ({
        ReservationId: instance.id.replace(/^i-/, 'r-'),
        OwnerId: account.id,
        Instances: [describeInstance(instance)],
      }))
      return { Reservations: reservations, ...ec2NextToken(page) }
    },
    GetConsoleOutput: (input) => {
      endDryRun(input)
      const { id, launchInfo } = visibleInstance(account, input.InstanceId ?? '')
      const { console } = launchInfo.behaviour
      return {
        InstanceId: id,
        Timestamp: new Date(account.agenda.now),
        ...(console !== undefined && { Output: Buffer.from(console).toString('base64') }),
      }
    },
  }) satisfies Ec2Handlers

const filterable = ({ id, launchInfo, ec2State: now }: Instance) => ({
  fields: {
    'instance-id': [id],
    'image-id': [launchInfo.imageId],
    'instance-type': [launchInfo.type],
    'availability-zone': [launchInfo.zone],
    'instance-state-name': [now],
  },
  tags: launchInfo.tags,
})

/** An instance as EC2 describes it. */
export function describeInstance({ id, launchInfo, ec2State: now, startedAt, ended }: Instance): InstanceShape {
  const gone = now === 'terminated'
  return {
    InstanceId: id,
    ImageId: launchInfo.imageId,
    State: ec2State(now),
    InstanceType: launchInfo.type as _InstanceType,
    ...(launchInfo.isSpot && { InstanceLifecycle: 'spot' }),
    LaunchTime: new Date(startedAt ?? launchInfo.launchedAt),
    Placement: { AvailabilityZone: launchInfo.zone, Tenancy: 'default' },
    // A terminated instance has given its address back.
    ...(!gone && {
      PrivateIpAddress: launchInfo.address,
      PrivateDnsName: `ip-${launchInfo.address.replaceAll('.', '-')}.ec2.internal`,
      SubnetId: launchInfo.subnet,
      NetworkInterfaces: [
        {
          NetworkInterfaceId: id.replace(/^i-/, 'eni-'),
          PrivateIpAddress: launchInfo.address,
          SubnetId: launchInfo.subnet,
          // Stays as it was when a stopped instance is started again.
          Attachment: { DeviceIndex: 0, AttachTime: new Date(launchInfo.launchedAt), Status: 'attached' as const },
        },
      ],
    }),
    ...(ended && {
      StateReason: { Code: ended.reason.code, Message: stateReasonMessage(ended.reason) },
      StateTransitionReason: transitionReasonOf(ended.reason, ended.at),
    }),
    ...(launchInfo.clientToken !== undefined && { ClientToken: launchInfo.clientToken }),
    Tags: tagList(launchInfo.tags),
  }
}
