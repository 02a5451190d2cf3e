/** What somebody who holds the deploying role would try: by AWS's SDK over HTTP, under the documented policies. */
import {
  AutoScalingClient,
  CreateOrUpdateTagsCommand,
  StartInstanceRefreshCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import {
  CreateLaunchTemplateVersionCommand,
  EC2Client,
  GetConsoleOutputCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { describe, expect, test } from 'vitest'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import { standingKey } from '../../simulator/aws/world/credentials.ts'
import { virtualClock } from '../../simulator/clock.ts'
import { documentedPolicy, type PolicyDocument, strictPolicy } from '../../simulator/policy.ts'
import { contents, GROUP, NEW_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { sparse } from '../brief.ts'
import { START, simulated } from '../scenario.ts'

const FOREIGN_IMAGE = 'ami-0ffffffffffffffff'

interface Role {
  readonly account: Account
  readonly autoScaling: AutoScalingClient
  readonly ec2: EC2Client
}

/** A group of somebody else's beside ours, an image of another account, and the role that the policy is for. */
async function held(policy: (account: Account) => PolicyDocument, attempt: (role: Role) => Promise<unknown>) {
  const agenda = new Agenda(START)
  const account = web(agenda)
  // The policy names what is there when it is written.
  const written = policy(account)
  account.template({ name: 'other', versions: [contents(NEW_IMAGE)] })
  account.group({ name: 'other', template: { name: 'other', version: '1' }, desired: 1 })
  account.image({ id: FOREIGN_IMAGE, name: 'not-ours', ownerId: '999999999999' })
  agenda.runUntil(agenda.now + 600_000)
  const aws = await simulateAws({ account, clock: virtualClock(agenda), policy: written })
  const options = {
    endpoint: aws.url,
    region: account.region,
    credentials: standingKey,
    maxAttempts: 1,
    systemClockOffset: agenda.now - Date.now(),
  }
  const role = { account, autoScaling: new AutoScalingClient(options), ec2: new EC2Client(options) }
  try {
    await attempt(role)
    return 'allowed'
  } catch (thrown) {
    return thrown instanceof Error ? thrown.name : 'unknown'
  } finally {
    await aws.close()
  }
}

const AutoScalingGroupName = GROUP
const LaunchTemplate = { LaunchTemplateId: TEMPLATE, Version: '7' }
const otherTemplate = ({ account }: Role) => account.templates.all.find(({ name }) => name === 'other')?.id ?? ''

const update = (set: object) => (role: Role) =>
  role.autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, ...set }))

describe.each([
  ['docs/iam-policy.json', documentedPolicy],
  ['docs/iam-policy-strict.json', strictPolicy],
] as const)('under %s', (_, policy) => {
  test.each<[what: string, attempt: (role: Role) => Promise<unknown>]>([
    ['the group’s launch template is saved', update({ LaunchTemplate })],
    [
      'a launch from it is tried',
      ({ ec2 }) =>
        ec2
          .send(new RunInstancesCommand({ LaunchTemplate, MinCount: 1, MaxCount: 1, DryRun: true }))
          .catch((thrown) => {
            if (thrown.name !== 'DryRunOperation') throw thrown
          }),
    ],
  ])('what a deploy needs is allowed: %s', async (_what, attempt) => {
    expect(await held(policy, attempt)).toBe('allowed')
  })

  test.each<[what: string, attempt: (role: Role) => Promise<unknown>, refusal: string]>([
    ['the group’s minimum', update({ LaunchTemplate, MinSize: 0 }), 'AccessDenied'],
    ['its maximum', update({ MaxSize: 100 }), 'AccessDenied'],
    ['its subnets', update({ VPCZoneIdentifier: 'subnet-0aaaaaaaaaaaaaaa1' }), 'AccessDenied'],
    [
      'another group',
      ({ autoScaling }) =>
        autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'other', LaunchTemplate })),
      'AccessDenied',
    ],
    [
      'a refresh of another group',
      ({ autoScaling }) => autoScaling.send(new StartInstanceRefreshCommand({ AutoScalingGroupName: 'other' })),
      'AccessDenied',
    ],
    [
      'our group from another launch template',
      (role) =>
        role.autoScaling.send(
          new UpdateAutoScalingGroupCommand({
            AutoScalingGroupName,
            LaunchTemplate: { LaunchTemplateId: otherTemplate(role), Version: '1' },
          }),
        ),
      'AccessDenied',
    ],
    [
      'a version of another launch template',
      (role) =>
        role.ec2.send(
          new CreateLaunchTemplateVersionCommand({
            LaunchTemplateId: otherTemplate(role),
            SourceVersion: '1',
            LaunchTemplateData: { ImageId: FOREIGN_IMAGE },
          }),
        ),
      'UnauthorizedOperation',
    ],
    [
      'an instance from another launch template',
      (role) =>
        role.ec2.send(
          new RunInstancesCommand({
            LaunchTemplate: { LaunchTemplateId: otherTemplate(role), Version: '1' },
            MinCount: 1,
            MaxCount: 1,
          }),
        ),
      'UnauthorizedOperation',
    ],
    [
      'a tag of somebody else’s on our group',
      ({ autoScaling }) =>
        autoScaling.send(
          new CreateOrUpdateTagsCommand({
            Tags: [{ ResourceId: GROUP, ResourceType: 'auto-scaling-group', Key: 'team', Value: 'thieves' }],
          }),
        ),
      'AccessDenied',
    ],
    [
      'the console of another group’s instance',
      ({ account, ec2 }) =>
        ec2.send(new GetConsoleOutputCommand({ InstanceId: account.groups.get('other')?.instances[0]?.id ?? '' })),
      'UnauthorizedOperation',
    ],
  ])('what a thief would try is denied: %s', async (_what, attempt, refusal) => {
    expect(await held(policy, attempt)).toBe(refusal)
  })

  test('an image of another account from our launch template: denied by the strict policy alone', async () => {
    const end = await held(policy, ({ ec2 }) =>
      ec2.send(new RunInstancesCommand({ LaunchTemplate, ImageId: FOREIGN_IMAGE, MinCount: 1, MaxCount: 1 })),
    )
    expect(end).toBe(policy === strictPolicy ? 'UnauthorizedOperation' : 'allowed')
  })
})

describe('a deploy under docs/iam-policy-strict.json', () => {
  test.each([
    ['given', 'succeeded', ''],
    ['missing', 'failed', 'access-denied'],
  ] as const)('where AWS’s own check has the condition keys %s: %s', async (launchConditionKeys, outcome, code) => {
    await using aws = await simulated((agenda) => web(agenda, { rules: { launchConditionKeys } }), {
      policy: strictPolicy,
      inputs: sparse,
    })
    const { outputs } = await aws.job()
    expect(outputs).toMatchObject({ outcome, 'failure-code': code })
    if (code !== '') expect(aws.group.refreshes.all).toEqual([])
  })
})
