import { expect, test } from 'vitest'
import { goesBad } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { golden, minutes, simulated } from '../scenario.ts'

test('already on the image: confirmed by looking, without a single write', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  const job = await aws.job({ inputs: { image: OLD_IMAGE } })

  expect(job.exit).toBe(0)
  expect(job.writes).toEqual([])
  expect(job.outputs).toMatchObject({ outcome: 'unchanged', fleet: 'new', changed: 'false', 'instance-refresh-id': '' })
  await golden(import.meta.url, 'already on it', aws, [job])
})

test('already on the image, but not healthy: red, and nothing touched', async () => {
  // In service since the day before; the application has stopped answering a minute ago, and EC2 health checks are content.
  const oldBehaviour = goesBad(24 * 3600 - 60)
  await using aws = await simulated((agenda) => web(agenda, { oldBehaviour, group: { healthCheckType: 'EC2' } }))
  aws.pass(minutes(1))
  const job = await aws.job({ inputs: { image: OLD_IMAGE } })

  expect(job.exit).toBe(1)
  expect(job.writes).toEqual([])
  expect(job.outputs).toMatchObject({ outcome: 'failed', changed: 'false' })
  await golden(import.meta.url, 'already on it but not healthy', aws, [job])
})

test('the saved template is wrong though the instances are right: it is moved, and no instance is replaced', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda, { version: '8', newVersion: true })
    account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '7' })
    return account
  })
  const before = aws.account.truth('web').map(({ id }) => id)
  const job = await aws.job()

  expect(job.exit).toBe(0)
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'instances-replaced': '0' })
  expect(aws.account.truth('web').map(({ id }) => id)).toEqual(before)
  expect(aws.account.nextLaunch('web')).toMatchObject({ version: 8, imageId: NEW_IMAGE })
  await golden(import.meta.url, 'saved template wrong', aws, [job])
})
