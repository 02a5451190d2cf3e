/** What is in the image: plan and summary say where it was made from, whose it is, and what Amazon Inspector found. */
import { expect, test } from 'vitest'
import type { ImageSpec } from '../../simulator/aws/world/specification.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { misfits } from '../report/schema.ts'
import { simulated } from '../scenario.ts'

const scanned = (severity?: 'critical') => ({ scan: { date: '2026-11-20T03:00:00Z', ...(severity && { severity }) } })

test.each<[what: string, image: Omit<ImageSpec, 'id'>, says: readonly string[]]>([
  ['one of its own, not scanned', {}, ['owned by this account', 'not scanned by Amazon Inspector']],
  [
    'made from another, with findings',
    { source: { id: OLD_IMAGE, region: 'us-east-1' }, ...scanned('critical') },
    [`made from ${OLD_IMAGE} of us-east-1`, 'scanned by Amazon Inspector 1 d ago: highest severity critical'],
  ],
  ['scanned without findings', scanned(), ['scanned by Amazon Inspector 1 d ago: no findings']],
  ['of AWS', { ownerId: '111111111111', ownerAlias: 'amazon', public: true }, ['owned by AWS']],
])('%s', async (_, image, says) => {
  await using aws = await simulated((agenda) => web(agenda))
  aws.account.image({ id: NEW_IMAGE, ...image })
  const job = await aws.job({ inputs: { mode: 'plan', 'allowed-image-owners': 'amazon' } })
  for (const each of says) expect(job.summary).toContain(each)
  expect(job.summary).not.toContain('111111111111')
  expect(job.summary).not.toContain(aws.account.id)
  expect(misfits(JSON.parse(job.report))).toEqual([])
})

test('an image that makes the same launch template behave otherwise: said before the start', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  aws.account.image({ id: NEW_IMAGE, imdsSupport: 'v2.0', tpmSupport: 'v2.0', platformDetails: 'Ubuntu Pro' })
  const job = await aws.job({ inputs: { mode: 'plan' } })
  expect(job.outputs).toMatchObject({ outcome: 'planned' })
  expect(job.log.join('\n')).toContain(
    `differs from the one in use, ${OLD_IMAGE}: instance metadata IMDSv2 only (was not set); TPM v2.0 (was not set); billed as Ubuntu Pro (was Linux/UNIX).`,
  )
})
