/** Green means so: what nobody judges any more, and what no instance has shown, is not called healthy. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import { impaired, initializing, losesVolume, neverHealthy, withoutData } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { type Job, minutes, type Simulated, START, simulated } from '../scenario.ts'

const ec2 = { healthCheckType: 'EC2' } as const
const running = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
const said = ({ annotations }: Job) => annotations.map(({ message }) => message).join('\n')
const meanwhile = (at: number, happens: (account: Account) => void, different: Web = {}) =>
  simulated((agenda) => {
    const account = web(agenda, different)
    agenda.after(at, () => happens(account))
    return account
  })
const back = { outcome: 'failed', fleet: 'previous' }

describe('a target group that stops judging has found nobody healthy', () => {
  test.each<[string, Web]>([
    ['a good image', {}],
    ['a bad one', { behaviour: neverHealthy(), group: ec2 }],
  ])('its listener is removed half-way, %s: not green, and the listener is named', async (_, different) => {
    await using aws = await meanwhile(
      minutes(1),
      ({ loadBalancers }) => loadBalancers.find('front')?.removeListener(80),
      different,
    )
    const job = await aws.job()
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject(back)
    expect(job.outputs['failure-code']).toMatch(/^(target-health|below-minimum)$/)
    expect(said(job)).toMatch(/Target group is not configured to receive traffic/)
    expect(said(job)).toMatch(/not the image’s doing/)
  })

  test('a zone is taken from its load balancer: the instances there get no traffic', async () => {
    await using aws = await meanwhile(minutes(1), ({ loadBalancers }) =>
      loadBalancers.find('front')?.disableZone('eu-west-1c'),
    )
    const job = await aws.job()
    expect(job.outputs).toMatchObject(back)
    expect(job.outputs['failure-code']).toMatch(/^(target-health|below-minimum)$/)
    expect(said(job)).toMatch(/Availability Zone that is not enabled/)
  })

  test('the group launches in a zone that its load balancer is not enabled in: refused before the start', async () => {
    await using aws = await simulated((agenda) => {
      const account = web(agenda)
      account.loadBalancers.find('front')?.disableZone('eu-west-1c')
      return account
    })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    expect(job.writes).toEqual([])
    expect(said(job)).toMatch(/eu-west-1c, where the load balancer front of the target group web is not enabled/)
  })

  test('one that judged nobody before, and judges nobody still, is told and not waited for', async () => {
    await using aws = await simulated((agenda) => web(agenda, { secondTargetGroup: 'api', secondBalanced: false }))
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(said(job)).toMatch(/api calls no target healthy: no load balancer uses it/)
  })

  test('one that judged nobody before and begins to judge has a say from then on', async () => {
    await using aws = await meanwhile(
      minutes(2),
      (account) => {
        const api = account.targetGroups.find(({ name }) => name === 'api')
        if (api) account.loadBalancers.find('front')?.addListener(8080, 'HTTP', [api.arn])
      },
      { secondTargetGroup: 'api', secondBalanced: false, behaviour: neverHealthy('api'), group: ec2 },
    )
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ ...back, 'failure-code': 'target-health' })
  })

  test('an empty group that is scaled out, and registers nobody: not green', async () => {
    await using aws = await simulated((agenda) => {
      const account = web(agenda, { group: { desired: 0, min: 0 } })
      agenda.after(3_000, () => {
        account.groups.get('web')?.suspend('AddToLoadBalancer')
        account.groups.get('web')?.setDesired(2)
      })
      return account
    })
    const job = await aws.job()
    expect(job.exit).toBe(1)
  })
})

describe('a fleet that has become empty proves nothing', () => {
  test.each<[string, Web]>([
    ['a good image', {}],
    ['a bad one', { behaviour: neverHealthy(), group: { ...ec2, min: 0 } }],
  ])('a schedule sets the group to 0 while %s rolls', async (_, different) => {
    await using aws = await meanwhile(
      minutes(1),
      (account) => account.groups.get('web')?.update({ min: 0, max: 0, desired: 0 }),
      { ...different, group: { min: 0, ...different.group } },
    )
    const job = await aws.job()
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'aws-failed' })
    expect(said(job)).toMatch(/nothing shows that the new version works, and the next scale-out launches it/)
    expect(said(job)).toMatch(/update-auto-scaling-group .*Version=7/)
  })

  test('a group that was empty before: only its template moves, and that is green', async () => {
    await using aws = await simulated((agenda) => web(agenda, { group: { desired: 0, min: 0 } }))
    expect((await aws.job()).outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  })
})

test('a warm pool that is refilled in the bake: what is saved is still the old version, and that is said', async () => {
  await using aws = await meanwhile(minutes(9), (account) => account.groups.get('web')?.setDesired(4), {
    group: { desired: 3, warmPool: { minSize: 2, maxGroupPreparedCapacity: 5 } },
  })
  const job = await aws.job()
  expect(job.outputs['outcome']).toBe('succeeded')
  expect(aws.group.warmPool?.instances.map(({ launchInfo }) => launchInfo.imageId)).toContain(OLD_IMAGE)
  expect(said(job)).toMatch(/warm pool/)
})

test('a warm pool of a fleet that is rolled back: what it holds is said', async () => {
  await using aws = await simulated((agenda) =>
    web(agenda, {
      behaviour: neverHealthy(),
      group: { desired: 3, warmPool: { minSize: 2, maxGroupPreparedCapacity: 5 } },
    }),
  )
  const job = await aws.job()
  expect(job.outputs).toMatchObject(back)
  expect(job.outputs['reason']).toMatch(/its warm pool: 2 instances on version 7/)
})

describe('EC2’s status checks of new instances are part of the verdict', () => {
  const alone = { targetGroups: [], healthCheckType: 'EC2', healthCheckGracePeriod: 0 } as const
  // Whether a refresh waits for EC2's checks one public log alone says.
  describe.each(['waits', 'does-not'] as const)('where a refresh %s for them', (refreshWaitsForStatusChecks) => {
    const rules = { refreshWaitsForStatusChecks, impairedFor: 300 }

    test('a kernel panic without a load balancer: told by EC2’s own check, and gone back from', async () => {
      await using aws = await simulated((agenda) => web(agenda, { behaviour: impaired(), group: alone, rules }))
      const job = await aws.job()
      expect(job.outputs).toMatchObject({ ...back, 'failure-code': 'instances-died' })
      // Before AWS itself calls the first one unhealthy, five minutes after it began.
      const turned = job.writes.find(({ operation }) => operation === 'RollbackInstanceRefresh')
      expect((turned?.at ?? Infinity) - START).toBeLessThan(minutes(5))
      expect(said(job)).toMatch(/status checks of i-\w+ did not pass .*instance impaired/)
      expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
      expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    })

    test('impaired only when all are replaced: not green', async () => {
      await using aws = await simulated((agenda) => web(agenda, { behaviour: impaired(500), group: alone, rules }))
      const job = await aws.job()
      expect(job.exit).toBe(1)
      expect(job.outputs['failure-code']).toMatch(/^(instances-died|below-minimum)$/)
    })

    test('initializing for three minutes: waited for, and green', async () => {
      await using aws = await simulated((agenda) => web(agenda, { behaviour: initializing(180), group: alone, rules }))
      expect((await aws.job()).outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    })
  })

  test('no data for good: nothing is undone for it, and nothing is green', async () => {
    await using aws = await simulated((agenda) =>
      web(agenda, { behaviour: withoutData(), group: alone, rules: { refreshWaitsForStatusChecks: 'does-not' } }),
    )
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'new' })
    expect(said(job)).toMatch(/insufficient-data/)
    expect(running(aws)).toEqual(Array(6).fill(NEW_IMAGE))
  })

  test('a volume that cannot be reached: not green', async () => {
    await using aws = await simulated((agenda) => web(agenda, { behaviour: losesVolume(300), group: alone }))
    expect((await aws.job()).exit).toBe(1)
  })
})

describe('healthy without traffic is said', () => {
  test('a zonal shift: before the start and in the verdict', async () => {
    await using aws = await simulated((agenda) => {
      const account = web(agenda)
      account.loadBalancers.find('front')?.shiftAway('eu-west-1a')
      return account
    })
    const job = await aws.job()
    expect(job.outputs['outcome']).toBe('succeeded')
    expect(said(job)).toMatch(/2 instances of web are healthy and get no traffic \(zonal shift\)/)
    expect(job.outputs['reason']).toMatch(/2 healthy instances get no traffic \(zonal shift\)/)
    expect(job.summary).toMatch(/2 healthy instances get no traffic \(zonal shift\)/)
  })

  test('an anomaly that its load balancer mitigates', async () => {
    await using aws = await meanwhile(minutes(10), (account) => {
      const [target] = account.truth('web').filter(({ imageId }) => imageId === NEW_IMAGE)
      if (target) account.targetGroups[0]?.setAnomaly(target.id, { isMitigated: true })
    })
    const job = await aws.job()
    expect(job.outputs['reason']).toMatch(/1 healthy instance gets no traffic \(anomaly mitigation\)/)
  })
})
