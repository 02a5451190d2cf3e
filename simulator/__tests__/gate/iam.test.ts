/** Whether a policy allows a call. */
import { describe, expect, test } from 'vitest'
import type { Call } from '../../aws/call.ts'
import type { TemplateFacts } from '../../aws/gate/permissions.ts'
import type { call } from './calls.ts'
import { allow, GROUP, PRINCIPAL, plain, under } from './policies.ts'

const START = { input: { AutoScalingGroupName: 'web' } }
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
    expect((await under(statements, asked(resolved), { template: named })).split(' ')[0]).toBe(expected)
  })
})

describe('SendCommand', () => {
  const [mine, other] = ['i-0000000000000000a', 'i-0000000000000000b']
  const part = {
    service: 'SSM',
    operation: 'SendCommand',
    input: { DocumentName: 'AWS-RunShellScript', InstanceIds: [mine, other] },
  }
  const document = allow('ssm:SendCommand', 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript')
  const instance = allow('ssm:SendCommand', `*:instance/${mine}`)

  test('without the document the call is refused', async () => {
    expect(await under([instance], part)).toContain('AccessDeniedException 400')
  })

  test('an instance that is not granted is passed on as refused', async () => {
    const seen: unknown[] = []
    const passedOn = (altered: Call | undefined) => seen.push(altered?.refused)
    expect(await under([document, instance], part, { passedOn })).toBe('ok')
    expect(seen).toEqual([[other]])
  })
})
