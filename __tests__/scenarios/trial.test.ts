/** A trial: one instance of the new version outside the group, before an instance of the group is touched. */
import { describe, expect, test } from 'vitest'
import { denied, lost } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { type Behaviour, dies, impaired, initializing, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import type { Instance } from '../../simulator/aws/world/instance.ts'
import { subnetOf } from '../../simulator/aws/world/subnet.ts'
import { documentedPolicy, type PolicyDocument, policyWith } from '../../simulator/policy.ts'
import { ARM_NEW_IMAGE, mixed } from '../../simulator/scenes/mixed.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import type { Verification, VerifyRunner } from '../../src/rollout/ports.ts'
import { brief, seldom } from '../brief.ts'
import { golden, minutes, type Simulated, seconds, simulated } from '../scenario.ts'

const usual = { trial: 'true' }
const inputs = { ...seldom, ...usual }
const policy = policyWith('trial')

const world = (different: Web = {}, more: Parameters<typeof simulated>[1] = {}): Promise<Simulated> =>
  simulated((agenda) => web(agenda, different), { policy, ...more })

/** All instances that were launched outside of the group. */
const trialsIn = ({ ec2Instances }: Account): readonly Instance[] =>
  [...ec2Instances.values()].filter(({ launchInfo }) => launchInfo.group === undefined)

/** None is left, and nothing that it had attached. */
function nothingLeft({ account }: Simulated): void {
  expect(trialsIn(account).map(({ ec2State }) => ec2State)).toEqual(trialsIn(account).map(() => 'terminated'))
  expect(account.launches.left).toEqual([])
}

/** The group is what it was. */
function untouched({ account, group }: Simulated): void {
  expect(group.refreshes.all).toEqual([])
  expect(account.truth('web').map(({ imageId }) => imageId)).toEqual(Array.from({ length: 6 }, () => OLD_IMAGE))
}

/** Ends as it is told, when it is asked the second time. */
function scripted(result: 'passed' | 'failed', seen: Verification[]): () => VerifyRunner {
  return () => {
    let polls = 0
    let step = ''
    return {
      start(check) {
        seen.push(check)
        polls = 0
        step = check.step
      },
      result: () => {
        polls += 1
        const now = step !== 'trial' ? 'passed' : polls > 1 ? result : 'running'
        return { step, result: now, tail: ['connection refused'], ...(now === 'failed' && { exit: 7 }) }
      },
      end: async () => {},
    }
  }
}

test('a good image: tried, ended, then rolled', async () => {
  await using aws = await world()
  const job = await aws.job({ inputs: usual })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  const [trial, ...others] = trialsIn(aws.account)
  expect(others).toEqual([])
  expect(trial?.launchInfo).toMatchObject({ imageId: NEW_IMAGE, type: 't3.medium', isSpot: false })
  expect(trial?.launchInfo.tags).toMatchObject({
    service: 'web',
    'ami-rollout:trial': expect.stringMatching(/^run=\d+\/1 group=[0-9a-f]{12} until=2026-11-21T03:\d\d:\d\dZ$/),
  })
  expect(trial?.endedAt).toBeLessThan(aws.group.refreshes.all[0]?.startedAt ?? 0)
  nothingLeft(aws)
  await golden(import.meta.url, 'good image', aws, [job])
})

describe('a bad image is found with no instance replaced', () => {
  test.each<[what: string, behaviour: Behaviour, reason: RegExp]>([
    ['boots and dies', dies(20), /did not stay alive: i-\w+ \(terminated: “/],
    [
      'hangs in initializing',
      initializing(),
      /did not pass within trial-timeout: i-\w+ \(running, system initializing, instance initializing\)/,
    ],
    ['is impaired', impaired(), /fails EC2’s status checks: i-\w+ \(running, instance impaired\)/],
    ['does not launch', { launchRefused: 'The key pair does not exist.' }, /did not launch.*The key pair/],
  ])('%s', async (_, behaviour, reason) => {
    await using aws = await world({ behaviour })
    const job = await aws.job({ inputs: { ...inputs, 'trial-timeout': '5m' } })
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial', fleet: 'previous' })
    expect(job.outputs['instances-replaced']).toBe('0')
    expect(job.outputs['reason']).toMatch(reason)
    nothingLeft(aws)
    untouched(aws)
  })

  test('verify fails on the trial; it is told which instance, and that there is no refresh', async () => {
    const seen: Verification[] = []
    await using aws = await world()
    const job = await aws.job({
      inputs: { ...usual, verify: 'curl "http://$AMI_ROLLOUT_NEW_INSTANCE_ADDRESSES/"' },
      verifyRunner: scripted('failed', seen),
    })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial', fleet: 'previous' })
    const [trial] = trialsIn(aws.account)
    expect(seen).toEqual([
      expect.objectContaining({
        step: 'trial',
        facts: expect.objectContaining({
          'new-instance-ids': trial?.id,
          'new-instance-addresses': trial?.launchInfo.address,
          'instance-refresh-id': '',
          'image-id': NEW_IMAGE,
        }),
      }),
    ])
    nothingLeft(aws)
    untouched(aws)
    await golden(import.meta.url, 'verify fails', aws, [job])
  })
})

test('verify passes on the trial and at the end; one that names no instance is warned of', async () => {
  const seen: Verification[] = []
  await using aws = await world()
  const job = await aws.job({ inputs: { ...inputs, verify: './smoke.sh' }, verifyRunner: scripted('passed', seen) })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(seen.map(({ step }) => step)).toEqual(['trial', 'bake'])
  expect(job.annotations.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('AMI_ROLLOUT_NEW_INSTANCE_ADDRESSES'),
  )
})

test('an image that only a target group finds bad passes the trial, and is rolled back as ever', async () => {
  await using aws = await world({ behaviour: neverHealthy(), group: { healthCheckType: 'EC2' } })
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health', fleet: 'previous' })
  nothingLeft(aws)
})

describe('room', () => {
  test('a zone without capacity: the next subnet', async () => {
    await using aws = await world()
    aws.account.shortage({ zone: 'eu-west-1a', seconds: 120 })
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect(trialsIn(aws.account).map(({ launchInfo }) => launchInfo.zone)).toEqual(['eu-west-1b'])
  })

  test('a subnet without a free address: the next one', async () => {
    await using aws = await world({ behaviour: dies(20) })
    const zone = 'eu-west-1a'
    const taken = aws.group.instances.filter(({ launchInfo }) => launchInfo.zone === zone).length
    aws.account.capacity.limit({ type: 'addresses', zone, limit: taken })
    const job = await aws.job({ inputs })
    expect(job.log.join('\n')).toMatch(
      /no room .*in subnet-\w+ \(InsufficientFreeAddressesInSubnet\), trying elsewhere/,
    )
    expect(trialsIn(aws.account).map(({ launchInfo }) => launchInfo.zone)).toEqual(['eu-west-1b'])
    nothingLeft(aws)
  })

  test('a type that no zone has: the group’s next one', async () => {
    const overrides = [{ instanceType: 'm5.large' }, { instanceType: 't3.medium' }]
    await using aws = await world({ group: { mixed: { overrides } } })
    for (const zone of ['a', 'b', 'c']) aws.account.shortage({ zone: `eu-west-1${zone}`, instanceType: 'm5.large' })
    await aws.job({ inputs, killOn: { operation: 'StartInstanceRefresh', when: 'before' } })
    expect(trialsIn(aws.account).map(({ launchInfo }) => launchInfo.type)).toEqual(['t3.medium'])
    nothingLeft(aws)
  })

  test('nowhere: failed, and every subnet was tried', async () => {
    await using aws = await world()
    aws.account.shortage()
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial' })
    expect(job.outputs['reason']).toContain('no room: 3 places tried')
    untouched(aws)
  })

  test('a quota of the account: another subnet would not help', async () => {
    await using aws = await world()
    aws.account.capacity.limit({ type: 'vcpus', limit: 12 })
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial' })
    expect(job.writes.filter(({ operation }) => operation === 'RunInstances')).toHaveLength(1)
  })
})

describe('what a template would keep', () => {
  const kept = {
    DisableApiTermination: true,
    DisableApiStop: true,
    NetworkInterfaces: [{ DeviceIndex: 0, DeleteOnTermination: false, Groups: ['sg-0123456789abcdef0'] }],
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, DeleteOnTermination: false } },
      { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 100, DeleteOnTermination: false } },
    ],
    InstanceMarketOptions: { MarketType: 'spot' },
  }
  const build = (data: object) => (agenda: Parameters<typeof web>[0]) => {
    const account = web(agenda)
    const { SecurityGroupIds: _, ...rest } = contents(OLD_IMAGE)
    account.templates.all[0]?.createVersion({ data: { ...rest, ...data } }, agenda.now)
    account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '8' })
    return account
  }

  test('protection, volumes, interfaces, Spot: nothing outlives the trial', async () => {
    await using aws = await simulated(build(kept), { policy })
    aws.account.image({ id: NEW_IMAGE, keepsVolume: true })
    const job = await aws.job({ inputs })
    const [trial] = trialsIn(aws.account)
    expect(trial?.launchInfo.isSpot).toBe(false)
    expect(job.log.join('\n')).toContain(`Trial: ${trial?.id} passed`)
    nothingLeft(aws)
  })

  test('the volume of the image alone', async () => {
    await using aws = await world()
    aws.account.image({ id: NEW_IMAGE, keepsVolume: true })
    await aws.job({ inputs })
    expect(trialsIn(aws.account)).toHaveLength(1)
    nothingLeft(aws)
  })

  test('a subnet within an interface: a subnet of the group takes its place there, the next where that is full', async () => {
    const [full, next] = [subnetOf('eu-west-1a'), subnetOf('eu-west-1b')]
    const own = { NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: full, Groups: ['sg-0123456789abcdef0'] }] }
    await using aws = await simulated(build(own), { policy })
    aws.account.shortage({ zone: 'eu-west-1a', seconds: 120 })
    await aws.job({ inputs, killOn: { operation: 'TerminateInstances', when: 'before' } })
    expect(trialsIn(aws.account).map(({ launchInfo }) => launchInfo.subnet)).toEqual([next])
    const job = await aws.job({ inputs, attempt: 2 })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    const launches = job.writes.flatMap(({ operation, input }) => (operation === 'RunInstances' ? [input] : []))
    expect(launches.map(({ SubnetId, NetworkInterfaces }) => [SubnetId, NetworkInterfaces])).toEqual([
      [undefined, [{ ...own.NetworkInterfaces[0], SubnetId: full, DeleteOnTermination: true }]],
    ])
    nothingLeft(aws)
  })

  test('an interface that exists once: refused, with the remedy', async () => {
    const own = { NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: 'eni-0123456789abcdef0' }] }
    await using aws = await simulated(build(own), { policy })
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    expect(job.log.join('\n')).toContain('no trial can run beside the group')
    expect(job.writes).toEqual([])
  })

  test('EC2 keeps the Spot options: said', async () => {
    const spot = { InstanceMarketOptions: { MarketType: 'spot' } }
    await using aws = await simulated(build(spot), { policy })
    Object.assign(aws.account.rules, { onDemandOverSpotTemplate: 'keeps-spot' })
    const job = await aws.job({ inputs })
    expect(job.log.join('\n')).toContain('EC2 has kept the Spot options')
    nothingLeft(aws)
  })
})

