/** A permission that only the watch needs is missed before the first write, not after the first instances are replaced. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { documentedPolicy, type PolicyDocument } from '../../simulator/policy.ts'
import { GROUP, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { simulated } from '../scenario.ts'

const without =
  (permission: string) =>
  (account: Account): PolicyDocument => ({
    Statement: documentedPolicy(account).Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((each) => each !== permission),
    })),
  })

/** The same group behind a classic load balancer. */
function behindClassic(agenda: Agenda): Account {
  const account = web(agenda)
  const healthCheck = { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 }
  account.classicLoadBalancer({ name: 'shop', healthCheck, deregistrationDelay: 60 })
  account.group({
    name: GROUP,
    template: { id: TEMPLATE, version: '7' },
    desired: 2,
    classicLoadBalancers: ['shop'],
    healthCheckType: 'ELB',
    defaultInstanceWarmup: 60,
  })
  return account
}

const needed: readonly (readonly [string, (agenda: Agenda) => Account])[] = [
  ['elasticloadbalancing:DescribeTargetHealth', web],
  ['elasticloadbalancing:DescribeInstanceHealth', behindClassic],
  ['ec2:DescribeInstanceStatus', web],
  ['ec2:DescribeInstances', web],
  ['autoscaling:DescribeScalingActivities', web],
  ['autoscaling:DescribeInstanceRefreshes', web],
]

test.each(needed)('without %s a deploy is refused, names it, and has changed nothing', async (permission, build) => {
  await using aws = await simulated(build, { policy: without(permission) })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'access-denied', changed: 'false' })
  expect(job.writes).toEqual([])
  expect(job.log.join('\n')).toContain(permission)
})

describe('a rollback is urgent', () => {
  test.each(['ec2:DescribeInstances', 'autoscaling:DescribeScalingActivities'])(
    'without %s it is warned of, not refused',
    async (permission) => {
      await using aws = await simulated((agenda) => web(agenda, { newVersion: true }), { policy: without(permission) })
      const job = await aws.job({ inputs: { mode: 'rollback', image: '', to: '6' } })
      expect(job.outputs['outcome']).not.toBe('refused')
      expect(job.writes.map(({ operation }) => operation)).toContain('StartInstanceRefresh')
      expect(job.annotations.some(({ level, message }) => level === 'warning' && message.includes(permission))).toBe(
        true,
      )
    },
  )
})

test('a plan needs neither', async () => {
  await using aws = await simulated(web, { policy: without('autoscaling:DescribeScalingActivities') })
  const job = await aws.job({ inputs: { mode: 'plan' } })
  expect(job.outputs['outcome']).toBe('planned')
})
