/** Red is deserved: a good image is not given up for the group's own waits, nor for what is not its doing. */
import { describe, expect, test } from 'vitest'
import type { Gate } from '../../simulator/aws/call.ts'
import { AwsError } from '../../simulator/aws/error.ts'
import { misdated } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { boots, cannotLaunch, dies, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import type { Instance } from '../../simulator/aws/world/instance.ts'
import type { GroupSpec, TargetGroupSpec } from '../../simulator/aws/world/specification.ts'
import { stateReasons } from '../../simulator/aws/world/state-reason.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { hours } from '../brief.ts'
import { type Job, type JobOptions, minutes, type Simulated, START, simulated } from '../scenario.ts'

const whole = { outcome: 'succeeded', fleet: 'new', 'failure-code': '' }
const back = { outcome: 'failed', fleet: 'previous' }
const check10s = { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 }
const said = ({ annotations }: Job) => annotations.map(({ message }) => message).join('\n')
const told = (job: Job) => job.log.join('\n')
const running = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
const rollbacks = (job: Job) =>
  job.writes.filter(({ operation }) => /^(Rollback|Cancel)InstanceRefresh$/.test(operation))
/** Until its end the world has hours. */
const patient: JobOptions = { inputs: { timeout: 'auto', ...hours } }
/** … and nothing happens that many polls would show. */
const seldomPolled: JobOptions = { inputs: { timeout: 'auto', 'poll-interval': '5m', 'bake-time': '20m' } }

/** Half as many polls as by default: none of these tests is about them. */
const inputs = hours

/** A group behind one target group of its own. */
const behind = (
  target: Partial<TargetGroupSpec>,
  group: Partial<GroupSpec> = {},
  { gate, ...different }: Omit<Web, 'group'> & { readonly gate?: Gate } = {},
) =>
  simulated(
    (agenda) => {
      const account = web(agenda, { ...different, group: { desired: 0 } })
      account.groups.delete('web')
      account.targetGroup({ name: 'shop', healthCheck: check10s, deregistrationDelay: 60, ...target })
      account.group({
        name: 'web',
        template: { name: 'web', version: '7' },
        desired: 3,
        min: 3,
        max: 6,
        targetGroups: ['shop'],
        healthCheckType: 'ELB',
        healthCheckGracePeriod: 120,
        defaultInstanceWarmup: 60,
        ...group,
      })
      return account
    },
    { inputs, ...(gate && { gate }) },
  )
const group = (more: Partial<GroupSpec>, different: Omit<Web, 'group'> = {}) =>
  simulated((agenda) => web(agenda, { ...different, group: more }), { inputs })
const meanwhile = (happens: readonly (readonly [at: number, (account: Account) => void])[], different: Web = {}) =>
  simulated(
    (agenda) => {
      const account = web(agenda, different)
      for (const [at, does] of happens) agenda.after(at, () => does(account))
      return account
    },
    { inputs },
  )
const fresh = (account: Account): readonly Instance[] =>
  account.groups
    .get('web')
    ?.instances.filter((each) => each.launchInfo.imageId === NEW_IMAGE && each.lifecycle === 'InService') ?? []

describe('the group’s own waits are known beforehand, and borne', () => {
  test('a launch hook that takes 25 min of its hour', async () => {
    await using aws = await group({
      desired: 2,
      min: 2,
      hooks: [{ name: 'join-domain', transition: 'launching', answer: { afterSeconds: 1500, result: 'CONTINUE' } }],
    })
    const job = await aws.job(patient)
    expect(job.outputs).toMatchObject(whole)
    expect(told(job)).toMatch(/Lifecycle hooks: up to 1 h for each launch/)
    expect(told(job)).toMatch(/plus what its lifecycle hooks take, up to 2 h/)
  })

  test('a terminating hook of two hours that takes 40 min', async () => {
    await using aws = await group({
      desired: 2,
      min: 2,
      hooks: [
        {
          name: 'finish-jobs',
          transition: 'terminating',
          heartbeatTimeout: 7200,
          defaultResult: 'CONTINUE',
          answer: { afterSeconds: 2400, result: 'CONTINUE' },
        },
      ],
    })
    const job = await aws.job(patient)
    expect(job.outputs).toMatchObject(whole)
    expect(told(job)).toMatch(/Lifecycle hooks: up to 2 h for each termination/)
  })

  test('a hook whose heartbeat is recorded again and again: it is at work, however long', async () => {
    await using aws = await simulated((agenda) => {
      const account = web(agenda, {
        group: {
          desired: 1,
          min: 1,
          hooks: [{ name: 'finish-jobs', transition: 'terminating', heartbeatTimeout: 600, defaultResult: 'CONTINUE' }],
        },
      })
      const its = account.groups.get('web')
      for (let at = 5; at < 120; at += 5)
        agenda.after(minutes(at), () => {
          const waiting = its?.instances.find(({ lifecycle }) => lifecycle === 'Terminating:Wait')
          if (waiting) its?.hooks.recordHeartbeat({ hook: 'finish-jobs', instanceId: waiting.id })
        })
      return account
    })
    expect((await aws.job({ inputs: { timeout: '4h', ...hours } })).outputs).toMatchObject(whole)
  })

  // Whether Auto Scaling waits for the whole delay, or only until a target has no connections, AWS does not say.
  test.each(['whole-delay', 'until-idle'] as const)(
    'a deregistration delay of an hour, %s',
    async (autoScalingWaitsForDrain) => {
      await using aws = await behind({ deregistrationDelay: 3600 }, {}, { rules: { autoScalingWaitsForDrain } })
      const job = await aws.job(patient)
      expect(job.outputs).toMatchObject(whole)
      expect(told(job)).toMatch(/Deregistration delay: 1 h/)
    },
  )

  test('a time limit that is reached when all is replaced undoes nothing', async () => {
    await using aws = await group({
      desired: 1,
      min: 1,
      hooks: [
        {
          name: 'finish-jobs',
          transition: 'terminating',
          heartbeatTimeout: 7200,
          defaultResult: 'CONTINUE',
          answer: { afterSeconds: 5400, result: 'CONTINUE' },
        },
      ],
    })
    const job = await aws.job({ inputs: { timeout: '1h', ...hours } })
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'timeout', fleet: 'new' })
    expect(rollbacks(job)).toEqual([])
    expect(said(job)).toMatch(/nothing is undone: AWS goes on by itself/)
    aws.pass(minutes(60))
    expect(running(aws)).toEqual([NEW_IMAGE])
    expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
  })

  test('two hooks of 40 min that cannot be read are taken to be long', async () => {
    const gate: Gate = async (call, next) => {
      if (call.operation === 'DescribeLifecycleHooks') throw new AwsError('AccessDenied', 'no')
      return next()
    }
    const hook = { name: 'join-domain', answer: { afterSeconds: 2400, result: 'CONTINUE' } } as const
    await using aws = await simulated(
      (agenda) => web(agenda, { group: { desired: 2, min: 2, hooks: [{ ...hook, transition: 'launching' }] } }),
      { gate },
    )
    const job = await aws.job(seldomPolled)
    expect(job.outputs).toMatchObject(whole)
    expect(said(job)).toMatch(/DescribeLifecycleHooks failed/)
  })

  test('a deregistration delay that cannot be read is taken to be long', async () => {
    const gate: Gate = async (call, next) => {
      if (call.operation === 'DescribeTargetGroupAttributes') throw new AwsError('AccessDenied', 'no')
      return next()
    }
    await using aws = await behind({ deregistrationDelay: 3600 }, {}, { gate })
    const job = await aws.job(seldomPolled)
    expect(job.outputs).toMatchObject(whole)
    expect(said(job)).toMatch(/DescribeTargetGroupAttributes failed/)
  })
})

