/** An image that is one of several in a place: a member of a parameter's JSON, or a build of a manifest. */
import { describe, expect, test } from 'vitest'
import { ARM_NEW_IMAGE, mixed } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { briefly, seldomPolled } from '../brief.ts'
import { simulated } from '../scenario.ts'

const IMAGES = JSON.stringify({ web: NEW_IMAGE, worker: OLD_IMAGE, secret: 'hunter2' })

describe('a member of a parameter’s JSON', () => {
  const holding = (value: string) =>
    simulated((agenda) => {
      const account = web(agenda)
      account.parameter('/images', value)
      return account
    })

  test('is the image', async () => {
    await using aws = await holding(IMAGES)
    const job = await aws.job({ inputs: { image: 'ssm:/images#web' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE })
    expect(job.log.join('\n')).toContain('from ssm:/images version 1, member web')
  })

  test.each([
    ['ssm:/images#db', IMAGES, /no member db.*web, worker(, | and )secret/s],
    ['ssm:/images#web', NEW_IMAGE, /is no JSON object/],
    ['ssm:/images#secret', IMAGES, /is no image id/],
    ['ssm:/images', IMAGES, /is no image id/],
  ])('%s where there is none: refused, and no value is shown', async (image, value, says) => {
    await using aws = await holding(value)
    const job = await aws.job({ inputs: { image } })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    expect(job.log.join('\n')).toMatch(says)
    expect(job.log.join('\n')).not.toContain('hunter2')
    expect(job.writes).toEqual([])
  })
})

describe('a build of Packer’s manifest', () => {
  const build = (name: string, id: string) => ({
    name,
    builder_type: 'amazon-ebs',
    artifact_id: `eu-west-1:${id}`,
    packer_run_uuid: 'run-1',
  })
  const manifest = JSON.stringify({
    builds: [build('web', NEW_IMAGE), build('old', OLD_IMAGE)],
    last_run_uuid: 'run-1',
  })
  const files = { 'm.json': manifest }

  test.each(['web', 'amazon-ebs.web'])('named %s is the image', async (name) => {
    await using aws = await seldomPolled((agenda) => web(agenda))
    const job = await aws.job({ inputs: { image: `packer:m.json#${name}` }, files })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE })
  })

  test.each([
    ['packer:m.json#db', 'invalid-input', /no build db in its last run, only amazon-ebs.web, amazon-ebs.old/],
    ['packer:m.json#', 'invalid-input', /must name a build/],
    ['packer:m.json', 'preflight', /packer:m.json#NAME.*web, old/],
  ])('%s is refused, with the names', async (image, code, says) => {
    await using aws = await seldomPolled((agenda) => web(agenda))
    const job = await aws.job({ inputs: { image }, files })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': code })
    expect(job.log.join('\n')).toMatch(says)
    expect(job.writes).toEqual([])
  })
})

describe('one for each architecture', () => {
  const parts = { intel: NEW_IMAGE, arm: ARM_NEW_IMAGE }
  const builds = Object.entries(parts).map(([name, id]) => ({
    name,
    builder_type: 'amazon-ebs',
    artifact_id: `eu-west-1:${id}`,
    packer_run_uuid: 'run-1',
  }))
  const files = { 'm.json': JSON.stringify({ builds, last_run_uuid: 'run-1' }) }

  test.each(['ssm:/images', 'packer:m.json'])('as members of %s', async (place) => {
    await using aws = await briefly((agenda) => {
      const account = mixed(agenda, { version: '$Latest', armVersion: '$Latest' })
      account.parameter('/images', JSON.stringify(parts), { dataType: 'text' })
      return account
    })
    const job = await aws.job({ inputs: { image: `${place}#intel\n${place}#arm` }, files })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8,4' })
    expect(new Set(aws.account.truth('web').map(({ imageId }) => imageId))).toEqual(new Set(Object.values(parts)))
  })
})
