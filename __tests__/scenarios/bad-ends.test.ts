/** Red means so: every end but the one asked for fails the job, and says what stands. */
import { expect, test } from 'vitest'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { hours } from '../brief.ts'
import { golden, minutes, simulated } from '../scenario.ts'

/** One instance is protected, and AWS is told to wait for it: it waits an hour, then gives up. */
const oneProtected = (agenda: Agenda) => {
  const account = web(agenda)
  account.groups.get('web')?.protect(
    account
      .truth('web')
      .slice(0, 1)
      .map(({ id }) => id),
    true,
  )
  return account
}
const wait = { 'scale-in-protected-instances': 'wait' }

const inService = (images: readonly { readonly lifecycle: string; readonly imageId: string }[]) =>
  images.filter(({ lifecycle }) => lifecycle === 'InService').map(({ imageId }) => imageId)

test('AWS gives up (Failed) and on-failure is leave: red, nothing undone, nothing hidden', async () => {
  await using aws = await simulated(oneProtected)
  const job = await aws.job({ inputs: { ...wait, ...hours, 'on-failure': 'leave', timeout: '2h' } })
  expect(aws.group.refreshes.all[0]?.status).toBe('Failed')
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'mixed', 'failure-code': 'aws-failed' })
  await golden(import.meta.url, 'refresh failed', aws, [job])
})

test('AWS rolls back by itself after its hour: watched to its end, and red', async () => {
  await using aws = await simulated(oneProtected)
  const job = await aws.job({ inputs: { ...wait, ...hours, timeout: '3h' } })
  expect(aws.group.refreshes.all[0]?.status).toBe('RollbackSuccessful')
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'aws-failed' })
  expect(job.writes.map(({ operation }) => operation)).not.toContain('RollbackInstanceRefresh')
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  await golden(import.meta.url, 'AWS rolled back by itself', aws, [job])
})

test('somebody rolls it back: watched to its end, and red', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda)
    agenda.after(minutes(5), () => account.groups.get('web')?.rollbackRefresh())
    return account
  })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'aws-failed' })
  expect(inService(aws.account.truth('web'))).toEqual(Array(6).fill(OLD_IMAGE))
  await golden(import.meta.url, 'somebody rolled back', aws, [job])
})

test('somebody rolls it back that AWS would not roll back by itself: then it was somebody, and the summary says whom to ask', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda)
    agenda.after(minutes(5), () => account.groups.get('web')?.rollbackRefresh())
    return account
  })
  const job = await aws.job({ inputs: { 'on-failure': 'leave' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'aws-failed' })
  expect(job.summary).toContain('which this job did not ask for: somebody else did')
  expect(job.summary).toContain('CloudTrail: RollbackInstanceRefresh')
})

test('somebody cancels it: their decision, red, nothing undone', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda)
    agenda.after(minutes(5), () => account.groups.get('web')?.cancelRefresh())
    return account
  })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'mixed', 'failure-code': 'cancelled-elsewhere' })
  expect(job.writes.map(({ operation }) => operation)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
  expect(new Set(inService(aws.account.truth('web')))).toEqual(new Set([OLD_IMAGE, NEW_IMAGE]))
  await golden(import.meta.url, 'cancelled by somebody else', aws, [job])
})

test('somebody deletes the new version when the last instance has been launched: red, since the group can launch no other', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda)
    agenda.after(minutes(13), () => account.templates.all[0]?.deleteVersion(8))
    return account
  })
  const job = await aws.job()
  expect(inService(aws.account.truth('web'))).toEqual(Array(6).fill(NEW_IMAGE))
  expect(() => aws.account.nextLaunch('web')).toThrow()
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'new', 'failure-code': 'aws-failed' })
  expect(job.writes.map(({ operation }) => operation)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
  await golden(import.meta.url, 'new version deleted', aws, [job])
})

test('the second of two target groups never finds the new image healthy: no capacity there, so back it goes', async () => {
  await using aws = await simulated((agenda) =>
    web(agenda, { behaviour: neverHealthy('api'), secondTargetGroup: 'api', group: { healthCheckType: 'EC2' } }),
  )
  const job = await aws.job()
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(inService(aws.account.truth('web'))).toEqual(Array(6).fill(OLD_IMAGE))
  for (const { healthyIn } of aws.account.truth('web')) expect(healthyIn).toEqual(['web', 'api'])
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  await golden(import.meta.url, 'second target group never healthy', aws, [job])
})

test.each(['cancel', 'leave'] as const)('time is up and on-failure is %s', async (wish) => {
  await using aws = await simulated(oneProtected)
  const job = await aws.job({ inputs: { ...wait, 'on-failure': wish, timeout: '20m' } })
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'mixed', 'failure-code': 'timeout' })
  expect(aws.group.refreshes.all[0]?.status).toBe(wish === 'cancel' ? 'Cancelled' : 'InProgress')
  await golden(import.meta.url, `time is up ${wish}`, aws, [job])
})