describe('the load balancer’s own time', () => {
  // How long an Application Load Balancer takes to register a target AWS does not say: seconds.
  test.each([1, 10])(
    'one good check makes a new target of an Application Load Balancer healthy, registered after %i s: AWS’s defaults are not refused',
    async (applicationRegistration) => {
      await using aws = await behind(
        { healthCheck: { interval: 30, healthyThreshold: 5, unhealthyThreshold: 2 } },
        { healthCheckType: 'EC2', healthCheckGracePeriod: 0 },
        { rules: { applicationRegistration } },
      )
      expect((await aws.job()).outputs).toMatchObject(whole)
    },
  )

  describe.each([
    { networkRegistration: 300, inServiceAfterRegistration: 'asked' },
    { networkRegistration: 300, inServiceAfterRegistration: 'finished' },
  ] as const)(
    'a Network Load Balancer that registers for $networkRegistration s, in service when it was $inServiceAfterRegistration',
    (rules) => {
      const nlb = {
        protocol: 'TCP',
        healthCheck: { interval: 30, healthyThreshold: 3, unhealthyThreshold: 3 },
      } as const

      test('a warm-up that is shorter than that is refused, with the value to set', async () => {
        await using aws = await behind(nlb, { healthCheckGracePeriod: 600 }, { rules })
        const job = await aws.job()
        expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
        expect(said(job)).toMatch(/Network Load Balancer takes up to 5 min/)
        expect(said(job)).toMatch(/`instance-warmup: 405s` or more/)
      })

      test.each(['ELB', 'EC2'])(
        'with that warm-up and %s checks a good image gets through',
        async (healthCheckType) => {
          await using aws = await behind(nlb, { healthCheckType, healthCheckGracePeriod: 600 }, { rules })
          const job = await aws.job({ inputs: { 'instance-warmup': '405s' } })
          expect(job.outputs).toMatchObject(whole)
          expect(told(job)).toMatch(/Network Load Balancer: up to 6 min 30 s until a new target is healthy/)
        },
      )

      test('where AWS itself waits for its targets a short warm-up is a warning, and a good image gets through', async () => {
        await using aws = await behind(nlb, { healthCheckGracePeriod: 0 }, { rules })
        const job = await aws.job()
        expect(job.outputs).toMatchObject(whole)
        expect(said(job)).toMatch(/AWS may go on before/)
      })

      test('several at once, so that nothing checked is left for a while: a good image gets through', async () => {
        await using aws = await behind(nlb, { healthCheckType: 'EC2' }, { rules })
        const inputs = {
          'instance-warmup': '405s',
          'min-healthy-percentage': '50',
          'max-healthy-percentage': '100',
        }
        expect((await aws.job({ inputs })).outputs).toMatchObject(whole)
      })

      test.each([{ healthCheckType: 'EC2' }, { healthCheckType: 'ELB', healthCheckGracePeriod: 600 }])(
        'what Capacity Rebalancing takes before it was checked has not been found unhealthy: $healthCheckType',
        async (checks) => {
          await using aws = await behind(nlb, { ...checks, capacityRebalance: true }, { rules })
          for (const at of [4, 14])
            aws.agenda.after(minutes(at), () => {
              const [one] = fresh(aws.account)
              if (one) aws.account.recommendRebalance(one.id)
            })
          const job = await aws.job({ inputs: { 'instance-warmup': '405s', 'max-launch-failures': '1' } })
          expect(job.outputs).toMatchObject(whole)
        },
      )

      test('a bad image is told all the same', async () => {
        await using aws = await behind(
          nlb,
          { healthCheckType: 'EC2', healthCheckGracePeriod: 0 },
          { rules, behaviour: neverHealthy() },
        )
        const job = await aws.job({ inputs: { 'instance-warmup': '405s' } })
        expect(job.outputs).toMatchObject({ ...back, 'failure-code': 'target-health' })
      })
    },
  )

  // AWS says that Auto Scaling checks after the grace period; of a refresh it says nothing.
  test.each(['checked', 'assumed'] as const)(
    'a grace period that hides a bad image from AWS (%s): a warm-up shorter than the time to healthy is refused',
    async (graceInRefresh) => {
      await using aws = await behind(
        { healthCheck: { interval: 90, healthyThreshold: 2, unhealthyThreshold: 2 } },
        { healthCheckGracePeriod: 600 },
        { rules: { graceInRefresh } },
      )
      const job = await aws.job()
      expect(job.outputs).toMatchObject({ outcome: 'refused' })
      expect(said(job)).toMatch(/`instance-warmup: 105s` or more/)
      expect((await aws.job({ inputs: { 'instance-warmup': '105s' }, runId: '9000000002' })).outputs).toMatchObject(
        whole,
      )
    },
  )

  test('a health check type that is a list', async () => {
    await using aws = await group({ healthCheckType: 'EBS,ELB' })
    const job = await aws.job()
    expect(job.outputs).toMatchObject(whole)
    expect(said(job)).not.toMatch(/health check type/)
  })

  test('… without ELB: the remedy keeps what is in it', async () => {
    await using aws = await group({ healthCheckType: 'EC2,EBS' })
    expect(said(await aws.job())).toMatch(/--health-check-type EBS,ELB/)
  })
})

