/** EC2 adapter for launch templates and instances. No SDK type leaves this file. */
import {
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateVersionsCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type DescribeLaunchTemplateVersionsCommandInput,
  EC2Client,
  GetConsoleOutputCommand,
  type Instance,
  type LaunchTemplateVersion,
  ModifyLaunchTemplateCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2'
import type { Ec2Instance } from '../rollout/model/instance.ts'
import type { Version } from '../rollout/model/launch-template.ts'
import { AwsProblem, problemIn } from '../rollout/ports.ts'
import { BATCH, batches } from './batches.ts'
import { orMissing } from './call.ts'
import type { Calls } from './connection.ts'
import { disksFrom } from './ec2/disks.ts'
import { statusChecksOf } from './ec2/status-checks.ts'
import { neededElements } from './needed-elements.ts'
import { pages } from './paging.ts'
import { present } from './present.ts'
import type { TemplateReads, TemplateWrites } from './services.ts'

/** Lines of console output to keep; the last ones usually show the cause. */
const CONSOLE_LINES = 20

/** Reads launch templates and instances. What does not exist is `undefined`, by error code or by an empty list. */
export function ec2Reads(calls: Calls): TemplateReads {
  const { client, read } = calls
  const ec2 = client(EC2Client)
  const versions = async (input: DescribeLaunchTemplateVersionsCommandInput): Promise<readonly Version[]> => {
    const found = await pages(calls, 'DescribeLaunchTemplateVersions', {
      page: (token, options) =>
        ec2.send(
          new DescribeLaunchTemplateVersionsCommand({ ...input, MaxResults: 200, ...(token && { NextToken: token }) }),
          options,
        ),
      items: ({ LaunchTemplateVersions }) => LaunchTemplateVersions,
      next: ({ NextToken }) => NextToken,
    })
    return found.map(versionFrom)
  }
  return {
    template: (id) =>
      orMissing(async () => {
        const one = new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] })
        const { LaunchTemplates } = await read('DescribeLaunchTemplates', (options) => ec2.send(one, options))
        return LaunchTemplates?.map((template) => ({
          id: template.LaunchTemplateId ?? '',
          name: template.LaunchTemplateName ?? '',
          latest: template.LatestVersionNumber ?? 0,
          default: template.DefaultVersionNumber ?? 0,
          ...present({ operator: template.Operator?.Managed ? template.Operator.Principal : undefined }),
        }))[0]
      }),
    version: (template, version) =>
      orMissing(async () => {
        const one = new DescribeLaunchTemplateVersionsCommand({
          LaunchTemplateId: template,
          Versions: [String(version)],
        })
        const { LaunchTemplateVersions } = await read('DescribeLaunchTemplateVersions', (options) =>
          ec2.send(one, options),
        )
        return LaunchTemplateVersions?.map(versionFrom)[0]
      }),
    async imageMeant(template, version) {
      const input = { LaunchTemplateId: template, Versions: [String(version)], ResolveAlias: true }
      const one = new DescribeLaunchTemplateVersionsCommand(input)
      const { LaunchTemplateVersions } = await read('DescribeLaunchTemplateVersions', (options) =>
        ec2.send(one, options),
      )
      const image = LaunchTemplateVersions?.[0]?.LaunchTemplateData?.ImageId
      return image?.startsWith('ami-') ? image : undefined
    },
    versionsAfter: (template, version) => versions({ LaunchTemplateId: template, MinVersion: String(version + 1) }),
    async ec2Instances(instances) {
      const found = new Map<string, Ec2Instance>()
      for (const batch of batches(instances, BATCH))
        for (const [id, ec2Instance] of await ec2InstancesOf(calls, batch)) found.set(id, ec2Instance)
      return found
    },
    statusChecks: (instances) => statusChecksOf(calls, instances),
    async console(instance) {
      const get = new GetConsoleOutputCommand({ InstanceId: instance })
      const { Output } = await read('GetConsoleOutput', (options) => ec2.send(get, options))
      const text = Buffer.from(Output ?? '', 'base64').toString('utf8')
      return text.split(/\r?\n/).filter(Boolean).slice(-CONSOLE_LINES)
    },
    async tryLaunch({ template, version, image, type, subnet, interfaces }) {
      const launch = new RunInstancesCommand({
        DryRun: true,
        MinCount: 1,
        MaxCount: 1,
        LaunchTemplate: { LaunchTemplateId: template, Version: String(version) },
        ImageId: image,
        // The SDK's enum does not list every instance type.
        ...(type !== undefined && { InstanceType: type as RunInstancesCommandInput['InstanceType'] }),
        ...(subnet !== undefined && inSubnet(subnet, interfaces)),
      })
      try {
        await read('RunInstances', (options) => ec2.send(launch, options))
        return undefined
      } catch (thrown) {
        const problem = problemIn(thrown)
        // A dry run always fails; this code means that the launch would succeed.
        return problem.code === 'DryRunOperation' ? undefined : problem
      }
    },
  }
}

