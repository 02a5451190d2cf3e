import { describe, expect, test } from 'vitest'
import { iam } from '../../aws/gate/iam.ts'
import { policyOf } from '../../aws/gate/policy.ts'
import { type Inventory, rightsIn, type TemplateFacts } from '../../aws/gate/rights.ts'
import { call, next, outcome } from './calls.ts'

const PRINCIPAL = 'arn:aws:sts::123456789012:assumed-role/deploy/ami-rollout-1'
const GROUP = 'arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:uuid:autoScalingGroupName/web'
const plain: TemplateFacts = { id: 'lt-1', imageId: 'ami-1', securityGroupIds: ['sg-1'], taggedTypes: [] }

function inventory(template: TemplateFacts = plain): Inventory {
  return {
    accountId: '123456789012',
    group: (name) => (name === 'web' ? { arn: GROUP, tags: { team: 'shop' } } : undefined),
    instanceTags: (id): Readonly<Record<string, string>> =>
      id === 'i-1' ? { 'aws:autoscaling:groupName': 'web' } : {},
    parameterArn: (name) => `arn:aws:ssm:eu-west-1:123456789012:parameter${name}`,
    template: ({ LaunchTemplateId }) => (LaunchTemplateId === 'lt-1' ? template : undefined),
  }
}

const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
})

/** How a call fares under a policy of these statements. */
function under(statements: object[], part: Parameters<typeof call>[0], template?: TemplateFacts): Promise<string> {
  const gate = iam({
    policy: policyOf({ Statement: statements }),
    principalOf: () => PRINCIPAL,
    rights: rightsIn(inventory(template)),
  })
  return outcome(async () => gate(call(part), next))
}

const START = { input: { AutoScalingGroupName: 'web' } }
const START_WITH = {
  input: {
    AutoScalingGroupName: 'web',
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } },
  },
}

