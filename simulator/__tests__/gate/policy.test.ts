import { describe, expect, test } from 'vitest'
import { decide, policyOf } from '../../aws/gate/policy.ts'

const GROUP = 'arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:uuid:autoScalingGroupName/web'
const start = { action: 'autoscaling:StartInstanceRefresh', resource: GROUP }
const allow = (part: object) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...part })
const deny = (part: object) => ({ ...allow(part), Effect: 'Deny' })

describe('a right', () => {
  test.each<[what: string, statements: object[], decision: string]>([
    ['that no statement grants', [], 'not-allowed'],
    ['granted by name', [allow({ Action: 'autoscaling:StartInstanceRefresh' })], 'allowed'],
    ['granted in another case', [allow({ Action: 'AutoScaling:startinstancerefresh' })], 'allowed'],
    ['granted by a wildcard', [allow({ Action: ['ec2:*', 'autoscaling:Start*'] })], 'allowed'],
    ['of another name', [allow({ Action: 'autoscaling:StartInstance' })], 'not-allowed'],
    ['on the group', [allow({ Resource: GROUP })], 'allowed'],
    [
      'on the group by wildcards',
      [allow({ Resource: ['arn:x', 'arn:aws:autoscaling:*:?:autoScalingGroup:*:autoScalingGroupName/web'] })],
      'allowed',
    ],
    ['on another group', [allow({ Resource: GROUP.replace('web', 'api') })], 'not-allowed'],
    ['on a group in another case', [allow({ Resource: GROUP.replace('web', 'Web') })], 'not-allowed'],
    ['denied and granted', [allow({}), deny({ Action: 'autoscaling:*' })], 'explicitly-denied'],
    ['denied elsewhere', [allow({}), deny({ Resource: 'arn:other' })], 'allowed'],
  ])('%s', (_what, Statement, decision) => {
    expect(decide(policyOf({ Version: '2012-10-17', Statement }), start)).toBe(decision)
  })

  test('a dot in a pattern is a dot', () => {
    const policy = policyOf({ Statement: allow({ Resource: 'a.c' }) })
    expect([decide(policy, { ...start, resource: 'a.c' }), decide(policy, { ...start, resource: 'abc' })]).toEqual([
      'allowed',
      'not-allowed',
    ])
  })
})

describe('a condition', () => {
  const pass = {
    action: 'iam:PassRole',
    resource: 'arn:role',
    context: { 'iam:PassedToService': 'ec2.amazonaws.com', 'ec2:LaunchTemplate': 'arn:lt/lt-1' },
  }
  test.each<[operator: string, key: string, values: string | string[], decision: string]>([
    ['StringEquals', 'iam:PassedToService', 'ec2.amazonaws.com', 'allowed'],
    ['StringEquals', 'iam:PassedToService', ['ecs.amazonaws.com', 'ec2.amazonaws.com'], 'allowed'],
    ['StringEquals', 'iam:PassedToService', 'ec2.*', 'not-allowed'],
    ['StringLike', 'iam:PassedToService', 'ec2.*', 'allowed'],
    ['ArnLike', 'ec2:LaunchTemplate', 'arn:lt/*', 'allowed'],
    ['ArnEquals', 'ec2:LaunchTemplate', 'arn:lt/lt-2', 'not-allowed'],
    ['StringEquals', 'aws:RequestedRegion', 'eu-west-1', 'not-allowed'],
  ])('%s of %s', (operator, key, values, decision) => {
    expect(decide(policyOf({ Statement: [allow({ Condition: { [operator]: { [key]: values } } })] }), pass)).toBe(
      decision,
    )
  })

  test.each<[what: string, keys: readonly string[], decision: string]>([
    ['all of them among the policy’s', ['a', 'b'], 'allowed'],
    ['one of them', ['b'], 'allowed'],
    ['a foreign one beside them', ['a', 'team'], 'not-allowed'],
    ['a foreign one', ['team'], 'not-allowed'],
    ['none at all', [], 'allowed'],
  ])('ForAllValues: a request with %s', (_what, keys, decision) => {
    const Condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }
    const tagging = { action: 'autoscaling:CreateOrUpdateTags', resource: GROUP, context: { 'aws:TagKeys': keys } }
    expect(decide(policyOf({ Statement: [allow({ Condition })] }), tagging)).toBe(decision)
  })

  test('without a set operator a key with many values grants nothing', () => {
    const policy = policyOf({ Statement: [allow({ Condition: { StringEquals: { 'aws:TagKeys': 'a' } } })] })
    expect(decide(policy, { ...start, context: { 'aws:TagKeys': ['a'] } })).toBe('not-allowed')
  })

  test('all conditions must hold', () => {
    const Condition = {
      StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com', 'ec2:LaunchTemplate': 'arn:other' },
    }
    expect(decide(policyOf({ Statement: [allow({ Condition })] }), pass)).toBe('not-allowed')
  })
})

describe('what would not be evaluated is not loaded', () => {
  test.each<[statement: unknown, message: string]>([
    [{ Effect: 'Allow', NotAction: '*', Resource: '*' }, 'the policy uses NotAction'],
    [allow({ Condition: { NumericLessThan: { a: '1' } } }), 'the policy uses NumericLessThan'],
    [allow({ Condition: { toString: { a: '1' } } }), 'the policy uses toString'],
    [allow({ Resource: `arn:\${aws:username}` }), 'Resource holds the variable'],
    [allow({ Action: [1] }), 'Action holds something that is no text'],
    [{ Effect: 'Allow', Action: '*' }, 'Resource holds something that is no text'],
    [allow({ Effect: 'allow' }), 'Effect is "allow"'],
    ['Allow', 'a statement is no object'],
  ])('%j', (statement, message) => {
    expect(() => policyOf({ Statement: [statement] })).toThrow(message)
  })
})
