/** Nothing is lost: throttling, lost answers, refused writes, dead runners. */
import { expect, test } from 'vitest'
import { denied, expired, failed, lost, severed, throttled, unavailable } from '../../simulator/aws/gate/faults.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
import { golden, minutes, START, seconds, simulated } from '../scenario.ts'

const good = { outcome: 'succeeded', fleet: 'new' }

test('throttled in the middle: fewer looks, same end', async () => {
  const on = { from: START + minutes(3), until: START + minutes(5) }
  await using aws = await briefly((agenda) => web(agenda), { faults: [{ on, what: throttled }] })
  const job = await aws.job()
  expect(job.outputs).toMatchObject(good)
  await golden(import.meta.url, 'throttled', aws, [job])
})

test.each([
  ['500', failed],
  ['503', unavailable],
  ['cut off before the answer', severed('before-answer')],
  ['cut off in the middle of the answer', severed('mid-answer')],
] as const)('every third call meets %s: the same end, one version, one refresh', async (_, what) => {
  const nth = Array.from({ length: 200 }, (_, i) => 3 * (i + 1))
  await using aws = await briefly((agenda) => web(agenda), { faults: [{ on: { nth }, what }] })
  const job = await aws.job()
  expect(job.outputs).toMatchObject(good)
  expect(aws.group.refreshes.all).toHaveLength(1)
  expect(aws.account.templates.all[0]?.latestVersion).toBe(8)
})

test('the answer of StartInstanceRefresh is lost: the refresh is found, not started again', async () => {
  await using aws = await briefly((agenda) => web(agenda), {
    faults: [{ on: { operation: 'StartInstanceRefresh', nth: 1 }, what: lost }],
  })
  const job = await aws.job()
  expect(job.outputs).toMatchObject(good)
  expect(aws.group.refreshes.all).toHaveLength(1)
  expect(job.writes.filter(({ operation }) => operation === 'StartInstanceRefresh')).toHaveLength(1)
  await golden(import.meta.url, 'answer lost', aws, [job])
})

test('StartInstanceRefresh never arrived: looked for, then sent again', async () => {
  const faults = [{ on: { operation: 'StartInstanceRefresh', nth: 1 }, what: severed('before-answer') }]
  await using aws = await briefly((agenda) => web(agenda), { faults })
  const job = await aws.job()
  expect(job.outputs).toMatchObject(good)
  expect(aws.group.refreshes.all).toHaveLength(1)
})

test('the answer of CreateLaunchTemplateVersion is lost: asked again with the same token, one version', async () => {
  const faults = [{ on: { operation: 'CreateLaunchTemplateVersion', nth: 1 }, what: lost }]
  await using aws = await briefly((agenda) => web(agenda), { faults })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ ...good, 'launch-template-version': '8' })
  expect(aws.account.templates.all[0]?.latestVersion).toBe(8)
})

test('StartInstanceRefresh is not allowed: red, no instance touched, and it says what stands', async () => {
  await using aws = await briefly((agenda) => web(agenda), {
    faults: [{ on: { operation: 'StartInstanceRefresh' }, what: denied }],
  })
  const job = await aws.job()
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({
    outcome: 'failed',
    fleet: 'previous',
    'failure-code': 'access-denied',
    changed: 'true',
  })
  expect(aws.group.refreshes.all).toEqual([])
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  await golden(import.meta.url, 'start denied', aws, [job])
})

test('killed after StartInstanceRefresh and run again: taken up, one refresh, one version', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  const first = await aws.job({ killAt: seconds(5) })
  expect(first.exit).toBeUndefined()
  aws.pass(minutes(3))
  const second = await aws.job({ attempt: 2 })
  expect(second.outputs).toMatchObject(good)
  expect(second.writes).toEqual([])
  expect(aws.group.refreshes.all).toHaveLength(1)
  expect(aws.account.templates.all[0]?.latestVersion).toBe(8)
  await golden(import.meta.url, 'killed and run again', aws, [first, second])
})

test('the credentials expire in the middle: nothing is undone, AWS goes on, a rerun takes it up', async () => {
  const faults = [{ on: { from: START + minutes(4), until: START + minutes(6) }, what: expired }]
  await using aws = await simulated((agenda) => web(agenda), { faults })
  const first = await aws.job()
  expect(first.exit).toBe(1)
  expect(first.outputs).toMatchObject({ outcome: 'failed', fleet: 'unknown', 'failure-code': 'credentials-expired' })
  expect(aws.group.refreshes.active?.status).toBe('InProgress')
  aws.pass(minutes(3))
  const second = await aws.job({ attempt: 2 })
  expect(second.outputs).toMatchObject(good)
  expect(aws.group.refreshes.all).toHaveLength(1)
  expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
  await golden(import.meta.url, 'credentials expired', aws, [first, second])
})

test('AWS does not answer any more: contact is lost, nothing is undone, and it says that AWS goes on', async () => {
  await using aws = await briefly((agenda) => web(agenda), {
    faults: [{ on: { from: START + minutes(4) }, what: failed }],
  })
  const job = await aws.job()
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'unknown', 'failure-code': 'lost-contact' })
  expect(job.writes.map(({ operation }) => operation)).not.toContain('RollbackInstanceRefresh')
  await golden(import.meta.url, 'lost contact', aws, [job])
})

test.each([
  [
    'before it started anything',
    { operation: 'StartInstanceRefresh', when: 'before' },
    /^## ⏳ web: no instance is touched so far\n/,
    'it was ended before it started',
  ],
  ['in the middle', minutes(5), /^## ⏳ web is under way: 2 of 6 run version 8\n/, 'AWS goes on by itself'],
  ['in the bake', minutes(13), /^## ⏳ web is under way: 6 of 6 run version 8\n/, 'AWS goes on by itself'],
] as const)(
  'killed %s: the summary shows where it was, at most a minute old, and how to go on',
  async (_, when, head, says) => {
    await using aws = await simulated((agenda) => web(agenda))
    const { exit, summary } = await aws.job(typeof when === 'number' ? { killAt: when } : { killOn: when })
    expect(exit).toBeUndefined()
    expect(summary).toMatch(head)
    expect(summary).toContain(says)
    const at = Date.parse(/As of (\S+ \S+) UTC/.exec(summary)?.[1]?.replace(' ', 'T').concat('Z') ?? '')
    expect(START + (typeof when === 'number' ? when : 0) - at).toBeLessThanOrEqual(minutes(1) + seconds(1))
  },
)
