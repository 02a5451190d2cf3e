/** What a policy must allow besides the call itself, where a launch template is given to a group or launched. */
import { describe, expect, test } from 'vitest'
import type { TemplateFacts } from '../../aws/gate/permissions.ts'
import type { call } from './calls.ts'
import { allow, plain, under } from './policies.ts'

const START = { input: { AutoScalingGroupName: 'web' } }
const START_WITH = {
  input: {
    AutoScalingGroupName: 'web',
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } },
  },
}

describe('the hidden rights of a launch template', () => {
  const own = allow(['autoscaling:*', 'ec2:Describe*'])
  const run = allow('ec2:RunInstances')
  const tagging: TemplateFacts = { ...plain, taggedTypes: ['instance', 'volume'] }
  const withRole: TemplateFacts = { ...plain, instanceProfileName: 'web' }
  const named: TemplateFacts = { ...plain, parameter: 'arn:aws:ssm:eu-west-1:123456789012:parameter/web/ami' }
  const refused = 'AccessDenied 403 You are not authorized to use launch template: lt-1'

  test.each<[what: string, statements: object[], template: TemplateFacts, expected: string]>([
    ['RunInstances is missing', [own], plain, refused],
    ['RunInstances is enough for a plain template', [own, run], plain, 'ok'],
    [
      'RunInstances on another image only',
      [own, allow('ec2:RunInstances', ['*:launch-template/*', '*:instance/*', '*::image/ami-2'])],
      plain,
      refused,
    ],
    [
      'RunInstances, held to this template',
      [own, allow('ec2:RunInstances', '*', { ArnLike: { 'ec2:LaunchTemplate': '*/lt-1' } })],
      plain,
      'ok',
    ],
    [
      'RunInstances, held to another',
      [own, allow('ec2:RunInstances', '*', { ArnLike: { 'ec2:LaunchTemplate': '*/lt-2' } })],
      plain,
      refused,
    ],
    ['CreateTags is missing', [own, run], tagging, refused],
    [
      'CreateTags while running instances',
      [own, run, allow('ec2:CreateTags', '*', { StringEquals: { 'ec2:CreateAction': 'RunInstances' } })],
      tagging,
      'ok',
    ],
    ['CreateTags of volumes is missing', [own, run, allow('ec2:CreateTags', '*:instance/*')], tagging, refused],
    ['GetParameters is missing', [own, run], named, refused],
    ['GetParameters of the parameter', [own, run, allow('ssm:GetParameters', '*:parameter/web/*')], named, 'ok'],
    ['PassRole is missing', [own, run], withRole, refused],
    [
      'PassRole to EC2',
      [own, run, allow('iam:PassRole', '*:role/web', { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } })],
      withRole,
      'ok',
    ],
    [
      'PassRole to another service',
      [own, run, allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'ecs.amazonaws.com' } })],
      withRole,
      refused,
    ],
  ])('%s', async (_what, statements, template, expected) => {
    expect(await under(statements, START_WITH, { template })).toBe(expected)
  })

  const spec = { LaunchTemplateId: 'lt-1' }
  test.each<[what: string, part: Parameters<typeof call>[0], expected: string]>([
    ['a refresh without a desired configuration does not ask for them', START, 'ok'],
    [
      'a group that gets the template does',
      { operation: 'UpdateAutoScalingGroup', input: { AutoScalingGroupName: 'web', LaunchTemplate: spec } },
      refused,
    ],
    [
      'a group that gets another size does not',
      { operation: 'UpdateAutoScalingGroup', input: { AutoScalingGroupName: 'web', MinSize: 1 } },
      'ok',
    ],
    [
      'a mixed instances policy does',
      {
        input: {
          DesiredConfiguration: { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: spec } } },
        },
      },
      refused,
    ],
    [
      'an override with a template of its own does',
      {
        input: {
          DesiredConfiguration: {
            MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{}, { LaunchTemplateSpecification: spec }] } },
          },
        },
      },
      refused,
    ],
    [
      'a template that does not exist is the service’s business',
      { input: { DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-9' } } } },
      'ok',
    ],
  ])('%s', async (_what, part, expected) => {
    expect(await under([own], part)).toBe(expected)
  })

  test('RunInstances itself asks for all of them, in EC2’s words, for the image that is given', async () => {
    const part = {
      service: 'EC2',
      operation: 'RunInstances',
      input: { LaunchTemplate: spec, ImageId: 'ami-9', DryRun: true },
    }
    expect(await under([run], part, { template: withRole })).toContain('UnauthorizedOperation 403')
    expect(await under([run], part, { template: withRole })).toContain(
      'iam:PassRole on resource: arn:aws:iam::123456789012:role/web',
    )
    const oldImageOnly = allow('ec2:RunInstances', ['arn:aws:ec2:eu-west-1:123456789012:*', '*::image/ami-1'])
    expect(await under([oldImageOnly], part)).toContain(
      'ec2:RunInstances on resource: arn:aws:ec2:eu-west-1::image/ami-9',
    )
    expect(await under([run], part)).toBe('ok')
  })
})
