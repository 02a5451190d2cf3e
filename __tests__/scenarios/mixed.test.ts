/** Mixed instances policies: several launch templates, several architectures, weights; the policy itself is never lost. */
import { expect, test } from 'vitest'
import { ARM_NEW_IMAGE, ARM_OLD_IMAGE, ARM_TEMPLATE, mixed } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { golden, type Simulated, simulated } from '../scenario.ts'

const both = `${NEW_IMAGE}\n${ARM_NEW_IMAGE}`
const inputs = { image: both }
const images = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
const saved = ({ group }: Simulated) => [
  group.configuration.template.version,
  group.configuration.mixed?.overrides[1]?.template?.version,
]

test('two architectures, an image each: one new version for each template, and the policy as it was', async () => {
  await using aws = await simulated((agenda) => mixed(agenda))
  const before = aws.group.configuration.mixed
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({
    outcome: 'succeeded',
    fleet: 'new',
    'launch-template-id': `${TEMPLATE},${ARM_TEMPLATE}`,
    'launch-template-version': '8,4',
    'previous-launch-template-version': '7,3',
    'image-id': `${NEW_IMAGE},${ARM_NEW_IMAGE}`,
    'previous-image-id': `${OLD_IMAGE},${ARM_OLD_IMAGE}`,
    'instances-replaced': '6',
  })
  expect(new Set(images(aws))).toEqual(new Set([NEW_IMAGE, ARM_NEW_IMAGE]))
  expect(saved(aws)).toEqual(['8', '4'])
  expect(aws.group.configuration.mixed?.distribution).toEqual(before?.distribution)
  await golden(import.meta.url, 'two architectures', aws, [job])
})
