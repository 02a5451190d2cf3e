/** Questions that single calls answer: templates, dry runs, launches outside of the group, parameters, schedules. */
import {
  DeleteScheduledActionCommand,
  DescribeScalingActivitiesCommand,
  PutScheduledUpdateGroupActionCommand,
  SetDesiredCapacityCommand,
  SetInstanceProtectionCommand,
} from '@aws-sdk/client-auto-scaling'
import {
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateVersionsCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm'
import { groupNow, inServiceOf, usual } from '../group.ts'
import { answered, isRefused, type LiveWorld, minutes, pause, until } from '../live.ts'
import { NAME, PARAMETER } from '../names.ts'
import { callsOf, listAtPath, type RecordedCall, textAt } from '../recording.ts'
import { type LiveStep, ruleQuestion } from '../step.ts'
import { asked } from './refreshes.ts'
import { firstOf, groupsSeen, hasAny, secondsBetween, secondsUntil } from './timeline.ts'

const SOON_MS = 1_000

async function versionOf(live: LiveWorld, token?: string): Promise<string> {
  const { LaunchTemplateVersion } = await live.clients.ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: live.built.template,
      SourceVersion: '$Default',
      LaunchTemplateData: { ImageId: live.images.good },
      ...(token !== undefined && { ClientToken: token }),
    }),
  )
  return String(LaunchTemplateVersion?.VersionNumber)
}

const deleteVersion = ({ clients, built }: LiveWorld, version: string) =>
  clients.ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId: built.template, Versions: [version] }))

export const templates: LiveStep = {
  name: 'versions that are deleted',
  says: 'What $Latest and a client token mean once their version is deleted.',
  minutes: 1,
  questions: [
    ruleQuestion('latestAfterDeletion', 'What does $Latest mean once the newest version is deleted?', (calls) => {
      const [call] = callsOf(calls, 'DescribeLaunchTemplateVersions')
      return call && (hasAny(call.answer, 'LaunchTemplateVersions') ? 'moves-back' : 'stays')
    }),
    ruleQuestion('tokenOfDeletedVersion', 'What does the client token of a deleted version give?', (calls) => {
      const [first, second] = callsOf(calls, 'CreateLaunchTemplateVersion').filter(
        ({ input }) => textAt(input, 'ClientToken') === TOKEN,
      )
      // The same answer again is counted, not kept.
      if (first?.repeated) return 'answers'
      return second && (numberIn(first) === numberIn(second) ? 'answers' : 'makes')
    }),
  ],
  play: asked(async (live) => {
    await deleteVersion(live, await versionOf(live))
    await answered(
      live.clients.ec2.send(
        new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: live.built.template, Versions: ['$Latest'] }),
      ),
    )
    await deleteVersion(live, await versionOf(live, TOKEN))
    const again = await answered(versionOf(live, TOKEN))
    if (typeof again === 'string') await answered(deleteVersion(live, again))
  }),
}

const TOKEN = 'ami-rollout-live-token'

const numberIn = (call: RecordedCall | undefined) => textAt(call?.answer, 'LaunchTemplateVersion', 'VersionNumber')

export const dryRuns: LiveStep = {
  name: 'dry runs',
  says: 'RunInstances with DryRun: interfaces beside a subnet, and a disk that is too small.',
  minutes: 1,
  questions: [
    ruleQuestion('interfacesExcludeSubnet', 'Is a subnet beside network interfaces refused?', (calls) => {
      const call = callsOf(calls, 'RunInstances').find(({ input }) => hasAny(input, 'NetworkInterfaces'))
      return call?.error && call.error.code !== 'DryRunOperation'
    }),
    ruleQuestion('dryRunTriesTheLaunch', 'Does a dry run find a disk that is too small?', (calls) => {
      const call = callsOf(calls, 'RunInstances').find(({ input }) => hasAny(input, 'BlockDeviceMappings'))
      return call?.error && (call.error.code === 'DryRunOperation' ? 'does-not' : 'tries')
    }),
  ],
  play: asked(async (live) => {
    const { ec2 } = live.clients
    const tried = (more: Partial<RunInstancesCommandInput>) =>
      answered(ec2.send(new RunInstancesCommand({ ...one(live), DryRun: true, ...more })))
    await tried({ NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: live.built.subnet }] })
    await tried({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 1 } }] })
  }),
}

const one = ({ built }: LiveWorld, Version = '$Default') => ({
  MinCount: 1,
  MaxCount: 1,
  SubnetId: built.subnet,
  LaunchTemplate: { LaunchTemplateId: built.template, Version },
})

export const spotTemplate: LiveStep = {
  name: 'On-Demand over a Spot template',
  says: 'One instance from a version with Spot options, by a request that says On-Demand.',
  minutes: 3,
  questions: [
    ruleQuestion(
      'onDemandOverSpotTemplate',
      'Does MarketType on-demand clear the Spot options of a template?',
      (calls) => {
        const run = firstOf(calls, 'RunInstances')
        if (!run) return undefined
        return textAt(run.answer, 'Instances', 0, 'InstanceLifecycle') === 'spot' ? 'keeps-spot' : 'on-demand'
      },
    ),
    ruleQuestion('instanceKnownAfter', 'How soon is a launched instance described?', (calls) =>
      secondsUntil(
        firstOf(calls, 'RunInstances'),
        calls,
        ({ operation, error }) => operation === 'DescribeInstances' && error === undefined,
      ),
    ),
  ],
  play: asked(async (live) => {
    const { ec2 } = live.clients
    const { LaunchTemplateVersion } = await ec2.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateId: live.built.template,
        SourceVersion: '$Default',
        LaunchTemplateData: { InstanceMarketOptions: { MarketType: 'spot' } },
      }),
    )
    const Version = String(LaunchTemplateVersion?.VersionNumber)
    const request = { ...one(live, Version), InstanceMarketOptions: { MarketType: 'on-demand' as const } }
    const answer = await answered(ec2.send(new RunInstancesCommand(request)))
    const id = isRefused(answer) ? undefined : answer.Instances?.[0]?.InstanceId
    if (id === undefined) return
    await until(live, { what: 'the instance', everyMs: SOON_MS, atMostMs: minutes(2) }, async () => {
      const described = await answered(ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] })))
      return isRefused(described) ? undefined : described
    })
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
  }),
}

