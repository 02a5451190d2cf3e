/** The whole: an account behind HTTP, its gates in order, its world moved by the clock. */
import { readFile } from 'node:fs/promises'
import { AutoScaling, type AutoScalingClientConfig } from '@aws-sdk/client-auto-scaling'
import { EC2 } from '@aws-sdk/client-ec2'
import { STS } from '@aws-sdk/client-sts'
import { afterEach, describe, expect, test } from 'vitest'
import { denied, lost, throttled } from '../../aws/gate/faults.ts'
import type { SimulatorServer } from '../../aws/server.ts'
import { type SimulateOptions, simulateAws } from '../../aws/simulate.ts'
import { Account } from '../../aws/world/account.ts'
import { Agenda } from '../../aws/world/agenda.ts'
import { standingKey } from '../../aws/world/credentials.ts'
import { virtualClock } from '../../clock.ts'

const T0 = Date.parse('2026-11-21T03:00:00Z')
const open: SimulatorServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

/** Two instances on version 1, and version 2 with a new image; served, with clients for it. */
async function scene(
  options: Partial<SimulateOptions> = {},
  credentials: AutoScalingClientConfig['credentials'] = standingKey,
) {
  const account = new Account({ agenda: new Agenda(T0) })
  account.image({ id: 'ami-1' })
  account.image({ id: 'ami-2' })
  account.template({ id: 'lt-1', name: 'web', versions: [{ ImageId: 'ami-1' }, { ImageId: 'ami-2' }] })
  account.group({ name: 'web', template: { id: 'lt-1', version: '1' }, desired: 2 })
  const clock = virtualClock(account.agenda)
  const server = await simulateAws({ account, clock, ...options })
  open.push(server)
  const config = { region: 'eu-west-1', endpoint: server.url, maxAttempts: 1, ...(credentials && { credentials }) }
  return { account, clock, server, autoScaling: new AutoScaling(config), ec2: new EC2(config), sts: new STS(config) }
}

const REFRESH = {
  AutoScalingGroupName: 'web',
  DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } },
  Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 },
}

test('a refresh that is started over HTTP goes on as the clock does, and every service sees it', async () => {
  const { autoScaling, ec2, clock, account, server } = await scene()
  const { InstanceRefreshId } = await autoScaling.startInstanceRefresh(REFRESH)
  await clock.sleep(3_600_000)
  const { InstanceRefreshes } = await autoScaling.describeInstanceRefreshes({ AutoScalingGroupName: 'web' })
  expect(InstanceRefreshes).toMatchObject([{ InstanceRefreshId, Status: 'Successful' }])
  const InstanceIds = account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ id }) => id)
  const { Reservations } = await ec2.describeInstances({ InstanceIds })
  expect(Reservations?.flatMap(({ Instances }) => Instances?.map(({ ImageId }) => ImageId))).toEqual(['ami-2', 'ami-2'])
  expect(server.journal.unknown).toEqual([])
  expect(server.journal.bugs).toEqual([])
})

test('the world is moved to the clock’s time before a call, by whatever clock', async () => {
  let now = T0
  const { account, autoScaling } = await scene({ clock: { now: () => now, sleep: async () => {} } })
  now += 90_000
  await autoScaling.describeAutoScalingGroups({})
  expect(account.agenda.now).toBe(now)
})

describe('the gates', () => {
  test('a key that the account does not know is refused, one that ran out too', async () => {
    const stranger = await scene({}, { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' })
    await expect(stranger.autoScaling.startInstanceRefresh(REFRESH)).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    })
    const key = {
      accessKeyId: 'ASIA1',
      secretAccessKey: 'x',
      sessionToken: 't',
      expiresAt: T0 + 1,
      arn: 'arn',
      userId: 'u',
    }
    const { account, clock, ec2 } = await scene({}, { accessKeyId: 'ASIA1', secretAccessKey: 'x', sessionToken: 't' })
    account.credentials.add(key)
    await expect(ec2.describeImages({ ImageIds: ['ami-1'] })).resolves.toMatchObject({ Images: [{ ImageId: 'ami-1' }] })
    await clock.sleep(1)
    await expect(ec2.describeImages({ ImageIds: ['ami-1'] })).rejects.toMatchObject({ name: 'RequestExpired' })
  })

  test('what the policy does not grant is refused in the name of who calls', async () => {
    const policy = { Statement: [{ Effect: 'Allow', Action: 'autoscaling:Describe*', Resource: '*' }] }
    const { autoScaling, sts, account } = await scene({ policy })
    await autoScaling.describeAutoScalingGroups({})
    const { Arn } = await sts.getCallerIdentity({})
    await expect(autoScaling.startInstanceRefresh(REFRESH)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(`User: ${Arn} is not authorized to perform: autoscaling:StartInstanceRefresh`),
    })
    expect(account.truth('web').every(({ version }) => version === 1)).toBe(true)
  })

  test('the documented policy lets a refresh start; without RunInstances it does not', async () => {
    const text = await readFile(new URL('../../../docs/iam-policy.json', import.meta.url), 'utf8')
    const names = { REGION: 'eu-west-1', ACCOUNT: '123456789012', GROUP: 'web', INSTANCE_ROLE: 'web', TEMPLATE: 'lt-1' }
    const filled = Object.entries(names).reduce(
      (so, [name, value]) => so.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), value),
      text,
    )
    const policy: { Statement: { Action: string | string[] }[] } = JSON.parse(filled)
    await expect((await scene({ policy })).autoScaling.startInstanceRefresh(REFRESH)).resolves.toBeDefined()
    const Statement = policy.Statement.filter(({ Action }) => Action !== 'ec2:RunInstances')
    await expect(
      (await scene({ policy: { Statement } })).autoScaling.startInstanceRefresh(REFRESH),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'You are not authorized to use launch template: lt-1',
    })
  })

  test('AWS’s model is checked before the world is asked', async () => {
    const { autoScaling } = await scene()
    const Preferences = { MinHealthyPercentage: 150 }
    await expect(autoScaling.startInstanceRefresh({ AutoScalingGroupName: 'none', Preferences })).rejects.toMatchObject(
      {
        message: expect.stringContaining("Value '150' at 'preferences.minHealthyPercentage'"),
      },
    )
  })

  test('faults strike first of all', async () => {
    const { autoScaling, account } = await scene({
      faults: [
        { on: { operation: 'StartInstanceRefresh', nth: 1 }, what: throttled },
        { on: { operation: 'StartInstanceRefresh', nth: 2 }, what: denied },
        { on: { operation: 'StartInstanceRefresh', nth: 3 }, what: lost },
      ],
    })
    await expect(autoScaling.startInstanceRefresh(REFRESH)).rejects.toMatchObject({ name: 'Throttling' })
    await expect(autoScaling.startInstanceRefresh(REFRESH)).rejects.toMatchObject({ name: 'AccessDenied' })
    expect(account.groups.get('web')?.refreshes.active).toBeUndefined()
    await expect(autoScaling.startInstanceRefresh(REFRESH)).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(autoScaling.startInstanceRefresh(REFRESH)).rejects.toMatchObject({
      name: 'InstanceRefreshInProgressFault',
    })
  })

  test('throttling is off unless it is wanted', async () => {
    const looks = async (throttled: boolean) => {
      const { autoScaling, server } = await scene({ throttled })
      for (let i = 0; i < 101; i++) await autoScaling.describeAutoScalingGroups({}).catch(() => undefined)
      return server.journal.entries.filter(({ outcome }) => outcome === 'Throttling').length
    }
    expect(await looks(false)).toBe(0)
    expect(await looks(true)).toBe(1)
  })
})
