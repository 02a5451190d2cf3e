import { describe, expect, test } from 'vitest'
import { inventoryOf } from '../../aws/inventory.ts'
import { Account } from '../../aws/world/account.ts'
import { Agenda } from '../../aws/world/agenda.ts'
import { T0 } from './calls.ts'

const account = new Account({ agenda: new Agenda(T0) })
account.image({ id: 'ami-1' })
account.template({
  id: 'lt-1',
  name: 'web',
  default: 2,
  versions: [
    { ImageId: 'ami-1', SecurityGroupIds: ['sg-1'], IamInstanceProfile: { Name: 'web' } },
    {
      ImageId: 'ami-2',
      NetworkInterfaces: [{ Groups: ['sg-2', 'sg-3'] }, {}],
      IamInstanceProfile: { Arn: 'arn:aws:iam::123456789012:instance-profile/path/api' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [] }, { ResourceType: 'volume' }],
    },
    {},
    { ImageId: 'resolve:ssm:/web/ami:stable' },
  ],
})
account.parameter('/web/ami', 'ami-1', { labels: ['stable'] })
account.group({ name: 'web', template: { id: 'lt-1', version: '1' }, desired: 1, tags: { team: 'shop' } })
const { group, template, parameterArn } = inventoryOf(account)

const first = { id: 'lt-1', imageId: 'ami-1', securityGroupIds: ['sg-1'], instanceProfileName: 'web', taggedTypes: [] }
const second = {
  id: 'lt-1',
  imageId: 'ami-2',
  securityGroupIds: ['sg-2', 'sg-3'],
  instanceProfileName: 'api',
  taggedTypes: ['instance', 'volume'],
}
const named = {
  id: 'lt-1',
  imageId: 'ami-1',
  parameter: 'arn:aws:ssm:eu-west-1:123456789012:parameter/web/ami',
  securityGroupIds: [],
  taggedTypes: [],
}
const bare = { id: 'lt-1', securityGroupIds: [], taggedTypes: [] }

describe('a template version', () => {
  test.each([
    ['a number', { LaunchTemplateId: 'lt-1', Version: '1' }, first],
    ['by the template’s name', { LaunchTemplateName: 'web', Version: '1' }, first],
    ['none given: the default', { LaunchTemplateId: 'lt-1' }, second],
    ['$Default', { LaunchTemplateId: 'lt-1', Version: '$Default' }, second],
    ['a number without anything in it', { LaunchTemplateId: 'lt-1', Version: '3' }, bare],
    ['$Latest, its image a parameter', { LaunchTemplateId: 'lt-1', Version: '$Latest' }, named],
    ['a version that is not there', { LaunchTemplateId: 'lt-1', Version: '9' }, undefined],
    ['a template that is not there', { LaunchTemplateId: 'lt-9' }, undefined],
    ['no template named', {}, undefined],
  ])('%s', (_what, ref, facts) => {
    expect(template(ref)).toEqual(facts)
  })
})

test('a group has its ARN and its tags', () => {
  expect(group('web')).toEqual({
    arn: expect.stringMatching(
      /^arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:.+:autoScalingGroupName\/web$/,
    ),
    tags: { team: 'shop' },
  })
  expect(group('api')).toBeUndefined()
})

test.each([
  ['/web/ami', 'arn:aws:ssm:eu-west-1:123456789012:parameter/web/ami'],
  ['/web/ami:3', 'arn:aws:ssm:eu-west-1:123456789012:parameter/web/ami'],
  ['ami', 'arn:aws:ssm:eu-west-1:123456789012:parameter/ami'],
  [
    '/aws/service/ami-amazon-linux-latest/al2023',
    'arn:aws:ssm:eu-west-1::parameter/aws/service/ami-amazon-linux-latest/al2023',
  ],
])('the parameter %s has the ARN %s', (reference, arn) => {
  expect(parameterArn(reference)).toBe(arn)
})
