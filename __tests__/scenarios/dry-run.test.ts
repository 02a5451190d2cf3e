/** The launch that is only tried is the one that Auto Scaling would make: what it alone brings about, or lacks in one place, refuses nothing. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { TemplateData } from '../../simulator/aws/world/template.ts'
import { GROUP, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { type Job, type Simulated, simulated } from '../scenario.ts'

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
const tries = ({ journal }: Simulated) => journal.of('RunInstances').map(({ outcome }) => outcome)
const planned = { outcome: 'planned', 'failure-code': '' }

test.each<[string, object]>([
  ['with a public address', { DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: ['sg-0123456789abcdef0'] }],
  ['for EFA', { DeviceIndex: 0, InterfaceType: 'efa', Groups: ['sg-0123456789abcdef0'] }],
])('a template with an interface %s: EC2 takes no subnet beside it', async (_, NetworkInterface) => {
  await using aws = await running({ NetworkInterfaces: [NetworkInterface] })
  expect((await aws.job()).outputs).toMatchObject(planned)
  // The first try is right: what is tried without a subnet shows nothing of the subnets.
  expect(tries(aws)).toEqual(['DryRunOperation'])
})

// AWS does not say whether a dry run finds a lack of room: where it does not, there is nothing to see.
describe('where a dry run finds a lack of room', () => {
  const rules = { dryRunTriesTheLaunch: 'tries' } as const
  const aboutRoom = ({ annotations }: Job) => annotations.filter(({ message }) => /trial launch/i.test(message))

  test('a subnet without a free address: the next one is tried', async () => {
    await using aws = await running({}, { rules })
    aws.account.capacity.limit({ type: 'addresses', zone: 'eu-west-1a', limit: 0 })
    const job = await aws.job()
    expect(job.outputs).toMatchObject(planned)
    expect(aboutRoom(job)).toEqual([])
    expect(tries(aws)).toEqual(['InsufficientFreeAddressesInSubnet', 'DryRunOperation'])
  })

  test('a type that one zone does not offer: the next one is tried', async () => {
    await using aws = await running({}, { rules })
    aws.account.capacity.withhold('t3.medium', 'eu-west-1a')
    const job = await aws.job()
    expect(job.outputs).toMatchObject(planned)
    expect(aboutRoom(job)).toEqual([])
    expect(tries(aws)).toEqual(['Unsupported', 'DryRunOperation'])
  })

  test.each<[string, (account: Account) => void]>([
    ['of EC2', (account) => account.shortage()],
    ['of the account’s quota', ({ capacity }) => capacity.limit({ type: 'vcpus', limit: 12 })],
  ])('no room %s anywhere now: a warning, since it is no fault of the image', async (_, runsOut) => {
    await using aws = await running({}, { rules })
    runsOut(aws.account)
    const job = await aws.job()
    expect(job.outputs).toMatchObject(planned)
    expect(aboutRoom(job).map(({ level }) => level)).toEqual(['warning'])
  })
})
