import { expect, test } from 'vitest'
import { NEW_IMAGE, web } from '../../simulator/scenes/web.ts'
import { golden, simulated } from '../scenario.ts'

test('a good image is rolled over the fleet, and green means so', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  const job = await aws.job()

  expect(job.exit).toBe(0)
  expect(job.outputs).toMatchObject({
    outcome: 'succeeded',
    fleet: 'new',
    'failure-code': '',
    'instances-replaced': '6',
  })
  expect(aws.account.truth('web').filter(({ lifecycle }) => lifecycle === 'InService')).toHaveLength(6)
  for (const instance of aws.account.truth('web').filter(({ lifecycle }) => lifecycle === 'InService'))
    expect(instance).toMatchObject({ imageId: NEW_IMAGE, version: 8, healthyIn: ['web'] })
  expect(aws.account.nextLaunch('web')).toMatchObject({ version: 8, imageId: NEW_IMAGE })
  expect(job.writes.map(({ operation }) => operation)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
  await golden(import.meta.url, 'good image', aws, [job])
})
