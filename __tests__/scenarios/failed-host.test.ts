/**
 * A host of EC2 that fails takes its instances along: the load balancer calls them unhealthy, EC2's system status check is
 * impaired, and Auto Scaling replaces them. By AWS's text that is AWS's to repair, so it decides nothing about the image.
 */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import { neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { failHost } from '../../simulator/aws/world/host-failure.ts'
import type { GroupSpec } from '../../simulator/aws/world/specification.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { type Job, minutes, type Simulated, START, seconds, simulated } from '../scenario.ts'

const running = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
const turnedAfter = ({ writes }: Job) =>
  (writes.find(({ operation }) => operation === 'RollbackInstanceRefresh')?.at ?? Infinity) - START

/** The hosts of so many new instances fail together, at each of these moments. */
function onFailingHosts(
  {
    at,
    together = 1,
    forSeconds,
  }: { readonly at: readonly number[]; readonly together?: number; readonly forSeconds?: number },
  different: Web = {},
) {
  const fail = (account: Account) => {
    const fresh = [...account.ec2Instances.values()].filter(
      ({ launchInfo, lifecycle, hostFailure }) =>
        launchInfo.imageId === NEW_IMAGE && lifecycle === 'InService' && hostFailure === undefined,
    )
    for (const { id } of fresh.slice(0, together)) failHost(account, id, forSeconds)
  }
  return simulated((agenda) => {
    const account = web(agenda, different)
    for (const moment of at) agenda.after(moment, () => fail(account))
    return account
  })
}

const alone: Partial<GroupSpec> = { targetGroups: [], healthCheckType: 'EC2', healthCheckGracePeriod: 0 }
const ec2: Partial<GroupSpec> = { healthCheckType: 'EC2' }
const inputs = { 'poll-interval': '30s', 'bake-time': '10m' }
/** Three instances are launched in minutes 0, 2 and 5, and baked from minute 8 on. */
const three = (group: Partial<GroupSpec>, rules: Web['rules'] = {}): Web => ({ group: { desired: 3, ...group }, rules })
const oneByOne = { at: [minutes(3), minutes(8), minutes(14)] }

describe('a good image is not taken back', () => {
  // "A few minutes" is all that AWS says of how long it lets an instance be impaired: three here, or five.
  test.each<[string, Parameters<typeof onFailingHosts>[0], Web, Readonly<Record<string, string>>?]>([
    ['without a load balancer', oneByOne, three(alone, { impairedFor: 300 })],
    ['EC2 health checks', oneByOne, three(ec2, { impairedFor: 300 })],
    ['EC2 health checks, status checks that say so at once', oneByOne, three(ec2, { statusCheckAfter: 5 })],
    // One that ends would be enough to go back.
    ['ELB health checks', oneByOne, three({}), { 'poll-interval': '15s', 'max-launch-failures': '1' }],
    ['the hosts of all fail together', { at: [minutes(10)], together: 3 }, three(ec2)],
    ['hosts that work again', { ...oneByOne, forSeconds: 100 }, three(ec2)],
  ])('hosts fail, %s', async (_, failures, different, more) => {
    await using aws = await onFailingHosts(failures, different)
    expect((await aws.job({ inputs: { ...inputs, ...more } })).outputs).toMatchObject({
      outcome: 'succeeded',
      fleet: 'new',
    })
    expect(running(aws)).toEqual(Array(3).fill(NEW_IMAGE))
  })
})

// The refresh bakes from minute 37 to minute 47.
test('hosts that fail together are replaced one after the other, and a hook keeps each for half an hour', async () => {
  const hook = { name: 'drain', transition: 'terminating', heartbeatTimeout: 1800 } as const
  await using aws = await onFailingHosts({ at: [minutes(42)], together: 2 }, three({ ...ec2, hooks: [hook] }))
  const { outputs } = await aws.job({ inputs })
  expect(outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(running(aws)).toEqual(Array(3).fill(NEW_IMAGE))
})

test('hosts that failed and are not replaced, since the group is told not to: said, and the image is left', async () => {
  await using aws = await onFailingHosts({ at: [minutes(10)] }, three(ec2))
  aws.group.suspend('ReplaceUnhealthy')
  const { outputs, log } = await aws.job({ inputs })
  expect(outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'instances-died', fleet: 'new' })
  expect(log.join('\n')).toContain('that is EC2’s own fault, not the image’s')
  expect(running(aws)).toEqual(Array(3).fill(NEW_IMAGE))
  expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
})

describe('a bad image is taken back all the same, and as soon', () => {
  test.each<[string, Web]>([
    ['EC2 health checks', three(ec2)],
    ['ELB health checks', three({})],
  ])('%s', async (_, different) => {
    await using calm = await onFailingHosts({ at: [] }, { ...different, behaviour: neverHealthy() })
    const usual = turnedAfter(await calm.job())
    await using aws = await onFailingHosts({ at: [seconds(90)] }, { ...different, behaviour: neverHealthy() })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect(job.outputs['failure-code']).toMatch(/^(target-health|instances-died)$/)
    // Its first instance says nothing: the next one has to show it.
    expect(turnedAfter(job) - usual).toBeLessThan(minutes(4))
    expect(running(aws)).toEqual(Array(3).fill(OLD_IMAGE))
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  })
})
