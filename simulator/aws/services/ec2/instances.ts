/** Operations on EC2 instances: describe, console output, terminate, and RunInstances as a dry run. */
import type {
  _InstanceType,
  Instance as InstanceShape,
  InstanceStateName,
  RunInstancesRequest,
} from '@aws-sdk/client-ec2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import { resolveImage } from '../../world/cloud.ts'
import { complaint } from '../../world/image.ts'
import type { Ec2State, Instance } from '../../world/instance.ts'
import { instanceTypes, typeName } from '../../world/instance-type.ts'
import { stateReasonMessage, transitionReasonOf } from '../../world/state-reason.ts'
import { unsupported } from '../unsupported.ts'
import { dryRunPassed, type Ec2Handlers, ec2NextToken, ec2Page, endDryRun, passes, tagList } from './common.ts'

/** EC2 shows a terminated instance for about an hour, in ms. */
const VISIBLE = 3_600_000

/** Handlers for instances. */
export const instanceCalls = (account: Account) =>
  ({
    DescribeInstances: (input) => {
      endDryRun(input)
      const { InstanceIds: ids = [], MaxResults, Filters } = input
      if (ids.length > 0 && MaxResults !== undefined) {
        const message = 'The parameter instancesSet cannot be used with the parameter maxResults'
        throw new AwsError('InvalidParameterCombination', message)
      }
      const known =
        ids.length > 0
          ? ids.map((id) => visibleInstance(account, id))
          : [...account.ec2Instances.values()].filter((i) => isVisible(account, i))
      const wanted = known.filter((instance) => passes(filterable(instance), Filters))
      const page = ec2Page(wanted, input, { key: ({ id }) => id, least: 5, most: 1000 })
      const reservations = page.records.map((instance) => ({
        ReservationId: instance.id.replace(/^i-/, 'r-'),
        OwnerId: account.id,
        Instances: [describe(instance)],
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
    RunInstances: (input) => {
      if (input.DryRun !== true) throw unsupported('RunInstances other than a dry run')
      tryOut(account, input)
      throw dryRunPassed()
    },
    TerminateInstances: (input) => {
      endDryRun(input)
      const instances = (input.InstanceIds ?? []).map((id) => visibleInstance(account, id))
      const changes = instances.map((instance) => {
        const before = instance.ec2State
        account.groups.get(instance.launchInfo.group)?.fleet.kill(instance)
        return { InstanceId: instance.id, PreviousState: state(before), CurrentState: state(instance.ec2State) }
      })
      return { TerminatingInstances: changes }
    },
  }) satisfies Ec2Handlers

/** What EC2 finds wrong with a template version under another image or type; throws it. */
function tryOut(account: Account, { LaunchTemplate: template, ImageId, InstanceType }: RunInstancesRequest): void {
  const data = template
    ? account.templates
        .find({ id: template.LaunchTemplateId, name: template.LaunchTemplateName })
        .version(template.Version ?? '$Default').data
    : {}
  const wanted = ImageId ?? data.ImageId
  if (wanted === undefined) throw new AwsError('MissingParameter', 'The request must contain the parameter ImageId')
  const type = instanceTypes.get(typeName(InstanceType ?? data.InstanceType))
  if (!type) {
    throw new AwsError(
      'InvalidParameterValue',
      `Invalid value '${InstanceType ?? data.InstanceType}' for InstanceType.`,
    )
  }
  const imageId = resolveImage(account, wanted)
  const image = account.images.get(imageId)
  const refused = complaint(imageId, image && account.maySee(image) ? image : undefined, type)
  if (refused) throw new AwsError(refused.code, refused.message)
}

function visibleInstance(account: Account, id: string): Instance {
  const instance = account.ec2Instances.get(id)
  if (!instance || !isVisible(account, instance)) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`)
  }
  return instance
}

const isVisible = (account: Account, { endedAt }: Instance): boolean =>
  endedAt === undefined || account.agenda.now - endedAt < VISIBLE

const codes: Readonly<Record<Ec2State, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopped: 80,
}

const state = (name: Ec2State): { Code: number; Name: InstanceStateName } => ({ Code: codes[name], Name: name })

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

function describe({ id, launchInfo, ec2State: now, ended }: Instance): InstanceShape {
  const gone = now === 'terminated'
  return {
    InstanceId: id,
    ImageId: launchInfo.imageId,
    State: state(now),
    InstanceType: launchInfo.type as _InstanceType,
    ...(launchInfo.isSpot && { InstanceLifecycle: 'spot' }),
    LaunchTime: new Date(launchInfo.launchedAt),
    Placement: { AvailabilityZone: launchInfo.zone, Tenancy: 'default' },
    // A terminated instance has given its address back.
    ...(!gone && {
      PrivateIpAddress: launchInfo.address,
      PrivateDnsName: `ip-${launchInfo.address.replaceAll('.', '-')}.ec2.internal`,
      SubnetId: launchInfo.subnet,
    }),
    ...(ended && {
      StateReason: { Code: ended.reason.code, Message: stateReasonMessage(ended.reason) },
      StateTransitionReason: transitionReasonOf(ended.reason, ended.at),
    }),
    Tags: tagList(launchInfo.tags),
  }
}
