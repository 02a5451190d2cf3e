/** Nothing is dropped in silence: what the SDK's schema does not know is an error, in requests and in answers. */
import { describe, expect, test } from 'vitest'
import { awsQuery } from '../../aws/wire/protocol-query.ts'
import { type Dialect, readQuery } from '../../aws/wire/query.ts'
import { WireError } from '../../aws/wire/schema.ts'
import type { ServiceModel } from '../../aws/wire/service.ts'
import { autoScaling, ec2, operation } from './models.ts'

describe('a request is refused', () => {
  test.each<[why: string, ServiceModel, string, Dialect, form: string, message: string]>([
    [
      'unknown at the top',
      autoScaling,
      'StartInstanceRefresh',
      'awsQuery',
      'AutoScalingGroup=g',
      'unknown parameter AutoScalingGroup',
    ],
    [
      'unknown in the depth',
      autoScaling,
      'StartInstanceRefresh',
      'awsQuery',
      'Preferences.Foo=1',
      'unknown parameter Preferences.Foo',
    ],
    [
      'a list without its tag',
      autoScaling,
      'DescribeAutoScalingGroups',
      'awsQuery',
      'AutoScalingGroupNames.1=g',
      'must have member.N',
    ],
    [
      'a list with a gap for a name',
      autoScaling,
      'DescribeAutoScalingGroups',
      'awsQuery',
      'AutoScalingGroupNames.member.x=g',
      'no place in a list',
    ],
    [
      'a number that is none',
      autoScaling,
      'StartInstanceRefresh',
      'awsQuery',
      'Preferences.BakeTime=5m',
      'Preferences.BakeTime is not a number: 5m',
    ],
    [
      'a boolean that is none',
      autoScaling,
      'StartInstanceRefresh',
      'awsQuery',
      'Preferences.SkipMatching=1',
      'is not a boolean: 1',
    ],
    [
      'a structure for a value',
      autoScaling,
      'StartInstanceRefresh',
      'awsQuery',
      'AutoScalingGroupName.Foo=g',
      'is a single value',
    ],
    [
      'a time that is none',
      autoScaling,
      'PutScheduledUpdateGroupAction',
      'awsQuery',
      'StartTime=soon',
      'StartTime is not a time',
    ],
    [
      'EC2’s lists with a member tag',
      ec2,
      'DescribeImages',
      'ec2Query',
      'ImageId.member.1=ami-1',
      'no place in a list',
    ],
    [
      'EC2’s member by its SDK name',
      ec2,
      'DescribeImages',
      'ec2Query',
      'ImageIds.1=ami-1',
      'unknown parameter ImageIds',
    ],
  ])('%s', (_why, model, name, dialect, form, message) => {
    const read = () => readQuery(operation(model, name).input, new URLSearchParams(form), dialect)
    expect(read).toThrow(WireError)
    expect(read).toThrow(message)
  })
})

describe('an answer is refused', () => {
  test.each<[why: string, name: string, output: object, message: string]>([
    [
      'unknown at the top',
      'StartInstanceRefresh',
      { RefreshId: 'r' },
      'StartInstanceRefresh has unknown member RefreshId',
    ],
    [
      'unknown in the depth',
      'DescribeInstanceRefreshes',
      { InstanceRefreshes: [{ Id: 'r' }] },
      'InstanceRefreshes[0] has unknown member Id',
    ],
    [
      'a required member is missing',
      'DescribeAutoScalingGroups',
      { AutoScalingGroups: [{ AutoScalingGroupName: 'g' }] },
      'AutoScalingGroups[0] lacks MinSize',
    ],
    [
      'a required list is missing',
      'DescribeAutoScalingGroups',
      {},
      'DescribeAutoScalingGroups lacks AutoScalingGroups',
    ],
    ['a number for a text', 'StartInstanceRefresh', { InstanceRefreshId: 1 }, 'InstanceRefreshId has a number'],
    [
      'a text for a number',
      'DescribeInstanceRefreshes',
      { InstanceRefreshes: [{ PercentageComplete: '50' }] },
      'PercentageComplete has a string',
    ],
    [
      'no number at all',
      'DescribeInstanceRefreshes',
      { InstanceRefreshes: [{ PercentageComplete: Number.NaN }] },
      'PercentageComplete has a number',
    ],
    [
      'a single value for a list',
      'DescribeInstanceRefreshes',
      { InstanceRefreshes: {} },
      'InstanceRefreshes is no list',
    ],
    [
      'null for a structure',
      'DescribeInstanceRefreshes',
      { InstanceRefreshes: [null] },
      'InstanceRefreshes[0] is no structure',
    ],
  ])('%s', (_why, name, output, message) => {
    const write = () =>
      awsQuery.answer({ model: autoScaling, operation: operation(autoScaling, name), requestId: 'id' }, output)
    expect(write).toThrow(WireError)
    expect(write).toThrow(message)
  })
})
