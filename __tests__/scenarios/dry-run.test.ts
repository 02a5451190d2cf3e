/** The launch that is only tried is the one that Auto Scaling would make: what it alone brings about, or lacks in one place, refuses nothing. */
import { describe, expect, test } from 'vitest'
import type { TemplateData } from '../../simulator/aws/world/template.ts'
import { GROUP, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { simulated } from '../scenario.ts'

/** The group runs a version with these contents besides image and type. */
const running = (data: TemplateData, different: Web = {}) =>
  simulated(
    (agenda) => {
      const account = web(agenda, different)
      const whole = { ImageId: OLD_IMAGE, InstanceType: 't3.medium', ...data } as const
      account.templates.all[0]?.createVersion({ data: whole }, agenda.now)
      account.groups.get(GROUP)?.save({ id: TEMPLATE, name: 'web', version: '8' })
      return account
    },
    { inputs: { mode: 'plan' } },
  )
const planned = { outcome: 'planned', 'failure-code': '' }

test.each<[string, object]>([
  ['with a public address', { DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: ['sg-0123456789abcdef0'] }],
  ['for EFA', { DeviceIndex: 0, InterfaceType: 'efa', Groups: ['sg-0123456789abcdef0'] }],
])('a template with an interface %s: EC2 takes no subnet beside it', async (_, NetworkInterface) => {
  await using aws = await running({ NetworkInterfaces: [NetworkInterface] })
  expect((await aws.job()).outputs).toMatchObject(planned)
})

// AWS does not say whether a dry run finds a lack of room: where it does not, there is nothing to see.
describe('where a dry run finds a lack of room', () => {
  const rules = { dryRunTriesTheLaunch: 'tries' } as const

  test('a subnet without a free address: the next one is tried', async () => {
    await using aws = await running({}, { rules })
    aws.account.capacity.limit({ type: 'addresses', zone: 'eu-west-1a', limit: 0 })
    expect((await aws.job()).outputs).toMatchObject(planned)
  })

  test('a type that one zone does not offer: the next one is tried', async () => {
    await using aws = await running({}, { rules })
    for (const type of ['t3.small', 't3.micro', 't3.large', 'm5.large'])
      aws.account.capacity.withhold(type, 'eu-west-1a')
    expect((await aws.job()).outputs).toMatchObject(planned)
  })

  test('no room anywhere now: a warning, since it is no fault of the image', async () => {
    await using aws = await running({}, { rules })
    aws.account.shortage()
    const job = await aws.job()
    expect(job.outputs).toMatchObject(planned)
    expect(job.annotations.map(({ level }) => level)).toContain('warning')
  })
})
