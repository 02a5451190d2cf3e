/** Beside a tool that makes template versions of its own: what docs/beside-terraform.md says of this action. */
import { expect, test } from 'vitest'
import { dies } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { sparsely } from '../brief.ts'
import type { Simulated } from '../scenario.ts'

const theirs = Buffer.from('#!/bin/bash\nsystemctl start web --new\n').toString('base64')

/** A version with other user data, made as a tool makes it: from the newest, all that it ignores copied. */
function change({ account, agenda }: Simulated): void {
  const template = account.templates.all[0]
  const { number, description } = template?.version('$Latest') ?? {}
  template?.createVersion(
    { data: { UserData: theirs }, sourceVersion: String(number), ...(description !== undefined && { description }) },
    agenda.now,
  )
}

const userData = ({ account }: Simulated, version: string) => account.templates.all[0]?.version(version).data.UserData
const warnings = (job: Awaited<ReturnType<Simulated['job']>>) =>
  job.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)

test('a version that the group has not saved is not what a rollout starts from', async () => {
  await using aws = await sparsely((agenda) => web(agenda))
  change(aws)
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '9' })
  expect(userData(aws, '9')).toBe(userData(aws, '7'))
})

test('the image that runs already brings a saved version to the fleet, and says that there is no way back', async () => {
  await using aws = await sparsely((agenda) => web(agenda))
  change(aws)
  aws.group.update({ template: { id: TEMPLATE, version: '8' } })
  const job = await aws.job({ inputs: { image: OLD_IMAGE } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8', 'instances-replaced': '6' })
  expect(warnings(job)).toContainEqual(expect.stringContaining('a rollback would lead to the same image'))
})

test('with a new image on top, the way back leads to the saved version', async () => {
  await using aws = await sparsely((agenda) => web(agenda, { behaviour: dies(70) }))
  change(aws)
  aws.group.update({ template: { id: TEMPLATE, version: '8' } })
  const job = await aws.job({ inputs: { 'failed-version': 'keep' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'previous-launch-template-version': '8' })
  expect(userData(aws, '9')).toBe(theirs)
  expect(aws.account.nextLaunch('web').imageId).not.toBe(NEW_IMAGE)
})

test('a version that was given a copy of our marker is not ours: a rollback from it leads to the version that ran before it', async () => {
  await using aws = await sparsely((agenda) => web(agenda))
  await aws.job({ runId: '1' })
  change(aws)
  aws.group.update({ template: { id: TEMPLATE, version: '9' } })
  await aws.job({ runId: '2' })
  const back = await aws.job({ runId: '3', inputs: { mode: 'rollback', image: '' } })
  expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8', 'image-id': NEW_IMAGE })
  const check = await aws.job({ runId: '4', inputs: { mode: 'check', image: '' } })
  expect(check.outputs['outcome']).toBe('in-sync')
})

test('nor is it deleted, while ours that it was copied from stands to tell', async () => {
  await using aws = await sparsely((agenda) => web(agenda))
  await aws.job({ runId: '1' })
  change(aws)
  const images = [OLD_IMAGE, NEW_IMAGE, OLD_IMAGE, NEW_IMAGE]
  for (const [i, image] of images.entries())
    await aws.job({ runId: `${i + 2}`, inputs: { image, 'keep-launch-template-versions': '2' } })
  const fleetStatus = aws.account.templates.all[0]?.versions.map(({ number }) => number)
  expect(fleetStatus).toEqual([13, 12, 9, 8, 7, 6, 5, 4, 3, 2, 1])
})