/**
 * Beside network interfaces, wherever they are, EC2 takes no subnet: it goes into them (API reference,
 * RunInstances).
 */
const inSubnet = (
  SubnetId: string,
  interfaces: readonly object[] = [],
): Pick<RunInstancesCommandInput, 'SubnetId' | 'NetworkInterfaces'> =>
  interfaces.length > 0 ? { NetworkInterfaces: interfaces.map((each) => ({ ...each, SubnetId })) } : { SubnetId }

/**
 * Uses a filter instead of ids: with ids, one instance that EC2 does not list (any more or yet) would fail the call.
 */
const ec2InstancesOf = (calls: Calls, ids: readonly string[]) =>
  pages(calls, 'DescribeInstances', {
    page: (token, options) => {
      const describe = new DescribeInstancesCommand({
        Filters: [{ Name: 'instance-id', Values: [...ids] }],
        ...(token && { NextToken: token }),
      })
      describe.middlewareStack.use(neededElements(INSTANCE_ELEMENTS))
      return calls.client(EC2Client).send(describe, options)
    },
    items: ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances).flatMap(ec2InstanceFrom),
    next: ({ NextToken }) => NextToken,
  })

/** The texts that are read below, as they are named in EC2's XML. */
const INSTANCE_ELEMENTS = [
  ...['instanceId', 'imageId', 'launchTime', 'privateIpAddress', 'deviceIndex', 'attachTime', 'nextToken'],
  // Of the state, and of the reason for it.
  ...['name', 'code', 'message'],
]

function ec2InstanceFrom({
  InstanceId,
  ImageId,
  LaunchTime,
  State,
  StateReason,
  PrivateIpAddress,
  NetworkInterfaces = [],
}: Instance): readonly [string, Ec2Instance][] {
  if (!InstanceId || !ImageId || !LaunchTime) return []
  const known = { image: ImageId, launched: LaunchTime.getTime(), state: State?.Name ?? '' }
  const primary = NetworkInterfaces.find(({ Attachment }) => Attachment?.DeviceIndex === 0)?.Attachment
  const more = {
    ...(primary?.AttachTime && { attached: primary.AttachTime.getTime() }),
    ...(PrivateIpAddress !== undefined && { address: PrivateIpAddress }),
    ...(StateReason?.Message !== undefined && { reason: StateReason.Message }),
    ...(StateReason?.Code && { reasonCode: StateReason.Code }),
  }
  return [[InstanceId, { ...known, ...more }]]
}

/** Creates versions, sets the default, deletes versions. Each call is idempotent. */
export const ec2Writes = (calls: Calls): TemplateWrites => writesTo(calls, calls.client(EC2Client))

const writesTo = (calls: Calls, ec2: EC2Client): TemplateWrites => ({
  async makeVersion({ template, source, image, description, token }) {
    const create = new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: template,
      SourceVersion: String(source),
      VersionDescription: description,
      ClientToken: token,
      LaunchTemplateData: { ImageId: image },
    })
    const { LaunchTemplateVersion: made } = await calls.write('CreateLaunchTemplateVersion', (options) =>
      ec2.send(create, options),
    )
    if (made?.VersionNumber !== undefined) {
      const { version, created } = versionFrom(made)
      return { version, created }
    }
    throw new AwsProblem({
      kind: 'lost',
      operation: 'CreateLaunchTemplateVersion',
      code: 'NoNumber',
      message: 'the answer has no version number',
    })
  },
  async setDefaultVersion(template, version) {
    const modify = new ModifyLaunchTemplateCommand({ LaunchTemplateId: template, DefaultVersion: String(version) })
    await calls.write('ModifyLaunchTemplate', (options) => ec2.send(modify, options))
  },
  /**
   * EC2 answers HTTP 200 and lists the versions that it did not delete. A version that was already gone is no error.
   */
  async deleteVersions(template, versions) {
    const remove = new DeleteLaunchTemplateVersionsCommand({
      LaunchTemplateId: template,
      Versions: versions.map(String),
    })
    const answer = await calls.write('DeleteLaunchTemplateVersions', (options) => ec2.send(remove, options))
    return (answer.UnsuccessfullyDeletedLaunchTemplateVersions ?? [])
      .map(({ VersionNumber: version = 0, ResponseError: { Code: code = '', Message: message = '' } = {} }) => ({
        version,
        code,
        message,
      }))
      .filter(({ code }) => code !== 'launchTemplateVersionDoesNotExist')
  },
})

const versionFrom = (version: LaunchTemplateVersion): Version => ({
  id: version.LaunchTemplateId ?? '',
  name: version.LaunchTemplateName ?? '',
  version: version.VersionNumber ?? 0,
  image: version.LaunchTemplateData?.ImageId ?? '',
  description: version.VersionDescription ?? '',
  created: version.CreateTime?.getTime() ?? 0,
  ...(version.LaunchTemplateData?.InstanceType !== undefined && { type: version.LaunchTemplateData.InstanceType }),
  disks: disksFrom(version.LaunchTemplateData?.BlockDeviceMappings),
  data: { ...version.LaunchTemplateData },
})