export const parameter: LiveStep = {
  name: 'a parameter that holds an image',
  says: 'PutParameter of the data type aws:ec2:image, and when it is read back.',
  minutes: 1,
  questions: [
    ruleQuestion('imageParameterValidatedAfter', 'How soon has an image parameter its new value?', (calls) => {
      const put = firstOf(calls, 'PutParameter')
      return secondsUntil(
        put,
        calls,
        ({ operation, answer }) =>
          operation === 'GetParameter' && textAt(answer, 'Parameter', 'Version') === textAt(put?.answer, 'Version'),
      )
    }),
  ],
  play: asked(async (live) => {
    const { ssm } = live.clients
    const { Version } = await ssm.send(
      new PutParameterCommand({ Name: PARAMETER, Value: live.images.good, Overwrite: true }),
    )
    await until(live, { what: 'the new value', everyMs: SOON_MS, atMostMs: minutes(3) }, async () => {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: PARAMETER }))
      return Parameter?.Version === Version ? true : undefined
    })
  }),
}

/** The minute of a schedule is as fine as AWS takes it; two of them leave time to write it. */
const AHEAD = minutes(2)

export const schedule: LiveStep = {
  name: 'a scheduled action',
  says: 'A scheduled action in two minutes that raises the maximum by one.',
  minutes: 5,
  questions: [
    ruleQuestion('scheduledUpToLate', 'How late is a scheduled action?', (calls) => {
      const [put] = callsOf(calls, 'PutScheduledUpdateGroupAction')
      const due = Date.parse(textAt(put?.input, 'StartTime'))
      const done = groupsSeen(calls).find(({ value }) => value.maximum === usual.MaxSize + 1)
      return done && !Number.isNaN(due) ? Math.max(0, secondsBetween(due, done.from)) : undefined
    }),
  ],
  play: asked(async (live) => {
    const { autoScaling } = live.clients
    const name = { AutoScalingGroupName: NAME, ScheduledActionName: NAME }
    const due = Math.ceil((live.clock.now() + AHEAD) / minutes(1)) * minutes(1)
    await autoScaling.send(
      new PutScheduledUpdateGroupActionCommand({ ...name, StartTime: new Date(due), MaxSize: usual.MaxSize + 1 }),
    )
    await pause(live, Math.max(0, due - live.clock.now() - SOON_MS))
    await until(live, { what: 'the scheduled action', everyMs: live.pollMs, atMostMs: minutes(5) }, async () =>
      (await groupNow(live)).MaxSize === usual.MaxSize + 1 ? true : undefined,
    )
    await answered(autoScaling.send(new DeleteScheduledActionCommand(name)))
  }),
}

/** The activities since the desired capacity was lowered, as they were listed last. */
function preventedIn(calls: readonly RecordedCall[]): readonly unknown[] {
  const began = callsOf(calls, 'SetDesiredCapacity')[0]?.at ?? 0
  const last = callsOf(calls, 'DescribeScalingActivities').at(-1)
  return listAtPath(last?.answer, 'Activities').filter((one) => Date.parse(textAt(one, 'StartTime')) >= began - SOON_MS)
}

export const protection: LiveStep = {
  name: 'scaling in over protected instances',
  says: 'All instances are protected, and the desired capacity goes down by one.',
  minutes: 4,
  questions: [
    ruleQuestion(
      'protectedScaleInRepeats',
      'Is a scale-in that protection prevents an activity once, or each minute?',
      (calls) => {
        const count = preventedIn(calls).length
        return count === 0 ? undefined : count === 1 ? 'once' : 'every-minute'
      },
    ),
    {
      asks: 'Which activity comes of a scale-in that protection prevents?',
      shown: (calls) => {
        const [first] = preventedIn(calls)
        return first === undefined
          ? undefined
          : `${textAt(first, 'StatusCode')}: ${textAt(first, 'StatusMessage') || textAt(first, 'Description')}`
      },
    },
  ],
  play: asked(async (live) => {
    const { autoScaling } = live.clients
    const group = { AutoScalingGroupName: NAME }
    const InstanceIds = [...inServiceOf(await groupNow(live))]
    await autoScaling.send(new SetInstanceProtectionCommand({ ...group, InstanceIds, ProtectedFromScaleIn: true }))
    await autoScaling.send(new SetDesiredCapacityCommand({ ...group, DesiredCapacity: 1 }))
    for (let look = 0; look < 3; look += 1) {
      await pause(live, minutes(1))
      await autoScaling.send(new DescribeScalingActivitiesCommand({ ...group, MaxRecords: 20 }))
    }
  }),
}