describe('the right of the call itself', () => {
  test('Auto Scaling names user, action and group', async () => {
    expect(await under([], START)).toBe(
      `AccessDenied 403 User: ${PRINCIPAL} is not authorized to perform: autoscaling:StartInstanceRefresh on resource: ${GROUP} ` +
        'because no identity-based policy allows the autoscaling:StartInstanceRefresh action',
    )
  })

  test('an explicit deny is told as one', async () => {
    const deny = { Effect: 'Deny', Action: 'autoscaling:Start*', Resource: '*' }
    expect(await under([allow('*'), deny], START)).toContain('with an explicit deny in an identity-based policy')
  })

  test('EC2 has its own code', async () => {
    const part = { service: 'EC2', operation: 'CreateLaunchTemplateVersion', input: { LaunchTemplateId: 'lt-1' } }
    expect(await under([], part)).toContain(
      `UnauthorizedOperation 403 You are not authorized to perform this operation. User: ${PRINCIPAL} is not authorized ` +
        'to perform: ec2:CreateLaunchTemplateVersion on resource: arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-1',
    )
  })

  const group = '*:autoScalingGroupName/web'
  test.each<[what: string, statement: object, part: Parameters<typeof call>[0], expected: string]>([
    ['a write on its group', allow('autoscaling:StartInstanceRefresh', group), START, 'ok'],
    ['a write on another group', allow('*', group), { input: { AutoScalingGroupName: 'api' } }, 'AccessDenied'],
    ['a write on groups of a tag', allow('*', '*', { StringEquals: { 'aws:ResourceTag/team': 'shop' } }), START, 'ok'],
    [
      'a write on groups of another tag',
      allow('*', '*', { StringEquals: { 'autoscaling:ResourceTag/team': 'bank' } }),
      START,
      'AccessDenied',
    ],
    [
      'tags by the group that they are for',
      allow('*', group),
      { operation: 'CreateOrUpdateTags', input: { Tags: [{ ResourceId: 'web' }] } },
      'ok',
    ],
    [
      'tags of two groups, one granted',
      allow('*', group),
      { operation: 'DeleteTags', input: { Tags: [{ ResourceId: 'web' }, { ResourceId: 'api' }] } },
      'AccessDenied',
    ],
    [
      'a look on everything',
      allow('autoscaling:Describe*'),
      { operation: 'DescribeInstanceRefreshes', input: START.input },
      'ok',
    ],
    [
      'a look, granted on a group only',
      allow('*', group),
      { operation: 'DescribeInstanceRefreshes', input: START.input },
      'AccessDenied',
    ],
    [
      'another region',
      allow('*', '*', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
      { ...START, region: 'us-east-1' },
      'AccessDenied',
    ],
    [
      'ELB by its prefix',
      allow('elasticloadbalancing:DescribeTargetHealth'),
      { service: 'Elastic Load Balancing v2', operation: 'DescribeTargetHealth' },
      'ok',
    ],
    [
      'the console of instances, by their ARNs',
      allow('ec2:GetConsoleOutput', 'arn:aws:ec2:*:*:instance/*'),
      { service: 'EC2', operation: 'GetConsoleOutput', input: { InstanceId: 'i-1' } },
      'ok',
    ],
    [
      'the console of an instance that is not granted',
      allow('ec2:GetConsoleOutput', 'arn:aws:ec2:*:*:instance/i-2'),
      { service: 'EC2', operation: 'GetConsoleOutput', input: { InstanceId: 'i-1' } },
      'UnauthorizedOperation',
    ],
    [
      'the console of an instance of the group, by its tag',
      allow('ec2:GetConsoleOutput', '*', { StringEquals: { 'ec2:ResourceTag/aws:autoscaling:groupName': 'web' } }),
      { service: 'EC2', operation: 'GetConsoleOutput', input: { InstanceId: 'i-1' } },
      'ok',
    ],
    [
      'the console of an instance of another group, by its tag',
      allow('ec2:GetConsoleOutput', '*', { StringEquals: { 'ec2:ResourceTag/aws:autoscaling:groupName': 'web' } }),
      { service: 'EC2', operation: 'GetConsoleOutput', input: { InstanceId: 'i-other' } },
      'UnauthorizedOperation',
    ],
    [
      'alarms, by their ARNs',
      allow('cloudwatch:DescribeAlarms', 'arn:aws:cloudwatch:*:*:alarm:web-*'),
      { service: 'CloudWatch', operation: 'DescribeAlarms', input: { AlarmNames: ['web-errors'] } },
      'ok',
    ],
    [
      'one of several alarms that is not granted',
      allow('cloudwatch:DescribeAlarms', 'arn:aws:cloudwatch:*:*:alarm:web-*'),
      { service: 'CloudWatch', operation: 'DescribeAlarms', input: { AlarmNames: ['web-errors', 'api-errors'] } },
      'AccessDeniedException',
    ],
    [
      'a parameter, by its ARN',
      allow('ssm:GetParameter', 'arn:aws:ssm:*:*:parameter/web/*'),
      { service: 'SSM', operation: 'GetParameter', input: { Name: '/web/ami' } },
      'ok',
    ],
    [
      'one of several parameters that is not granted',
      allow('ssm:GetParameters', 'arn:aws:ssm:*:*:parameter/web/*'),
      { service: 'SSM', operation: 'GetParameters', input: { Names: ['/web/ami', '/api/ami'] } },
      'AccessDeniedException',
    ],
    ['who am I, whatever the policy', allow('none:none'), { service: 'STS', operation: 'GetCallerIdentity' }, 'ok'],
  ])('%s', async (_what, statement, part, expected) => {
    expect((await under([statement], part)).split(' ')[0]).toBe(expected)
  })
})

describe('reading a template that names its image by a parameter', () => {
  const named: TemplateFacts = { ...plain, parameter: 'arn:aws:ssm:eu-west-1:123456789012:parameter/web/ami' }
  const look = allow('ec2:DescribeLaunchTemplateVersions')
  const read = allow('ssm:GetParameters', '*:parameter/web/*')
  const asked = (ResolveAlias: boolean) => ({
    service: 'EC2',
    operation: 'DescribeLaunchTemplateVersions',
    input: { LaunchTemplateId: 'lt-1', Versions: ['7'], ResolveAlias },
  })

  test.each<[what: string, statements: object[], resolved: boolean, expected: string]>([
    ['as it is written', [look], false, 'ok'],
    ['resolved, without the right to the parameter', [look], true, 'UnauthorizedOperation'],
    ['resolved', [look, read], true, 'ok'],
  ])('%s', async (_what, statements, resolved, expected) => {
    expect((await under(statements, asked(resolved), named)).split(' ')[0]).toBe(expected)
  })
})

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
    expect(await under(statements, START_WITH, template)).toBe(expected)
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
    expect(await under([run], part, withRole)).toContain('UnauthorizedOperation 403')
    expect(await under([run], part, withRole)).toContain('iam:PassRole on resource: arn:aws:iam::123456789012:role/web')
    const oldImageOnly = allow('ec2:RunInstances', ['arn:aws:ec2:eu-west-1:123456789012:*', '*::image/ami-1'])
    expect(await under([oldImageOnly], part)).toContain(
      'ec2:RunInstances on resource: arn:aws:ec2:eu-west-1::image/ami-9',
    )
    expect(await under([run], part)).toBe('ok')
  })
})
