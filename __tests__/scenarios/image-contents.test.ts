/** What is in the image: plan and summary say where it was made from, whose it is, and what Amazon Inspector found. */
import { describe, expect, test } from 'vitest'
import type { Gate } from '../../simulator/aws/call.ts'
import { AwsError } from '../../simulator/aws/error.ts'
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

describe('the chain of images that it was made from', () => {
  const [base, root] = ['ami-0ba5e000000000001', 'ami-0a1a5000000000002']
  const here = 'eu-west-1'
  const planned = async (
    images: readonly ImageSpec[],
    options: Parameters<typeof simulated>[1] = {},
  ): Promise<readonly [summary: string, calls: number]> => {
    await using aws = await simulated((agenda) => web(agenda), options)
    for (const image of images) aws.account.image(image)
    const job = await aws.job({ inputs: { mode: 'plan' } })
    expect(job.outputs).toMatchObject({ outcome: 'planned' })
    return [job.summary, aws.journal.entries.filter(({ operation }) => operation === 'DescribeImages').length]
  }
  const made = { id: NEW_IMAGE, source: { id: base, region: here } }
  const chain: readonly ImageSpec[] = [
    made,
    { id: base, source: { id: root, region: here } },
    { id: root, ownerId: '111111111111', ownerAlias: 'amazon', public: true },
  ]

  test('to AWS’s own, with two more calls; none where EC2 names no source', async () => {
    const [plain, calls] = await planned([])
    expect(plain).not.toContain('made from')
    const [summary, more] = await planned(chain)
    expect(summary).toContain(`made from ${base}, which was made from ${root} (AWS’s own, or of AWS Marketplace)`)
    expect(more).toBe(calls + 2)
  })

  test.each<[what: string, images: readonly ImageSpec[], says: string]>([
    ['that was registered from a snapshot', [made, { id: base }], `made from ${base} (EC2 names no source of that)`],
    ['that is gone', [made], `made from ${base} (which this account does not see any more)`],
    [
      'of another Region',
      [made, { id: base, source: { id: root, region: 'us-east-1' } }],
      `made from ${base}, which was made from ${root} of us-east-1,`,
    ],
  ])('to one %s', async (_, images, says) => {
    expect((await planned(images))[0]).toContain(says)
  })

  test('that cannot be read fails nothing, and is said to be unknown', async () => {
    const gate: Gate = async (call, next) => {
      if (call.operation === 'DescribeImages' && JSON.stringify(call.input).includes(base))
        throw new AwsError('UnauthorizedOperation', 'no')
      return next()
    }
    const [summary] = await planned(chain, { gate })
    expect(summary).toContain(`made from ${base} (whose own source could not be read)`)
  })
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
