import { describe, expect, test } from 'vitest'
import type { Call } from '../../aws/call.ts'
import { constraints } from '../../aws/gate/constraints.ts'
import { autoScaling, ec2, sts } from '../wire/models.ts'
import { call, next, outcome } from './calls.ts'

const gate = constraints([autoScaling, ec2, sts])
const validated = (part: Partial<Call>) => outcome(async () => gate(call(part), next))
const withPreferences = (Preferences: object) => validated({ input: { AutoScalingGroupName: 'g', Preferences } })
const at = (path: string, value: string, demand: string) =>
  `ValidationError 400 1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${demand}`

test('the two closed sets, word for word as AWS tells them', async () => {
  expect(await withPreferences({ ScaleInProtectedInstances: '', StandbyInstances: '' })).toBe(
    "ValidationError 400 2 validation errors detected: Value '' at 'preferences.scaleInProtectedInstances' failed to satisfy " +
      'constraint: Member must satisfy enum value set: [Ignore, Wait, Refresh]; ' +
      "Value '' at 'preferences.standbyInstances' failed to satisfy constraint: " +
      'Member must satisfy enum value set: [Terminate, Ignore, Wait]',
  )
})

describe('the preferences of a refresh', () => {
  const DAYS_2 = 172_800
  test.each<[preferences: object, expected: string]>([
    [{ MinHealthyPercentage: 0, MaxHealthyPercentage: 100, InstanceWarmup: 0, BakeTime: 0, CheckpointDelay: 0 }, 'ok'],
    [{ MinHealthyPercentage: 100, MaxHealthyPercentage: 200, BakeTime: DAYS_2, CheckpointDelay: DAYS_2 }, 'ok'],
    [
      { MinHealthyPercentage: -1 },
      at('preferences.minHealthyPercentage', "'-1'", 'Member must have value greater than or equal to 0'),
    ],
    [
      { MinHealthyPercentage: 101 },
      at('preferences.minHealthyPercentage', "'101'", 'Member must have value less than or equal to 100'),
    ],
    [
      { MaxHealthyPercentage: 99 },
      at('preferences.maxHealthyPercentage', "'99'", 'Member must have value greater than or equal to 100'),
    ],
    [
      { MaxHealthyPercentage: 201 },
      at('preferences.maxHealthyPercentage', "'201'", 'Member must have value less than or equal to 200'),
    ],
    [
      { InstanceWarmup: -1 },
      at('preferences.instanceWarmup', "'-1'", 'Member must have value greater than or equal to 0'),
    ],
    [
      { BakeTime: DAYS_2 + 1 },
      at('preferences.bakeTime', "'172801'", 'Member must have value less than or equal to 172800'),
    ],
    [{ CheckpointPercentages: [1, 100] }, 'ok'],
    [
      { CheckpointPercentages: [0, 50] },
      at(
        'preferences.checkpointPercentages',
        "'[0, 50]'",
        'Member must satisfy constraint: [Member must have value less than or equal to 100, Member must have value greater than or equal to 1]',
      ),
    ],
    [{ AlarmSpecification: { Alarms: Array.from({ length: 10 }, () => 'a') } }, 'ok'],
    [
      { AlarmSpecification: { Alarms: Array.from({ length: 11 }, () => 'a') } },
      at(
        'preferences.alarmSpecification.alarms',
        "'[a, a, a, a, a, a, a, a, a, a, a]'",
        'Member must have length less than or equal to 10',
      ),
    ],
    [{ ScaleInProtectedInstances: 'Refresh', StandbyInstances: 'Terminate' }, 'ok'],
  ])('%j', async (preferences, expected) => {
    expect(await withPreferences(preferences)).toBe(expected)
  })
})

describe('names and sets', () => {
  const DesiredConfiguration = (member: object) => ({ AutoScalingGroupName: 'g', DesiredConfiguration: member })
  test.each<[what: string, input: Call['input'], expected: string]>([
    ['no name', {}, at('autoScalingGroupName', 'null', 'Member must not be null')],
    [
      'an empty name',
      { AutoScalingGroupName: '' },
      at('autoScalingGroupName', "''", 'Member must have length greater than or equal to 1'),
    ],
    ['a name of 255', { AutoScalingGroupName: 'g'.repeat(255) }, 'ok'],
    [
      'a name of 256',
      { AutoScalingGroupName: 'g'.repeat(256) },
      at('autoScalingGroupName', `'${'g'.repeat(256)}'`, 'Member must have length less than or equal to 255'),
    ],
    [
      'another strategy',
      { AutoScalingGroupName: 'g', Strategy: 'Fast' },
      at('strategy', "'Fast'", 'Member must satisfy enum value set: [Rolling, ReplaceRootVolume]'),
    ],
    [
      'a template’s name with a blank',
      DesiredConfiguration({ LaunchTemplate: { LaunchTemplateName: 'a b c' } }),
      at(
        'desiredConfiguration.launchTemplate.launchTemplateName',
        "'a b c'",
        'Member must satisfy regular expression pattern: [a-zA-Z0-9\\(\\)\\.\\-\\/_]+',
      ),
    ],
    [
      'the image of the second override',
      DesiredConfiguration({
        MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{ ImageId: 'ami-1' }, { ImageId: 'AMI-1' }] } },
      }),
      at(
        'desiredConfiguration.mixedInstancesPolicy.launchTemplate.overrides.2.member.imageId',
        "'AMI-1'",
        'Member must satisfy regular expression pattern: ami-[a-z0-9]{1,17}',
      ),
    ],
  ])('%s', async (_what, input, expected) => {
    expect(await validated({ input })).toBe(expected)
  })

  test('what a member of a list lacks', async () => {
    expect(await validated({ operation: 'CreateOrUpdateTags', input: { Tags: [{ Key: 'a' }, { Value: 'b' }] } })).toBe(
      at('tags.2.member.key', 'null', 'Member must not be null'),
    )
  })
})

describe('EC2 tells the first mistake, in its own words', () => {
  const template = { service: 'EC2', operation: 'CreateLaunchTemplateVersion' }
  test.each<[part: Partial<Call>, expected: string]>([
    [{ ...template, input: {} }, 'MissingParameter 400 The request must contain the parameter LaunchTemplateData'],
    [{ ...template, input: { LaunchTemplateData: {}, VersionDescription: 'd'.repeat(255) } }, 'ok'],
    [
      { ...template, input: { LaunchTemplateData: {}, VersionDescription: 'd'.repeat(256) } },
      `InvalidParameterValue 400 Value (${'d'.repeat(256)}) for parameter VersionDescription is invalid. Member must have length less than or equal to 255`,
    ],
    [
      { service: 'EC2', operation: 'DescribeInstanceTypes', input: { MaxResults: 4 } },
      'InvalidParameterValue 400 Value (4) for parameter MaxResults is invalid. Member must have value greater than or equal to 5',
    ],
  ])('%j', async (part, expected) => {
    expect(await validated(part)).toBe(expected)
  })
})

test('STS holds a role’s session to its limits', async () => {
  const input = {
    RoleArn: 'arn:aws:iam::123456789012:role/deploy',
    RoleSessionName: 'a b',
    WebIdentityToken: 'jwt.jwt',
    DurationSeconds: 899,
  }
  expect(await validated({ service: 'STS', operation: 'AssumeRoleWithWebIdentity', input })).toContain(
    '2 validation errors detected',
  )
})

test('a service without a model passes', async () => {
  expect(await validated({ service: 'SSM', operation: 'GetParameter' })).toBe('ok')
})
