/**
 * EC2 adapter for trials: an instance of a template version outside any group, found again by its tag and token. No SDK
 * type leaves this file.
 */
import { createHash } from 'node:crypto'
import {
  type BlockDeviceMapping,
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
  type InstanceNetworkInterfaceSpecification,
  ModifyInstanceAttributeCommand,
  type ModifyInstanceAttributeCommandInput,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import type { TrialInstance, TrialLaunch, TrialOwner, TrialPlace, TrialVersion } from '../../rollout/model/trial.ts'
import { AwsProblem } from '../../rollout/ports.ts'
import { IncompleteAnswer } from '../answer.ts'
import type { Calls } from '../connection.ts'
import { pages } from '../paging.ts'
import type { TrialReads, TrialWrites } from '../services.ts'

const TAG = 'ami-rollout:trial'

/** The tag's value. `group`: twelve hex digits of the ARN's hash. Whole seconds on AWS's clock. */
const tagValue = ({ group, run, attempt, until }: TrialOwner): string =>
  `run=${run}/${attempt} ${groupMark(group.arn)} until=${new Date(until).toISOString().slice(0, 19)}Z`

const form = /^run=([\w.-]+)\/(\d+) group=[0-9a-f]{12} until=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/

/** EC2 sets it on what is launched from a template, and nobody can edit it (EC2 User Guide, Launch templates). */
const TEMPLATE_TAG = 'aws:ec2launchtemplate:id'
const VERSION_TAG = 'aws:ec2launchtemplate:version'
const GROUP_TAG = 'aws:autoscaling:groupName'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const groupMark = (arn: string): string => `group=${hash(arn).slice(0, 12)}`

/**
 * At most 64 ASCII characters (RunInstances). The place is part of it: the same token in another zone would be another
 * instance. So is the whole tag: a later job of the same attempt tags its trial with another time, and EC2 refuses a token
 * that was used before with other parameters (EC2 API, idempotency).
 */
const tokenFor = (owner: TrialOwner, of: Pick<TrialVersion, 'id' | 'version'>, place: TrialPlace) =>
  hash(
    JSON.stringify([tagValue(owner), owner.group.arn, of.id, of.version, place.subnet ?? '', place.type ?? '']),
  ).slice(0, 40)

/** Finds the instances of a group's trials that have not ended. */
export const trialReadsOf = (calls: Calls): TrialReads => ({
  async trialInstances(group) {
    const found = await pages(calls, 'DescribeInstances', {
      page: (token, options) =>
        calls.client(EC2Client).send(
          new DescribeInstancesCommand({
            Filters: [
              { Name: `tag:${TAG}`, Values: [`* ${groupMark(group.arn)} *`] },
              { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped', 'shutting-down'] },
            ],
            ...(token && { NextToken: token }),
          }),
          options,
        ),
      items: ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances),
      next: ({ NextToken }) => NextToken,
    })
    return found.flatMap((each) => trialIn(each, group))
  },
  // EC2 shows a terminated instance for about an hour (EC2 User Guide, Terminate EC2 instances).
  async triedVersions(template) {
    const found = await pages(calls, 'DescribeInstances', {
      page: (token, options) =>
        calls.client(EC2Client).send(
          new DescribeInstancesCommand({
            Filters: [
              { Name: 'tag-key', Values: [TAG] },
              { Name: `tag:${TEMPLATE_TAG}`, Values: [template] },
            ],
            ...(token && { NextToken: token }),
          }),
          options,
        ),
      items: ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances),
      next: ({ NextToken }) => NextToken,
    })
    return found.flatMap(({ Tags, InstanceId: instance = '', State }) => {
      const tags = new Map(Tags?.map(({ Key, Value }) => [Key, Value ?? '']))
      const [, , , until] = form.exec(tags.get(TAG) ?? '') ?? []
      if (until === undefined) return []
      const version = Number(tags.get(VERSION_TAG))
      return [{ instance, version, until: Date.parse(until), hasEnded: State?.Name === 'terminated' }]
    })
  },
})

/** Anybody who may tag an instance can write the tag, so the origin and the token must fit as well. */
function trialIn(instance: Instance, group: TrialOwner['group']): readonly TrialInstance[] {
  const tags = new Map(instance.Tags?.map(({ Key, Value }) => [Key, Value ?? '']))
  const [, run, attempt, until] = form.exec(tags.get(TAG) ?? '') ?? []
  const [template, version] = [tags.get(TEMPLATE_TAG), Number(tags.get(VERSION_TAG))]
  if (run === undefined || until === undefined || template === undefined) return []
  if (instance.InstanceId === undefined || tags.has(GROUP_TAG)) return []
  const owner = { group, run, attempt: Number(attempt), until: Date.parse(until) }
  // A place that the request left to the template is described all the same.
  const [subnet, type] = [instance.SubnetId ?? '', instance.InstanceType ?? '']
  const places = [{ subnet, type }, { type }, { subnet }, {}]
  return places.some((place) => tokenFor(owner, { id: template, version }, place) === instance.ClientToken)
    ? [{ instance: instance.InstanceId, run, attempt: owner.attempt, until: owner.until, template, version }]
    : []
}