test('two templates: a trial of each, side by side, of the types that the policy names', async () => {
  await using aws = await simulated((agenda) => mixed(agenda), { policy })
  const job = await aws.job({ inputs: { ...inputs, image: `${NEW_IMAGE}\n${ARM_NEW_IMAGE}` } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(
    trialsIn(aws.account)
      .map(({ launchInfo }) => launchInfo.imageId)
      .toSorted(),
  ).toEqual([NEW_IMAGE, ARM_NEW_IMAGE].toSorted())
  nothingLeft(aws)
})

test('$Latest: pinned before the trial; after a failure the alias means the version that failed, so the number stays', async () => {
  await using aws = await world({ version: '$Latest', behaviour: dies(20) })
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial' })
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  nothingLeft(aws)
})

test('$Default: given back after a trial that failed', async () => {
  await using aws = await world({ version: '$Default', behaviour: dies(20) })
  await aws.job({ inputs })
  expect(aws.group.configuration.template.version).toBe('$Default')
  nothingLeft(aws)
})

test('EC2 shows a new instance late: waited for, and ended', async () => {
  await using aws = await world({ rules: { instanceKnownAfter: 4 } })
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  nothingLeft(aws)
})

test('the answer of RunInstances is lost: asked again with the same token, one instance', async () => {
  await using aws = await world({}, { faults: [{ on: { operation: 'RunInstances', nth: 2 }, what: lost }] })
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(trialsIn(aws.account)).toHaveLength(1)
  nothingLeft(aws)
})

test('none where nothing is rolled, and none in a rollback', async () => {
  await using aws = await world()
  await aws.job({ inputs: { ...inputs, image: OLD_IMAGE } })
  await aws.job({ inputs: { ...inputs, image: '', mode: 'rollback', to: '6' } })
  expect(trialsIn(aws.account)).toEqual([])
})

test('none where only the saved template moves, and none for a refresh that is taken up', async () => {
  await using moved = await world()
  await moved.job({ inputs: brief })
  moved.group.save({ id: TEMPLATE, name: 'web', version: '7' })
  const move = await moved.job({ runId: '77', inputs: { ...brief, ...inputs } })
  expect(move.outputs).toMatchObject({ outcome: 'succeeded', 'instances-replaced': '0' })
  expect(trialsIn(moved.account)).toEqual([])

  await using taken = await world()
  await taken.job({
    inputs: { ...brief, ...inputs },
    killOn: { operation: 'StartInstanceRefresh', nth: 1, when: 'after' },
  })
  const next = await taken.job({ attempt: 2, inputs: { ...brief, ...inputs } })
  expect(next.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(trialsIn(taken.account)).toHaveLength(1)
})

test('a plan shows it as a step, with what it needs', async () => {
  await using aws = await world()
  const job = await aws.job({ inputs: { ...usual, mode: 'plan' } })
  expect(job.writes).toEqual([])
  const text = job.summary
  expect(text).toContain('launches a trial of version 8 outside the group')
  expect(text).toContain('ec2:TerminateInstances')
  expect(text).toContain('Besides: 5 min of trial (at most 15 min), ')
  expect(trialsIn(aws.account)).toEqual([])
})

describe('nothing is left', () => {
  // Each write, and who comes behind: kill/trial.test.ts.
  test('killed before EC2 shows what it has launched: post finds it, and ends it', async () => {
    await using aws = await world({ rules: { instanceKnownAfter: 4 } })
    const killOn = { operation: 'RunInstances', when: 'after', nth: 2 } as const
    await aws.job({ inputs, killOn, machineSurvives: true })
    expect(trialsIn(aws.account)).toHaveLength(1)
    untouched(aws)
    nothingLeft(aws)
  })

  test('another run ends it only when its time is over; until then it says so, and `check` is red afterwards', async () => {
    await using aws = await world()
    await aws.job({ inputs, killOn: { operation: 'TerminateInstances', when: 'before' } })
    const [left] = trialsIn(aws.account)
    const early = await aws.job({ runId: '77', inputs: { image: OLD_IMAGE } })
    expect(early.outputs).toMatchObject({ outcome: 'unchanged' })
    expect(left?.ec2State).toBe('running')
    const looked = await aws.job({ runId: '78', inputs: { mode: 'check', image: '' } })
    expect(looked.outputs).toMatchObject({ outcome: 'in-sync' })
    aws.pass(minutes(45))
    const checked = await aws.job({ runId: '79', inputs: { mode: 'check', image: '' } })
    expect(checked.exit).toBe(1)
    expect(checked.outputs).toMatchObject({ outcome: 'drifted' })
    expect(checked.log.join('\n')).toContain(
      `aws ec2 terminate-instances --region eu-west-1 --instance-ids ${left?.id}`,
    )
    expect(left?.ec2State).toBe('running')
    const late = await aws.job({ runId: '80', inputs: { image: OLD_IMAGE } })
    expect(late.outputs).toMatchObject({ outcome: 'unchanged', changed: 'true' })
    nothingLeft(aws)
  })

  test('cancelled in the middle: sent by main, seen by post', async () => {
    await using aws = await world()
    const job = await aws.job({ inputs, cancelAt: seconds(25), patience: seconds(10) })
    expect(job.outputs).toMatchObject({ outcome: 'cancelled' })
    expect(job.log.join('\n')).toContain('Deleted version 8 of lt-0a1b2c3d4e5f60718, which was not rolled out, so')
    untouched(aws)
    nothingLeft(aws)
  })

  test('a run of another group on the template leaves it alone, even when its time is over', async () => {
    await using aws = await simulated(
      (agenda) => {
        const account = web(agenda)
        account.group({ name: 'other', template: { id: TEMPLATE, version: '7' }, desired: 1 })
        return account
      },
      {
        policy: (account) => ({
          Statement: JSON.parse(JSON.stringify(policy(account)).replaceAll('Name/web"', 'Name/*"')).Statement,
        }),
      },
    )
    await aws.job({ inputs, killOn: { operation: 'TerminateInstances', when: 'before' } })
    aws.pass(minutes(45))
    const [left] = trialsIn(aws.account)
    await aws.job({ runId: '90', inputs: { ...inputs, 'auto-scaling-group': 'other' } })
    expect(left?.ec2State).toBe('running')
    await aws.job({ runId: '91', inputs: { image: OLD_IMAGE } })
    nothingLeft(aws)
  })

  test('an instance of somebody else that carries the tag is left alone', async () => {
    await using aws = await world()
    const theirs = aws.account.launches.run({
      parameters: {
        TagSpecifications: [
          {
            ResourceType: 'instance',
            Tags: [{ Key: 'ami-rollout:trial', Value: 'run=1/1 group=000000000000 until=2026-11-20T00:00:00Z' }],
          },
        ],
      },
      template: { id: TEMPLATE, version: '7' },
      clientToken: 'theirs',
      market: undefined,
    })
    await aws.job({ inputs })
    expect(theirs.ec2State).toBe('running')
  })

  test('protected meanwhile: the protection is taken back', async () => {
    await using aws = await world()
    await aws.job({ inputs, killOn: { operation: 'TerminateInstances', when: 'before' } })
    const [left] = trialsIn(aws.account)
    if (left) left.protections = { termination: true, stop: true }
    await aws.job({ inputs, attempt: 2 })
    nothingLeft(aws)
  })

  test('it may not be ended: an error with the command, and the outcome stays', async () => {
    await using aws = await world({}, { faults: [{ on: { operation: 'TerminateInstances' }, what: denied }] })
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    const [left] = trialsIn(aws.account)
    expect(job.annotations).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: expect.stringContaining(`aws ec2 terminate-instances --region eu-west-1 --instance-ids ${left?.id}`),
      }),
    )
  })
})

