/**
 * The simulator reads the schemas that the SDK packages export. Their format is no promised API: this test pins it, so
 * that an update of the SDK that changes it fails here, by name, and not somewhere in a scenario.
 */
import {
  InstanceRefreshInProgressFault$,
  RefreshPreferences$,
  RefreshStrategy,
  ScaleInProtectedInstances,
  StandbyInstances,
  StartInstanceRefresh$,
} from '@aws-sdk/client-auto-scaling'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect, test } from 'vitest'
import { LIMITS } from '../../aws/gate/limits.ts'
import { requiredMembers } from '../../aws/wire/schema.ts'
import { modelOf, type ServiceModel } from '../../aws/wire/service.ts'
import { autoScaling, classicElb, clients, cloudWatch, ec2, elb, operation, ssm, sts } from './models.ts'

test('an operation is [9, namespace, name, traits, input, output]', () => {
  expect(StartInstanceRefresh$.slice(0, 4)).toEqual([9, 'com.amazonaws.autoscaling', 'StartInstanceRefresh', 0])
  expect(StartInstanceRefresh$).toHaveLength(6)
})

test('an error is [-3, …] and carries its wire code and status', () => {
  expect(InstanceRefreshInProgressFault$[0]).toBe(-3)
  expect(InstanceRefreshInProgressFault$[3]).toMatchObject({ awsQueryError: ['InstanceRefreshInProgress', 400] })
})

test('a structure is [3, namespace, name, traits, members, schemas, number of required members]', () => {
  expect(RefreshPreferences$[0]).toBe(3)
  expect(RefreshPreferences$[4]).toContain('MinHealthyPercentage')
  expect(requiredMembers(NormalizedSchema.of(RefreshPreferences$))).toEqual([])
  expect(requiredMembers(operation(autoScaling, 'StartInstanceRefresh').input)).toEqual(['AutoScalingGroupName'])
})

test('each client says its protocol, version and namespace', () => {
  const said = [autoScaling, ec2, elb, sts].map(({ id, protocol, version, xmlns }) => ({
    id,
    protocol,
    version,
    xmlns,
  }))
  expect(said).toEqual([
    {
      id: 'Auto Scaling',
      protocol: 'aws.protocols#awsQuery',
      version: '2011-01-01',
      xmlns: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    },
    {
      id: 'EC2',
      protocol: 'aws.protocols#ec2Query',
      version: '2016-11-15',
      xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15',
    },
    {
      id: 'Elastic Load Balancing v2',
      protocol: 'aws.protocols#awsQuery',
      version: '2015-12-01',
      xmlns: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    },
    {
      id: 'STS',
      protocol: 'aws.protocols#awsQuery',
      version: '2011-06-15',
      xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
    },
  ])
})

test('each client of a JSON service says its target; the classic balancer shares everything with its successor but the version', () => {
  expect([cloudWatch, ssm].map(({ id, protocol, target }) => ({ id, protocol, target }))).toEqual([
    { id: 'CloudWatch', protocol: 'aws.protocols#awsJson1_0', target: 'GraniteServiceVersion20100801' },
    { id: 'SSM', protocol: 'aws.protocols#awsJson1_1', target: 'AmazonSSM' },
  ])
  expect(classicElb).toMatchObject({
    id: 'Elastic Load Balancing',
    protocol: elb.protocol,
    version: '2012-06-01',
    xmlns: 'http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/',
  })
})

test('the errors of Auto Scaling have the wire codes and statuses that AWS documents', () => {
  const errors = [...autoScaling.errors.values()].map(({ name, code, status }) => `${name} ${code} ${status}`)
  expect(errors).toEqual(
    expect.arrayContaining([
      'ActiveInstanceRefreshNotFoundFault ActiveInstanceRefreshNotFound 400',
      'AlreadyExistsFault AlreadyExists 400',
      'InstanceRefreshInProgressFault InstanceRefreshInProgress 400',
      'InvalidNextToken InvalidNextToken 400',
      'IrreversibleInstanceRefreshFault IrreversibleInstanceRefresh 400',
      'LimitExceededFault LimitExceeded 400',
      'ResourceContentionFault ResourceContention 500',
      'ResourceInUseFault ResourceInUse 400',
      'ScalingActivityInProgressFault ScalingActivityInProgress 400',
      'ServiceLinkedRoleFailure ServiceLinkedRoleFailure 500',
    ]),
  )
})

test('a package without schemas is refused', () => {
  expect(() => modelOf({}, clients.ec2)).toThrow('EC2: the SDK package exports no operation schemas')
})

test('each limit is of a structure and a member that the SDK has', () => {
  for (const model of [autoScaling, cloudWatch, ec2, ssm, sts]) {
    const names = memberNames(model)
    for (const key of Object.keys(LIMITS[model.id] ?? {})) expect(names, `${model.id} ${key}`).toContain(key)
  }
})

test('the closed sets are the SDK’s', () => {
  const sets = {
    'StartInstanceRefreshType.Strategy': RefreshStrategy,
    'RefreshPreferences.ScaleInProtectedInstances': ScaleInProtectedInstances,
    'RefreshPreferences.StandbyInstances': StandbyInstances,
  }
  for (const [key, values] of Object.entries(sets)) {
    const rule = LIMITS['Auto Scaling']?.[key]
    expect(Object.values(values).flatMap((value) => rule?.broken(value) ?? ['no rule'])).toEqual([])
    const count = rule?.all.join().split(', ').length
    expect(count, key).toBe(Object.values(values).length)
  }
})

/** `Structure.Member` and `*.Member` of all that the inputs of a service reach. */
function memberNames(model: ServiceModel): Set<string> {
  const names = new Set<string>()
  const visit = (schema: NormalizedSchema): void => {
    if (schema.isListSchema()) visit(schema.getValueSchema())
    if (!schema.isStructSchema()) return
    for (const [name, member] of schema.structIterator()) {
      const key = `${schema.getName()}.${name}`
      if (names.has(key)) continue
      names.add(key).add(`*.${name}`)
      visit(member)
    }
  }
  for (const { input } of model.operations.values()) visit(input)
  return names
}