/** Launches and ends the instances of trials. */
export const trialWritesOf = (calls: Calls): TrialWrites => ({
  async launchTrial(launch) {
    const run = new RunInstancesCommand(requestFor(launch))
    return calls.write('RunInstances', async (options) => {
      const { Instances: [made] = [] } = await calls.client(EC2Client).send(run, options)
      if (made?.InstanceId === undefined) throw new IncompleteAnswer('Instances')
      return { instance: made.InstanceId, isSpot: made.InstanceLifecycle === 'spot' }
    })
  },
  async endTrial(instance) {
    try {
      await terminate(calls, instance)
    } catch (thrown) {
      if (!(thrown instanceof AwsProblem) || thrown.problem.code !== 'OperationNotPermitted') throw thrown
      // Somebody has protected it since. One attribute in a call (ModifyInstanceAttribute).
      await modify(calls, { InstanceId: instance, DisableApiTermination: { Value: false } })
      await modify(calls, { InstanceId: instance, DisableApiStop: { Value: false } })
      await terminate(calls, instance)
    }
  },
})

const terminate = (calls: Calls, instance: string) => {
  const end = new TerminateInstancesCommand({ InstanceIds: [instance] })
  return calls.write('TerminateInstances', (options) => calls.client(EC2Client).send(end, options))
}

const modify = (calls: Calls, input: ModifyInstanceAttributeCommandInput) => {
  const change = new ModifyInstanceAttributeCommand(input)
  return calls.write('ModifyInstanceAttribute', (options) => calls.client(EC2Client).send(change, options))
}

/** Beside the template: nothing that outlives the trial, that keeps it from being ended, or that takes what the fleet counts on. */
function requestFor({ owner, version, place }: TrialLaunch): RunInstancesCommandInput {
  return {
    MinCount: 1,
    MaxCount: 1,
    LaunchTemplate: { LaunchTemplateId: version.id, Version: String(version.version) },
    ClientToken: tokenFor(owner, version, place),
    DisableApiTermination: false,
    DisableApiStop: false,
    InstanceInitiatedShutdownBehavior: 'terminate',
    InstanceMarketOptions: { MarketType: 'on-demand' },
    CapacityReservationSpecification: { CapacityReservationPreference: 'none' },
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: TAG, Value: tagValue(owner) }] }],
    ...disksOf(version),
    ...networkOf(version, place),
    // The SDK's enum does not list every instance type.
    ...(place.type !== undefined && { InstanceType: place.type as RunInstancesCommandInput['InstanceType'] }),
  }
}

/** A request's device takes the place of the template's or the image's, so the template's is sent whole. */
function disksOf({ data, devices }: TrialVersion): Pick<RunInstancesCommandInput, 'BlockDeviceMappings'> {
  // The version's contents came from the SDK.
  const own = (data['BlockDeviceMappings'] ?? []) as readonly BlockDeviceMapping[]
  const ofImage = devices.filter((device) => own.every(({ DeviceName }) => DeviceName !== device))
  const mappings = [
    ...own.flatMap((each) => (each.Ebs ? [{ ...each, Ebs: { ...each.Ebs, DeleteOnTermination: true } }] : [])),
    ...ofImage.map((DeviceName) => ({ DeviceName, Ebs: { DeleteOnTermination: true } })),
  ]
  return mappings.length > 0 ? { BlockDeviceMappings: mappings } : {}
}

/** Beside network interfaces EC2 takes no subnet: it goes into them (API reference, RunInstances). */
function networkOf(
  { data }: TrialVersion,
  { subnet: SubnetId }: TrialPlace,
): Pick<RunInstancesCommandInput, 'SubnetId' | 'NetworkInterfaces'> {
  const own = (data['NetworkInterfaces'] ?? []) as readonly InstanceNetworkInterfaceSpecification[]
  if (own.length === 0) return SubnetId === undefined ? {} : { SubnetId }
  const added = { DeleteOnTermination: true, ...(SubnetId !== undefined && { SubnetId }) }
  return { NetworkInterfaces: own.map((each) => ({ ...each, ...added })) }
}