describe('docs/iam-policy-trial.json', () => {
  const without =
    (sid: string) =>
    (account: Account): PolicyDocument => {
      const gone = (each: object) => 'Sid' in each && (each.Sid === sid || each.Sid === 'TagWhatIsLaunched')
      return { Statement: policy(account).Statement.filter((each) => !gone(each)) }
    }
  const untagged = (agenda: Parameters<typeof web>[0]) => {
    const account = web(agenda)
    const { TagSpecifications: _, ...data } = contents(OLD_IMAGE)
    account.templates.all[0]?.createVersion({ data }, agenda.now)
    account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '8' })
    return account
  }

  test('with it a trial needs no other permission', async () => {
    await using aws = await simulated(untagged, { policy: without('') })
    const job = await aws.job({ inputs })
    expect(job.log.join('\n')).toContain('passed')
    nothingLeft(aws)
  })

  test('without TagTheTrial it is not launched: access-denied, the group as it was', async () => {
    await using aws = await simulated(untagged, { policy: without('TagTheTrial') })
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'access-denied' })
    untouched(aws)
  })

  test('without EndTheTrial it is left, and said so', async () => {
    await using aws = await simulated(untagged, { policy: without('EndTheTrial') })
    const job = await aws.job({ inputs })
    expect(job.annotations.filter(({ level }) => level === 'error').map(({ title }) => title)).toContain(
      'AMI rollout: a trial instance is left',
    )
    const [left] = trialsIn(aws.account)
    expect(job.summary).toContain(`aws ec2 terminate-instances --region eu-west-1 --instance-ids ${left?.id}\n`)
  })

  test('without it a version whose trial fails is deleted all the same: its own instance does not keep it', async () => {
    await using aws = await simulated(untagged, { policy: without('EndTheTrial') })
    const job = await aws.job({ inputs: { ...inputs, verify: 'x' }, verifyRunner: scripted('failed', []) })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial' })
    expect(trialsIn(aws.account).map(({ ec2State }) => ec2State)).toEqual(['running'])
    expect(aws.account.templates.all[0]?.versions.some(({ number }) => number === 9)).toBe(false)
  })

  test('without ReadItsConsole the verdict is the same, and how far the image booted is not shown', async () => {
    const panics = { ...dies(20), console: 'Kernel panic - not syncing: VFS: Unable to mount root fs' }
    const shownBy = async (its: (account: Account) => PolicyDocument) => {
      await using aws = await simulated(untagged, { policy: its })
      aws.account.image({ id: NEW_IMAGE, behaviour: panics })
      const job = await aws.job({ inputs })
      expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial' })
      return job.summary.includes('Unable to mount root fs')
    }
    expect(await shownBy(policy)).toBe(true)
    expect(await shownBy(without('ReadItsConsole'))).toBe(false)
  })

  test('without the block altogether nothing else changes', async () => {
    await using aws = await simulated((agenda) => web(agenda), { policy: documentedPolicy })
    expect((await aws.job()).outputs).toMatchObject({ outcome: 'succeeded' })
  })
})