describe('what ends a new instance is not always the image', () => {
  const interrupt = (at: number) =>
    [
      minutes(at),
      (account: Account) => {
        const [one] = fresh(account)
        if (one) account.end(one.id, stateReasons.spotInterruption)
      },
    ] as const

  test('Spot interruptions, as many as there may be', async () => {
    await using aws = await meanwhile([4, 6, 8, 10, 12].map(interrupt))
    expect((await aws.job()).outputs).toMatchObject(whole)
  })

  test('Spot instances at risk are replaced by Capacity Rebalancing', async () => {
    await using aws = await meanwhile(
      [5, 8, 11, 14].map(
        (at) =>
          [
            minutes(at),
            (account) => {
              const [one] = fresh(account)
              if (one) account.recommendRebalance(one.id)
            },
          ] as const,
      ),
      { group: { capacityRebalance: true } },
    )
    expect((await aws.job()).outputs).toMatchObject(whole)
  })

  test('people, or rebalancing, take healthy ones one after another; the desired capacity stays', async () => {
    await using aws = await meanwhile(
      [20, 24, 28, 32].map(
        (at) =>
          [
            minutes(at),
            (account) => {
              const [one] = fresh(account)
              if (one) account.groups.get('web')?.terminateInstance(one.id, { decrement: false })
            },
          ] as const,
      ),
    )
    expect((await aws.job({ inputs: { 'bake-time': '30m' } })).outputs).toMatchObject(whole)
  })

  test('scaling that goes out and in again, and again', async () => {
    const to = (at: number, desired: number) =>
      [minutes(at), (account: Account) => account.groups.get('web')?.setDesired(desired)] as const
    await using aws = await meanwhile([to(20, 9), to(30, 6), to(40, 9), to(50, 6)])
    expect((await aws.job({ inputs: { 'bake-time': '40m', timeout: '3h' } })).outputs).toMatchObject(whole)
  })

  // AWS says that Auto Scaling ended the one; the other ended by itself, and both by less desired capacity.
  test.each<[string, (account: Account, id: string) => void]>([
    [
      'have Auto Scaling end them',
      (account, id) => account.groups.get('web')?.terminateInstance(id, { decrement: true }),
    ],
    [
      'shut themselves down',
      (account, id) => {
        account.end(id, stateReasons.byItself)
        account.groups.get('web')?.setDesired(5)
      },
    ],
  ])('agents that %s after their work, while the desired capacity goes down and up', async (_, ends) => {
    await using aws = await meanwhile(
      [5, 8, 11, 14].flatMap((at) => [
        [
          minutes(at),
          (account: Account) => {
            const [one] = fresh(account)
            if (one) ends(account, one.id)
          },
        ] as const,
        [minutes(at + 1), (account: Account) => account.groups.get('web')?.setDesired(6)] as const,
      ]),
      { group: { min: 0 } },
    )
    expect((await aws.job()).outputs).toMatchObject(whole)
  })

  test('one that dies young, twice, is the image', async () => {
    await using aws = await group({}, { behaviour: dies(40) })
    expect((await aws.job()).outputs).toMatchObject({ ...back, 'failure-code': 'instances-died' })
  })
})

