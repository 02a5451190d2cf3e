/** `launch-template-version` where AWS itself rolls back: red, on what ran before, and the version of others stays. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { mixed } from '../../simulator/scenes/mixed.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
import { type JobOptions, minutes, type Simulated } from '../scenario.ts'

const FIRES = minutes(4)
const named = (version = '8', more: JobOptions = {}): JobOptions => ({
  ...more,
  inputs: { image: '', 'launch-template-version': version, alarms: 'errors' },
})

/** Its alarm fires on the way. Terraform has made version 8, and the group means it already. */
function alarmed(account: Account, version = '8'): Account {
  account.alarm({ name: 'errors' })
  account.agenda.after(FIRES, () => account.alarms.get('errors')?.become('ALARM'))
  account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version })
  return account
}
const onNumber = (agenda: Agenda) => alarmed(web(agenda, { newVersion: true }))
const onLatest = (agenda: Agenda) => alarmed(web(agenda, { newVersion: true }), '$Latest')

const stands = (aws: Simulated) => ({
  saved: aws.group.configuration.template.version,
  runs: [...new Set(aws.account.truth('web').map(({ version }) => version))],
  refreshes: aws.group.refreshes.all.map(({ status }) => status),
  newest: aws.account.templates.all[0]?.latestVersion,
})
const back = { saved: '7', runs: [7], refreshes: ['RollbackSuccessful'], newest: 8 }

describe.each([
  ['a group that Terraform has moved to the number', onNumber, '8'],
  ['a group on $Latest', onLatest, '$Latest'],
] as const)('%s', (_, build, version) => {
  test('an alarm of the refresh fires: back on what ran', async () => {
    await using aws = await briefly(build)
    const job = await aws.job(named(version))
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'alarm', fleet: 'previous' })
    expect(stands(aws)).toEqual(back)
    expect(job.log.join('\n')).toMatch(/The group stays on version 7/)
  })

  test('while nobody watches: back on what ran, and so the next attempt finds it', async () => {
    await using aws = await briefly(build)
    await aws.job(named(version, { killAt: minutes(3) }))
    aws.pass(minutes(60))
    expect(stands(aws)).toEqual(back)
    const check = await aws.job({ runId: '9000000002', inputs: { image: '', mode: 'check' } })
    expect(check.writes).toEqual([])
    aws.account.alarms.get('errors')?.become('OK')
    const again = await aws.job(named('8', { attempt: 2 }))
    expect(again.outputs).toMatchObject({ outcome: 'succeeded', 'previous-launch-template-version': '7' })
    expect(stands(aws).refreshes).toEqual(['Successful', 'RollbackSuccessful'])
  })
})

test('a mixed instances policy has its overrides, and the version from before', async () => {
  await using aws = await briefly((agenda) => {
    const account = mixed(agenda, { overrides: [{ instanceType: 'm5.large' }, { instanceType: 't3.medium' }] })
    account.templates.all[0]?.createVersion({ data: contents(NEW_IMAGE) }, agenda.now)
    account.alarm({ name: 'errors' })
    agenda.after(FIRES, () => account.alarms.get('errors')?.become('ALARM'))
    return account
  })
  const before = aws.group.configuration.mixed
  const job = await aws.job(named())
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'alarm', fleet: 'previous' })
  expect([stands(aws), aws.group.configuration.mixed]).toEqual([back, before])
  expect(new Set(aws.account.truth('web').map(({ imageId }) => imageId))).toEqual(new Set([OLD_IMAGE]))
})
