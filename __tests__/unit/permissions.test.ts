/** The permissions that carrying out a plan needs. */
import { describe, expect, test } from 'vitest'
import type { Version } from '../../src/rollout/model/launch-template.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { permissionsFor } from '../../src/rollout/plan/permissions.ts'
import {
  group,
  image,
  known,
  NEW,
  named,
  OLD,
  policy,
  refresh,
  survey,
  targetGroup,
  v7,
  version,
  whole,
} from './fixtures.ts'

const foreseen = (facts: Partial<Survey> = {}, wishes: Partial<RolloutSettings> = {}) => {
  const [found, asked] = [survey(facts), { ...policy, ...wishes }]
  return permissionsFor(plan(found, asked), { survey: found, settings: asked })
}
const on = (alias: string) => ({ group: group({ templates: [named(alias)] }), ...known({ named: named(alias) }) })

describe('the permissions', () => {
  const permissions = (use: string, ...of: Parameters<typeof foreseen>) =>
    foreseen(...of).flatMap((permission) => (permission.for === use ? [permission.action] : []))
  const saying = (data: Version['data']) => known({ saved: { ...whole(v7), data } })

  test('stand together by their use, in order, each once', () => {
    const all = foreseen(on('$Latest'))
    expect([...new Set(all.map((permission) => permission.for))]).toEqual(['reads', 'launch', 'changes', 'undo'])
    expect(all.length).toBe(new Set(all.map(({ action }) => action)).size)
    for (const [, of] of Map.groupBy(all, (permission) => permission.for))
      expect(of.map(({ action }) => action)).toEqual(of.map(({ action }) => action).toSorted())
  })

  test('changes: of the calls that are foreseen, in IAM’s words', () => {
    expect(permissions('changes', on('$Latest'))).toEqual([
      'autoscaling:CreateOrUpdateTags',
      'autoscaling:DeleteTags',
      'autoscaling:StartInstanceRefresh',
      'autoscaling:UpdateAutoScalingGroup',
      'ec2:CreateLaunchTemplateVersion',
    ])
  })

  test.each<[string, Partial<Survey>, Partial<RolloutSettings>, readonly string[]]>([
    [
      'target groups',
      {},
      {},
      [
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeTargetGroupAttributes',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
    ],
    [
      'classic load balancers',
      {
        group: group({ targetGroups: ['web-elb'] }),
        targetGroups: [{ ...targetGroup('web-elb'), balancer: 'classic' }],
      },
      {},
      [
        'elasticloadbalancing:DescribeInstanceHealth',
        'elasticloadbalancing:DescribeLoadBalancerAttributes',
        'elasticloadbalancing:DescribeLoadBalancers',
      ],
    ],
    ['neither', { group: group({ targetGroups: [] }) }, {}, []],
    [
      'alarms',
      { group: group({ targetGroups: [] }), alarms: new Map([['errors', { state: 'OK' }]]) },
      { alarms: ['errors'] },
      ['cloudwatch:DescribeAlarms'],
    ],
    [
      'an image by a parameter',
      { group: group({ targetGroups: [] }) },
      { images: [{ from: 'parameter', name: '/web' }] },
      ['ssm:GetParameter'],
    ],
    [
      'a template by a parameter',
      { group: group({ targetGroups: [] }), ...known({ parameter: { running: [] } }) },
      {},
      ['ssm:GetParameters'],
    ],
    [
      'images by an id and by a parameter',
      { group: group({ targetGroups: [] }) },
      {
        images: [
          { from: 'id', id: NEW },
          { from: 'parameter', name: '/web' },
        ],
      },
      ['ssm:GetParameter'],
    ],
  ])('looks: %s', (_, facts, wishes, extra) => {
    const always = ['autoscaling', 'ec2']
    expect(
      permissions('reads', facts, wishes).filter((action) => !always.some((one) => action.startsWith(one))),
    ).toEqual(extra)
    expect(permissions('reads', facts, wishes)).toEqual(
      expect.arrayContaining([
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:DescribeInstanceRefreshes',
        'autoscaling:DescribeLifecycleHooks',
        'autoscaling:DescribeScalingActivities',
        'ec2:DescribeImages',
        'ec2:DescribeInstanceTypes',
        'ec2:DescribeInstances',
        'ec2:DescribeLaunchTemplateVersions',
        'ec2:DescribeLaunchTemplates',
      ]),
    )
  })

  test.each<[string, Version['data'], readonly string[]]>([
    ['a template', {}, ['ec2:RunInstances']],
    ['one with tags', { TagSpecifications: [{}] }, ['ec2:CreateTags', 'ec2:RunInstances']],
    ['one with an empty list of tags', { TagSpecifications: [] }, ['ec2:RunInstances']],
    ['one with a role', { IamInstanceProfile: { Name: 'web' } }, ['ec2:RunInstances', 'iam:PassRole']],
  ])('launch: %s', (_, data, expected) => {
    expect(permissions('launch', saying(data))).toEqual(expected)
  })

  test('launch: what the version that is gone back to asks counts too', () => {
    const v6 = { ...whole(version(6, OLD)), data: { IamInstanceProfile: { Name: 'web' } } }
    const facts = known({
      versions: [v6, whole(v7)],
      target: image(OLD),
      rollbackTarget: { type: 'version', version: v6, why: 'chain' },
    })
    expect(permissions('launch', facts, { mode: 'rollback', to: 'previous', images: [] })).toEqual([
      'ec2:RunInstances',
      'iam:PassRole',
    ])
  })

  test.each([
    [
      'rollback',
      'leave',
      ['autoscaling:CancelInstanceRefresh', 'autoscaling:RollbackInstanceRefresh', 'ec2:GetConsoleOutput'],
    ],
    ['leave', 'cancel', ['autoscaling:CancelInstanceRefresh', 'ec2:GetConsoleOutput']],
    ['leave', 'leave', ['ec2:GetConsoleOutput']],
  ] as const)('undo: on-failure %s, on-cancel %s', (onFailure, onCancel, expected) => {
    expect(permissions('undo', {}, { onFailure, onCancel, failedVersion: 'keep' })).toEqual(expected)
  })

  test('undo: to delete the version that is made, if it fails', () => {
    const leave = { onFailure: 'leave', onCancel: 'leave' } as const
    expect(permissions('undo', {}, leave)).toEqual(['ec2:DeleteLaunchTemplateVersions', 'ec2:GetConsoleOutput'])
  })

  test('none where all is planned again first', () => {
    expect(foreseen({ refreshes: [refresh('InProgress')] }, { onConflict: 'replace' })).toEqual([])
  })
})