describe('only launches count as launches', () => {
  const noKeyPair = 'The key pair web does not exist. Launching EC2 instance failed.'

  // How often AWS says that protection prevents a scale-in is not documented.
  test.each(['once', 'every-minute'] as const)(
    'a scale-in that protection prevents is no failed launch (%s)',
    async (protectedScaleInRepeats) => {
      await using aws = await simulated((agenda) => {
        const account = web(agenda, { rules: { protectedScaleInRepeats }, group: { desired: 3, min: 1 } })
        const its = account.groups.get('web')
        const protectAll = (isProtected: boolean) =>
          its?.protect(
            its.instances.map(({ id }) => id),
            isProtected,
          )
        protectAll(true)
        agenda.after(minutes(1), () => its?.setDesired(2))
        agenda.after(minutes(10), () => protectAll(false))
        return account
      })
      const job = await aws.job({ inputs: { ...hours, 'scale-in-protected-instances': 'wait' } })
      expect(job.outputs).toMatchObject(whole)
    },
  )

  describe.each([60, 300])(
    'where the group has no room for one more (a quota), and drains for %i s',
    (deregistrationDelay) => {
      const full = () =>
        simulated(
          (agenda) => {
            const account = web(agenda, { group: { desired: 0 } })
            account.groups.delete('web')
            account.targetGroup({ name: 'shop', healthCheck: check10s, deregistrationDelay })
            account.group({
              name: 'web',
              template: { name: 'web', version: '7' },
              desired: 6,
              min: 3,
              max: 12,
              targetGroups: ['shop'],
              healthCheckType: 'ELB',
              healthCheckGracePeriod: 120,
              defaultInstanceWarmup: 60,
            })
            account.capacity.limit({ type: 'vcpus', limit: 12 })
            return account
          },
          { inputs },
        )

      test('terminate first: launches that fail while the old one drains are no failure', async () => {
        await using aws = await full()
        const job = await aws.job({ inputs: { 'min-healthy-percentage': '80', 'max-healthy-percentage': '100' } })
        expect(job.outputs).toMatchObject(whole)
      })

      test('launch first cannot work, and the next step says what can', async () => {
        await using aws = await full()
        const job = await aws.job()
        expect(job.outputs).toMatchObject({ ...back, 'failure-code': 'launch-failures' })
        expect(said(job)).toMatch(/`max-healthy-percentage: 100` with a lower `min-healthy-percentage`/)
      })
    },
  )

  test('terminate first and an image that cannot launch: told when the drain is over', async () => {
    await using aws = await group({}, { behaviour: cannotLaunch(noKeyPair) })
    const job = await aws.job({ inputs: { 'min-healthy-percentage': '80', 'max-healthy-percentage': '100' } })
    expect(job.outputs).toMatchObject({ ...back, 'failure-code': 'launch-failures' })
    const [turned] = rollbacks(job)
    expect(((turned?.at ?? Infinity) - START) / minutes(1)).toBeLessThan(12)
  })

  describe('an instance lifecycle policy that retains', () => {
    const retains = {
      onAbandonedTermination: 'retain',
      hooks: [{ name: 'keep', transition: 'terminating', heartbeatTimeout: 30, defaultResult: 'ABANDON' }],
    } as const

    test('what is retained is told, as nothing that leaves: yours to end', async () => {
      await using aws = await group({ ...retains, desired: 2, min: 2 })
      const job = await aws.job()
      expect(job.outputs).toMatchObject(whole)
      expect(told(job)).toMatch(/2 retained/)
      expect(job.log.filter((line) => /2 retained/.test(line) && /leaving/.test(line))).toEqual([])
      expect(said(job)).toMatch(
        /2 instances \(.*\) have left the group and run on \(Terminating:Retained\): yours to end, and still billed/,
      )
      expect(running(aws)).toEqual([NEW_IMAGE, NEW_IMAGE])
    })

    test('what is retained does not hide launches that fail, though instances are terminated first', async () => {
      await using aws = await group(retains, { behaviour: cannotLaunch(noKeyPair) })
      const job = await aws.job({ inputs: { 'min-healthy-percentage': '80', 'max-healthy-percentage': '100' } })
      expect(job.outputs).toMatchObject({ ...back, 'failure-code': 'launch-failures' })
      const [turned] = rollbacks(job)
      expect(((turned?.at ?? Infinity) - START) / minutes(1)).toBeLessThan(12)
    })
  })
})

