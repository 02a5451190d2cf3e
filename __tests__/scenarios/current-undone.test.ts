/** `image: current` that does not come to its end, on groups of other forms, and where others write meanwhile. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { mixed } from '../../simulator/scenes/mixed.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { sparsely } from '../brief.ts'
import { type JobOptions, minutes, type Simulated } from '../scenario.ts'

const current = { image: 'current', 'min-healthy-percentage': '100', 'max-healthy-percentage': '120' }
const long = { ...current, checkpoints: '50', 'checkpoint-delay': '30m', 'hand-over': '10m' }

const stands = (aws: Simulated) => ({
  saved: aws.group.configuration.template.version,
  alias: aws.group.tags.get('ami-rollout:alias')?.value,
  refreshes: aws.group.refreshes.all.map(({ status }) => status),
})
const followsLatest = { saved: '$Latest', alias: undefined }
const kept = (aws: Simulated, before: readonly string[]) =>
  aws.account.truth('web').filter(({ id }) => before.includes(id)).length
const serving = (aws: Simulated) => aws.account.truth('web').map(({ id }) => id)

/** What is launched of the image in use from now on does not start. */
function broken(account: Account): Account {
  const image = account.images.get(OLD_IMAGE)
  if (image) account.images.set(OLD_IMAGE, { ...image, behaviour: cannotLaunch('The key pair web does not exist.') })
  return account
}
const latest = (agenda: Agenda, different: Web = {}) => web(agenda, { version: '$Latest', ...different })

describe('a group on $Latest follows it again: the version is the one that it ran before', () => {
  const ends: readonly (readonly [string, JobOptions, string])[] = [
    ['cancelled', { cancelAt: minutes(5) }, 'cancelled'],
    ['cancelled, and main killed before it could send anything', { cancelAt: minutes(5), patience: 0 }, ''],
  ]
  test.each(ends)('%s', async (_, end, outcome) => {
    await using aws = await sparsely((agenda) => latest(agenda))
    const job = await aws.job({ ...end, inputs: current })
    expect(job.outputs['outcome'] ?? '').toBe(outcome)
    aws.pass(minutes(10))
    expect(stands(aws)).toEqual({ ...followsLatest, refreshes: ['Cancelled'] })
  })

  test('launches fail', async () => {
    await using aws = await sparsely((agenda) => broken(latest(agenda)))
    const job = await aws.job({ inputs: current })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'launch-failures', fleet: 'previous' })
    expect(stands(aws)).toEqual({ ...followsLatest, refreshes: ['Cancelled'] })
  })

  test('an alarm of the refresh fires: AWS ends it, and nothing is rolled back', async () => {
    await using aws = await sparsely((agenda) => {
      const account = latest(agenda)
      account.alarm({ name: 'errors' })
      agenda.after(minutes(4), () => account.alarms.get('errors')?.become('ALARM'))
      return account
    })
    const job = await aws.job({ inputs: { ...current, alarms: 'errors' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'alarm', fleet: 'mixed' })
    expect(stands(aws)).toEqual({ ...followsLatest, refreshes: ['Failed'] })
  })

  test('handed over, and ended before the next job: confirmed', async () => {
    await using aws = await sparsely((agenda) => latest(agenda))
    const before = serving(aws)
    const first = await aws.job({ inputs: long })
    expect([first.outputs['failure-code'], stands(aws).saved]).toEqual(['handed-over', '7'])
    aws.pass(minutes(90))
    const next = await aws.job({ inputs: { ...long, 'hand-over': 'none' } })
    expect(next.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect([stands(aws), kept(aws, before)]).toEqual([{ ...followsLatest, refreshes: ['Successful'] }, 0])
  })
})

describe('two launch templates', () => {
  test('launches of one fail: stopped, and each keeps its version', async () => {
    await using aws = await sparsely((agenda) => broken(mixed(agenda)))
    const policy = aws.group.configuration.mixed
    const job = await aws.job({ inputs: current })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'launch-failures' })
    expect([stands(aws).refreshes, aws.group.configuration.mixed]).toEqual([['Cancelled'], policy])
  })

  test('killed as it is started: one refresh', async () => {
    await using aws = await sparsely((agenda) => mixed(agenda))
    const before = serving(aws)
    await aws.job({ inputs: current, killOn: { operation: 'StartInstanceRefresh', when: 'after' } })
    const job = await aws.job({ inputs: current, attempt: 2 })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect([stands(aws).refreshes, kept(aws, before)]).toEqual([['Successful'], 0])
  })
})

test('somebody makes a version meanwhile: a group on $Latest stays on its number, since nobody has tried the new one', async () => {
  await using aws = await sparsely((agenda) => {
    const account = latest(agenda)
    const [template] = account.templates.all
    agenda.after(minutes(4), () => template?.createVersion({ data: contents(NEW_IMAGE) }, agenda.now))
    return account
  })
  const job = await aws.job({ inputs: current })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'launch-template-version': '7' })
  expect(stands(aws)).toMatchObject({ saved: '7', alias: expect.stringContaining('$Latest') })
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  expect(job.log.join('\n')).toContain('The group stays on version 7: $Latest means version 8')
})
