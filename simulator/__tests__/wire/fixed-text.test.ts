/** Requests and answers as fixed text, written down by hand: codec and SDK cannot agree on an error here. */
import { describe, expect, test } from 'vitest'
import { AwsError } from '../../aws/error.ts'
import { awsQuery, ec2Query } from '../../aws/wire/protocol-query.ts'
import { readQuery } from '../../aws/wire/query.ts'
import { autoScaling, ec2, elb, operation } from './models.ts'

const AT = new Date('2026-11-21T03:00:00.500Z')

describe('a captured request is read', () => {
  test('StartInstanceRefresh with a launch template and every kind of preference', () => {
    const form =
      'Action=StartInstanceRefresh&Version=2011-01-01&AutoScalingGroupName=g&Strategy=Rolling' +
      '&DesiredConfiguration.LaunchTemplate.LaunchTemplateId=lt-1&DesiredConfiguration.LaunchTemplate.Version=4' +
      '&Preferences.MinHealthyPercentage=100&Preferences.CheckpointPercentages.member.1=50' +
      '&Preferences.CheckpointPercentages.member.2=100&Preferences.CheckpointDelay=60&Preferences.SkipMatching=true' +
      '&Preferences.AutoRollback=true&Preferences.AlarmSpecification.Alarms.member.1=x' +
      '&Preferences.MaxHealthyPercentage=110&Preferences.BakeTime=5'
    expect(
      readQuery(operation(autoScaling, 'StartInstanceRefresh').input, new URLSearchParams(form), 'awsQuery'),
    ).toEqual({
      AutoScalingGroupName: 'g',
      Strategy: 'Rolling',
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' } },
      Preferences: {
        MinHealthyPercentage: 100,
        CheckpointPercentages: [50, 100],
        CheckpointDelay: 60,
        SkipMatching: true,
        AutoRollback: true,
        AlarmSpecification: { Alarms: ['x'] },
        MaxHealthyPercentage: 110,
        BakeTime: 5,
      },
    })
  })

  test('a mixed instances policy with templates of its own in the overrides', () => {
    const at = 'DesiredConfiguration.MixedInstancesPolicy.LaunchTemplate'
    const form =
      'Action=StartInstanceRefresh&Version=2011-01-01&AutoScalingGroupName=g' +
      `&${at}.LaunchTemplateSpecification.LaunchTemplateId=lt-1&${at}.LaunchTemplateSpecification.Version=4` +
      `&${at}.Overrides.member.1.InstanceType=m5.large` +
      `&${at}.Overrides.member.2.LaunchTemplateSpecification.LaunchTemplateId=lt-2`
    const input = readQuery(operation(autoScaling, 'StartInstanceRefresh').input, new URLSearchParams(form), 'awsQuery')
    expect(input['DesiredConfiguration']).toEqual({
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '4' },
          Overrides: [{ InstanceType: 'm5.large' }, { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-2' } }],
        },
      },
    })
  })

  test('ten items of a list stay in the order of their numbers', () => {
    const items = Array.from({ length: 10 }, (_, i) => `AutoScalingGroupNames.member.${10 - i}=g${10 - i}`).join('&')
    const { input } = operation(autoScaling, 'DescribeAutoScalingGroups')
    expect(readQuery(input, new URLSearchParams(items), 'awsQuery')['AutoScalingGroupNames']).toEqual(
      Array.from({ length: 10 }, (_, i) => `g${i + 1}`),
    )
  })

  test('an empty list of awsQuery is an empty list', () => {
    const { input } = operation(autoScaling, 'DescribeAutoScalingGroups')
    expect(readQuery(input, new URLSearchParams('AutoScalingGroupNames='), 'awsQuery')).toEqual({
      AutoScalingGroupNames: [],
    })
  })

  test('EC2: CreateLaunchTemplateVersion with the token that the SDK adds', () => {
    const form =
      'Action=CreateLaunchTemplateVersion&Version=2016-11-15&LaunchTemplateData.ImageId=ami-1&ClientToken=7c9e6679' +
      '&LaunchTemplateId=lt-1&SourceVersion=3&VersionDescription=d'
    expect(
      readQuery(operation(ec2, 'CreateLaunchTemplateVersion').input, new URLSearchParams(form), 'ec2Query'),
    ).toEqual({
      LaunchTemplateData: { ImageId: 'ami-1' },
      ClientToken: '7c9e6679',
      LaunchTemplateId: 'lt-1',
      SourceVersion: '3',
      VersionDescription: 'd',
    })
  })

  test('EC2: flattened lists, filters, and names that differ from the members', () => {
    const instances = new URLSearchParams('ImageId.1=ami-1&Filter.1.Name=tag:a&Filter.1.Value.1=x&Filter.1.Value.2=y')
    expect(readQuery(operation(ec2, 'DescribeImages').input, instances, 'ec2Query')).toEqual({
      ImageIds: ['ami-1'],
      Filters: [{ Name: 'tag:a', Values: ['x', 'y'] }],
    })
    const versions = new URLSearchParams('LaunchTemplateId=lt-1&LaunchTemplateVersion.1=$Latest')
    expect(readQuery(operation(ec2, 'DescribeLaunchTemplateVersions').input, versions, 'ec2Query')).toEqual({
      LaunchTemplateId: 'lt-1',
      Versions: ['$Latest'],
    })
    const modify = new URLSearchParams('LaunchTemplateId=lt-1&SetDefaultVersion=4')
    expect(readQuery(operation(ec2, 'ModifyLaunchTemplate').input, modify, 'ec2Query')).toEqual({
      LaunchTemplateId: 'lt-1',
      DefaultVersion: '4',
    })
  })

  test('ELB: targets by number', () => {
    const form = new URLSearchParams('TargetGroupArn=arn&Targets.member.1.Id=i-1&Targets.member.1.Port=80')
    expect(readQuery(operation(elb, 'DescribeTargetHealth').input, form, 'awsQuery')).toEqual({
      TargetGroupArn: 'arn',
      Targets: [{ Id: 'i-1', Port: 80 }],
    })
  })
})

