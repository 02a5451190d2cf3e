/** EC2: launch templates and machines. Its shapes end here. */
import {
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateVersionsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type DescribeLaunchTemplateVersionsCommandInput,
  EC2Client,
  GetConsoleOutputCommand,
  type Instance,
  type LaunchTemplateVersion,
  ModifyLaunchTemplateCommand,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplateVersions,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2'
import type { Undeleted, Version } from '../rollout/facts.ts'
import type { Ec2Instance } from '../rollout/model.ts'
import { AwsProblem } from '../rollout/world.ts'
import { ask, orMissing } from './ask.ts'
import { BATCH, batches } from './batches.ts'
import type { Connection } from './connection.ts'
import { disksFrom } from './ec2/disks.ts'
import { problemOf } from './errors.ts'
import type { TemplateReads, TemplateWrites } from './services.ts'

/** Lines of a console that are kept: the end tells why. */
const CONSOLE_LINES = 20

/** Looks at templates and machines. What does not exist is `undefined`, whichever way EC2 says so. */
export function ec2Reads({ client }: Connection): TemplateReads {
  const ec2 = client(EC2Client)
  const versions = (input: DescribeLaunchTemplateVersionsCommandInput) =>
    ask('DescribeLaunchTemplateVersions', async () => {
      const found: Version[] = []
      for await (const page of paginateDescribeLaunchTemplateVersions({ client: ec2, pageSize: 200 }, input))
        found.push(...(page.LaunchTemplateVersions ?? []).map(versionFrom))
      return found
    })
  return {
    template: (id) =>
      orMissing(async () => {
        const { LaunchTemplates } = await ask('DescribeLaunchTemplates', () =>
          ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] })),
        )
        return LaunchTemplates?.map((template) => ({
          id: template.LaunchTemplateId ?? '',
          name: template.LaunchTemplateName ?? '',
          latest: template.LatestVersionNumber ?? 0,
          default: template.DefaultVersionNumber ?? 0,
        }))[0]
      }),
    version: (template, version) =>
      orMissing(async () => {
        const one = new DescribeLaunchTemplateVersionsCommand({
          LaunchTemplateId: template,
          Versions: [String(version)],
        })
        const { LaunchTemplateVersions } = await ask('DescribeLaunchTemplateVersions', () => ec2.send(one))
        return LaunchTemplateVersions?.map(versionFrom)[0]
      }),
    async imageMeant(template, version) {
      const input = { LaunchTemplateId: template, Versions: [String(version)], ResolveAlias: true }
      const one = new DescribeLaunchTemplateVersionsCommand(input)
      const { LaunchTemplateVersions } = await ask('DescribeLaunchTemplateVersions', () => ec2.send(one))
      const image = LaunchTemplateVersions?.[0]?.LaunchTemplateData?.ImageId
      return image?.startsWith('ami-') ? image : undefined
    },
    versionsAfter: (template, version) => versions({ LaunchTemplateId: template, MinVersion: String(version + 1) }),
    async ec2Instances(instances) {
      const found = new Map<string, Ec2Instance>()
      for (const batch of batches(instances, BATCH))
        for (const [id, machine] of await machinesOf(ec2, batch)) found.set(id, machine)
      return found
    },
    async console(instance) {
      const { Output } = await ask('GetConsoleOutput', () =>
        ec2.send(new GetConsoleOutputCommand({ InstanceId: instance })),
      )
      const text = Buffer.from(Output ?? '', 'base64').toString('utf8')
      return text.split(/\r?\n/).filter(Boolean).slice(-CONSOLE_LINES)
    },
    async tryLaunch({ template, version, image, type, subnet }) {
      const launch = new RunInstancesCommand({
        DryRun: true,
        MinCount: 1,
        MaxCount: 1,
        LaunchTemplate: { LaunchTemplateId: template, Version: String(version) },
        ImageId: image,
        // There are more types than the SDK knows.
        ...(type !== undefined && { InstanceType: type as RunInstancesCommandInput['InstanceType'] }),
        ...(subnet !== undefined && { SubnetId: subnet }),
      })
      // A dry run never succeeds: `DryRunOperation` says that the launch would have.
      const thrown: unknown = await ec2.send(launch).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (thrown === undefined || (thrown instanceof Error && thrown.name === 'DryRunOperation')) return undefined
      return problemOf('RunInstances', thrown, 'read').problem
    },
  }
}

/** By filter, not by id: an instance that EC2 does not know (any more, or yet) is left out instead of failing the call. */
const machinesOf = (ec2: EC2Client, ids: readonly string[]) =>
  ask('DescribeInstances', async () => {
    const found: [string, Ec2Instance][] = []
    const input = { Filters: [{ Name: 'instance-id', Values: [...ids] }] }
    for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, input))
      found.push(...Reservations.flatMap(({ Instances }) => Instances ?? []).flatMap(machineFrom))
    return found
  })

function machineFrom({
  InstanceId,
  ImageId,
  LaunchTime,
  State,
  StateReason,
  PrivateIpAddress,
}: Instance): readonly [string, Ec2Instance][] {
  if (!InstanceId || !ImageId || !LaunchTime) return []
  const known = { image: ImageId, launched: LaunchTime.getTime(), state: State?.Name ?? '' }
  const more = {
    ...(PrivateIpAddress !== undefined && { address: PrivateIpAddress }),
    ...(StateReason?.Message !== undefined && { reason: StateReason.Message }),
  }
  return [[InstanceId, { ...known, ...more }]]
}

/** Makes versions, moves the default, deletes versions. A repeated call of each is harmless. */
export const ec2Writes = ({ client }: Connection): TemplateWrites => writesTo(client(EC2Client))

const writesTo = (ec2: EC2Client): TemplateWrites => ({
  async makeVersion({ template, source, image, description, token }) {
    const create = new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: template,
      SourceVersion: String(source),
      VersionDescription: description,
      ClientToken: token,
      LaunchTemplateData: { ImageId: image },
    })
    const { LaunchTemplateVersion: made } = await ask('CreateLaunchTemplateVersion', () => ec2.send(create), 'write')
    if (made?.VersionNumber !== undefined) return made.VersionNumber
    throw new AwsProblem({
      kind: 'lost',
      operation: 'CreateLaunchTemplateVersion',
      code: 'NoNumber',
      message: 'the answer has no version number',
    })
  },
  async setDefaultVersion(template, version) {
    const modify = new ModifyLaunchTemplateCommand({ LaunchTemplateId: template, DefaultVersion: String(version) })
    await ask('ModifyLaunchTemplate', () => ec2.send(modify), 'write')
  },
  deleteVersions: (template, versions) => deleteVersions(ec2, template, versions),
})

/** EC2 answers HTTP 200 and lists in it what it did not delete. A version that is gone already is as it should be. */
const deleteVersions = (ec2: EC2Client, template: string, versions: readonly number[]) =>
  ask(
    'DeleteLaunchTemplateVersions',
    async (): Promise<readonly Undeleted[]> => {
      const input = { LaunchTemplateId: template, Versions: versions.map(String) }
      const answer = await ec2.send(new DeleteLaunchTemplateVersionsCommand(input))
      return (answer.UnsuccessfullyDeletedLaunchTemplateVersions ?? [])
        .map(({ VersionNumber: version = 0, ResponseError: { Code: code = '', Message: message = '' } = {} }) => ({
          version,
          code,
          message,
        }))
        .filter(({ code }) => code !== 'launchTemplateVersionDoesNotExist')
    },
    'write',
  )

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