describe('the new version may not be known yet', () => {
  test.each([6, 12])('to Auto Scaling for %i s after it was made', async (versionKnownAfter) => {
    await using aws = await group({}, { rules: { versionKnownAfter } })
    expect((await aws.job()).outputs).toMatchObject(whole)
    expect(aws.account.templates.all[0]?.latestVersion).toBe(8)
  })

  test('for good: refused, and nothing has begun', async () => {
    await using aws = await group({}, { rules: { versionKnownAfter: 100_000 } })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'aws-failed', fleet: 'previous' })
  })
})

test.each(['AddToLoadBalancer', 'Launch', 'Terminate'] as const)(
  '%s is suspended: certain to fail, so refused before the start',
  async (process) => {
    await using aws = await group({})
    aws.group.suspend(process)
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    expect(job.writes).toEqual([])
    expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
    expect(said(job)).toMatch(new RegExp(`resume-processes .* ${process}`))
  },
)

test('AddToLoadBalancer suspended without a load balancer stops nothing', async () => {
  await using aws = await group({ targetGroups: [], healthCheckType: 'EC2' })
  aws.group.suspend('AddToLoadBalancer')
  expect((await aws.job()).outputs).toMatchObject(whole)
})

test.each([2, -2])('one answer whose Date is %i h ahead ends no time limit', async (off) => {
  const what = misdated(off * minutes(60))
  const strikes = [1, 3, 6, 9].map((nth) => ({ on: { operation: 'DescribeInstanceRefreshes', nth }, what }))
  await using aws = await simulated((agenda) => web(agenda), { inputs, faults: strikes })
  expect((await aws.job()).outputs).toMatchObject(whole)
})

test('slow boots: as slow as the time limit allows', async () => {
  await using aws = await group({ desired: 2, min: 2 }, { behaviour: boots(600) })
  expect((await aws.job()).outputs).toMatchObject(whole)
})

test('a target group that was deleted while it is attached is named, once, with what to do', async () => {
  await using aws = await group({})
  aws.account.targetGroups.splice(0)
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
  expect(job.writes).toEqual([])
  expect(said(job)).toMatch(/target group web, which is attached/)
  expect(said(job)).not.toMatch(/arn:/)
  expect(said(job)).toMatch(/detach-load-balancer-target-groups/)
  expect(job.annotations.filter(({ level }) => level === 'error')).toHaveLength(1)
  expect(said(job).match(/does not exist/g)).toHaveLength(1)
})