describe('an answer is written as AWS writes it', () => {
  test('Auto Scaling: a result inside a response, lists by member', () => {
    const output = {
      InstanceRefreshes: [
        {
          InstanceRefreshId: 'r-1',
          Status: 'InProgress',
          StartTime: AT,
          PercentageComplete: 50,
          Preferences: { CheckpointPercentages: [1, 50], SkipMatching: true },
          StatusReason: 'a < b & "c"',
        },
      ],
    }
    const reply = awsQuery.answer(
      { model: autoScaling, operation: operation(autoScaling, 'DescribeInstanceRefreshes'), requestId: 'id-1' },
      output,
    )
    expect(reply.body).toBe(
      '<DescribeInstanceRefreshesResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">' +
        '<DescribeInstanceRefreshesResult><InstanceRefreshes><member>' +
        '<InstanceRefreshId>r-1</InstanceRefreshId><Status>InProgress</Status>' +
        '<StatusReason>a &lt; b &amp; &quot;c&quot;</StatusReason>' +
        '<StartTime>2026-11-21T03:00:00.500Z</StartTime><PercentageComplete>50</PercentageComplete>' +
        '<Preferences><CheckpointPercentages><member>1</member><member>50</member></CheckpointPercentages>' +
        '<SkipMatching>true</SkipMatching></Preferences>' +
        '</member></InstanceRefreshes></DescribeInstanceRefreshesResult>' +
        '<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DescribeInstanceRefreshesResponse>',
    )
    expect(reply.status).toBe(200)
  })

  test('an operation without output has its metadata only', () => {
    const reply = awsQuery.answer(
      { model: autoScaling, operation: operation(autoScaling, 'UpdateAutoScalingGroup'), requestId: 'id-2' },
      {},
    )
    expect(reply.body).toBe(
      '<UpdateAutoScalingGroupResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">' +
        '<UpdateAutoScalingGroupResult/><ResponseMetadata><RequestId>id-2</RequestId></ResponseMetadata>' +
        '</UpdateAutoScalingGroupResponse>',
    )
  })

  test('EC2: no wrapper, camel case, lists by item', () => {
    const output = {
      Reservations: [
        { Instances: [{ InstanceId: 'i-1', LaunchTime: AT, State: { Code: 16, Name: 'running' as const } }] },
      ],
    }
    expect(
      ec2Query.answer({ model: ec2, operation: operation(ec2, 'DescribeInstances'), requestId: 'id-3' }, output).body,
    ).toBe(
      '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><requestId>id-3</requestId>' +
        '<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>' +
        '<instanceState><code>16</code><name>running</name></instanceState>' +
        '<launchTime>2026-11-21T03:00:00.500Z</launchTime></item></instancesSet></item></reservationSet>' +
        '</DescribeInstancesResponse>',
    )
  })

  test('errors: modelled by their wire code, in the envelope of each dialect', () => {
    const busy = new AwsError('InstanceRefreshInProgressFault', 'blocks <this>')
    expect(awsQuery.refuse(autoScaling, busy, 'id-4')).toMatchObject({
      status: 400,
      body:
        '<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error><Type>Sender</Type>' +
        '<Code>InstanceRefreshInProgress</Code><Message>blocks &lt;this&gt;</Message></Error>' +
        '<RequestId>id-4</RequestId></ErrorResponse>',
    })
    const missing = new AwsError('InvalidAMIID.NotFound', "The image id '[ami-1]' does not exist")
    expect(ec2Query.refuse(ec2, missing, 'id-5')).toMatchObject({
      status: 400,
      body:
        '<Response><Errors><Error><Code>InvalidAMIID.NotFound</Code>' +
        "<Message>The image id '[ami-1]' does not exist</Message></Error></Errors><RequestID>id-5</RequestID></Response>",
    })
  })

  test('a 5xx error is the receiver’s fault', () => {
    const contention = new AwsError('ResourceContentionFault', 'pending')
    expect(awsQuery.refuse(autoScaling, contention, 'id-6')).toMatchObject({
      status: 500,
      body: expect.stringContaining('<Type>Receiver</Type><Code>ResourceContention</Code>'),
    })
  })
})
