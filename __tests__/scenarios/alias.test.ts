/** An alias is never a trap: whatever happens to a rollout, the next scale-out launches an image that has proved itself. */
import { describe, expect, test } from 'vitest'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
import { golden, minutes, type Simulated } from '../scenario.ts'

const broken = cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')
const tag = (aws: Simulated) =>
  aws.group.tags.get('ami-rollout:alias')?.value.replace(/ run=9000000001\/\d until=.*/, '')
const saved = (aws: Simulated) => aws.group.configuration.template.version

describe.each(['$Latest', '$Default'] as const)('a group on %s', (alias) => {
  const name = alias.slice(1)

  test('success: the new image is launched, and the alias comes back where it leads to it', async () => {
    await using aws = await briefly((agenda) => web(agenda, { version: alias }))
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
    // $Default still means the old version, so the number stays and the tag remembers the alias.
    expect([saved(aws), tag(aws)]).toEqual(alias === '$Latest' ? ['$Latest', undefined] : ['8', '$Default'])
    await golden(import.meta.url, `${name} success`, aws, [job])
  })

  test('failed: the old image is launched', async () => {
    await using aws = await briefly((agenda) => web(agenda, { version: alias, behaviour: broken }))
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    // The bad version is deleted first, so $Latest means the old one; $Default still does.
    expect([saved(aws), tag(aws)]).toEqual([alias, undefined])
    await golden(import.meta.url, `${name} failed`, aws, [job])
  })

  test('cancelled: rolled back, and the old image is launched', async () => {
    await using aws = await briefly((agenda) => web(agenda, { version: alias }))
    const job = await aws.job({ cancelAt: minutes(4) })
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({ outcome: 'cancelled', 'failure-code': 'cancelled' })
    aws.pass(minutes(30))
    expect(aws.group.refreshes.all[0]?.status).toBe('RollbackSuccessful')
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    expect(saved(aws)).toMatch(/^(7|\$Default)$/)
    await golden(import.meta.url, `${name} cancelled`, aws, [job])
  })

  test('killed: the group is pinned to the old version, and a rerun takes the rollout up and gives the alias back', async () => {
    await using aws = await briefly((agenda) => web(agenda, { version: alias }))
    const first = await aws.job({ killAt: minutes(4) })
    expect(first.exit).toBeUndefined()
    expect([saved(aws), tag(aws)]).toEqual(['7', alias])
    // AWS launches from the refresh's own configuration while it lasts, from the saved one as soon as it ends badly.
    const second = await aws.job({ attempt: 2 })
    expect(second.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(aws.group.refreshes.all).toHaveLength(1)
    expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
    expect([saved(aws), tag(aws)]).toEqual(alias === '$Latest' ? ['$Latest', undefined] : ['8', '$Default'])
    await golden(import.meta.url, `${name} killed`, aws, [first, second])
  })
})

test('$Default with set-default-version: the default is moved first, so the alias comes back', async () => {
  await using aws = await briefly((agenda) => web(agenda, { version: '$Default' }))
  const job = await aws.job({ inputs: { 'set-default-version': 'true' } })
  expect(job.outputs['outcome']).toBe('succeeded')
  expect([saved(aws), tag(aws)]).toEqual(['$Default', undefined])
  expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
  await golden(import.meta.url, 'Default moved', aws, [job])
})

test('somebody makes a newer version meanwhile: $Latest is not given back to an image that nobody proved', async () => {
  await using aws = await briefly((agenda) => {
    const account = web(agenda, { version: '$Latest' })
    agenda.after(minutes(3), () =>
      account.templates.all[0]?.createVersion({ data: { ImageId: OLD_IMAGE }, sourceVersion: '7' }, agenda.now),
    )
    return account
  })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect([saved(aws), tag(aws)]).toEqual(['8', '$Latest'])
  expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
  await golden(import.meta.url, 'Latest moved by somebody', aws, [job])
})
