/** An attempt that goes on with what an earlier one left, and other people's refreshes that never end. */
import { expect, test } from 'vitest'
import { NEW_IMAGE, web } from '../../simulator/scenes/web.ts'
import { simulated } from '../scenario.ts'

test('a rerun that takes up its own second-refresh rollback is a failed deploy, with its code, versions and images', async () => {
  await using aws = await simulated((agenda) =>
    web(agenda, {
      behaviour: { goesBadAfterSeconds: 660 },
      group: { healthCheckType: 'EC2' },
      rules: { rollbackWhileBaking: 'refused' },
    }),
  )
  const first = await aws.job({ killOn: { operation: 'StartInstanceRefresh', nth: 2, when: 'after' } })
  expect(first.exit).toBeUndefined()
  const again = await aws.job({ attempt: 2 })
  expect(again.exit).toBe(1)
  expect(again.outputs).toMatchObject({
    outcome: 'failed',
    'failure-code': 'target-health',
    fleet: 'previous',
    'launch-template-version': '8',
    'previous-launch-template-version': '7',
    'image-id': NEW_IMAGE,
  })
  expect(aws.group.configuration.template.version === '7').toBe(true)
  expect(again.writes.map(({ operation }) => operation)).toEqual(['DeleteLaunchTemplateVersions'])
  const [headline = ''] = again.summary.split('\n').filter((line) => line.startsWith('#'))
  expect(headline).toMatch(/version 7/)
  expect(headline).not.toMatch(/cancelled/i)
})

test('`on-conflict: wait` ends within one limit, however many refreshes others start', async () => {
  let started = 0
  await using aws = await simulated((agenda) => {
    const account = web(agenda)
    const group = account.groups.get('web')
    const again = () => {
      if (!group?.refreshes.active && started < 10_000) {
        group?.startRefresh({ preferences: { SkipMatching: false } })
        started += 1
      }
      agenda.after(1_000, again)
    }
    again()
    return account
  })
  const job = await aws.job({ inputs: { 'on-conflict': 'wait', timeout: '1h' } })
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'timeout' })
  const seconds = Number(job.outputs['duration-seconds'])
  expect(seconds).toBeGreaterThanOrEqual(3_590)
  expect(seconds).toBeLessThan(3_900)
  expect(started).toBeGreaterThan(2)
})

test('the plan of a pinned parameter says where the image comes from, and speaks of no alias', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda, { parameter: 'web/ami' })
    account.parameter('web/ami', NEW_IMAGE)
    return account
  })
  const job = await aws.job({ inputs: { mode: 'plan', 'ssm-template': 'pin' } })
  const log = job.log.join('\n')
  expect(log).toMatch(/with ami-\S+, which the instances run/)
  expect(log).not.toMatch(/alias/)
})
