import { describe, expect, test } from 'vitest'
import { boots, brokenKey, clientError, dies, launchIsCancelled, writes } from '../../aws/world/behaviour.ts'
import { stateReasons } from '../../aws/world/state-reason.ts'
import { refreshTo2, runUntil } from './scene.ts'
import { served } from './service-scene.ts'

/** A served world, and what EC2 says of one instance. */
async function told(...different: Parameters<typeof served>) {
  const world = await served(...different)
  const look = async (id: string) => {
    const { Reservations } = await world.ec2.describeInstances({ InstanceIds: [id] })
    return Reservations?.[0]?.Instances?.[0]
  }
  return { ...world, look }
}

/** The first instance of the group. */
function first({ group }: Awaited<ReturnType<typeof served>>) {
  const [instance] = group.instances
  if (!instance) throw new Error('no instances')
  return instance
}

describe('EC2 tells how a machine ended', () => {
  test('nothing of one that runs', async () => {
    const world = await told()
    const running = await world.look(first(world).id)
    expect(running).not.toHaveProperty('StateReason')
    expect(running).not.toHaveProperty('StateTransitionReason')
  })

  test.each([
    ['by somebody’s hand', stateReasons.byUser, 'Client.UserInitiatedShutdown: User initiated shutdown', 'User'],
    [
      'for want of Spot capacity',
      stateReasons.spotInterruption,
      'Server.SpotInstanceTermination: Spot instance termination',
      'Service',
    ],
  ] as const)('%s', async (_how, death, Message, who) => {
    const world = await told()
    const victim = first(world)
    world.group.fleet.kill(victim, death)
    expect(await world.look(victim.id)).toMatchObject({
      State: { Name: 'terminated' },
      StateReason: { Code: death.code, Message },
      StateTransitionReason: `${who} initiated (2026-11-21 03:00:00 GMT)`,
    })
  })

  test('by itself, as its image has it', async () => {
    const world = await told({ next: dies(30), group: { desired: 1 } })
    refreshTo2(world.group)
    world.agenda.runUntil(world.agenda.now + 600_000, () => world.group.instances[1]?.ec2State === 'terminated')
    expect(await world.look(world.group.instances[1]?.id ?? '')).toMatchObject({
      StateReason: { Code: 'Client.InstanceInitiatedShutdown' },
    })
  })

  test('by Auto Scaling, from the moment that it is shut down', async () => {
    const world = await told()
    const old = first(world)
    world.group.terminateInstance(old.id)
    world.agenda.run(35)
    expect(await world.look(old.id)).toMatchObject({
      State: { Name: 'shutting-down' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
    })
  })

  test.each([
    ['a key in the wrong state', brokenKey, 'Client.InvalidKMSKey.InvalidState'],
    ['a key without a grant', clientError, 'Client.InternalError'],
  ])('on its way up, for %s', async (_why, reason, Code) => {
    const world = await told({ next: launchIsCancelled(reason), group: { desired: 1 } })
    refreshTo2(world.group)
    world.agenda.runUntil(world.agenda.now + 600_000, () => world.group.instances.length === 2)
    const born = world.group.instances[1]?.id ?? ''
    world.agenda.run(25)
    expect(await world.look(born)).toMatchObject({
      State: { Name: 'terminated' },
      StateReason: { Code, Message: reason },
    })
  })
})

test('one Spot interruption in the middle of a refresh is replaced by the new, and the refresh succeeds', async () => {
  const world = await served()
  refreshTo2(world.group)
  world.agenda.run(200)
  const fresh = world.group.instances.find(
    ({ launchInfo, lifecycle }) => launchInfo.template.version === '2' && lifecycle === 'InService',
  )
  if (!fresh) throw new Error('none is new')
  world.group.fleet.kill(fresh, stateReasons.spotInterruption)
  runUntil(world.agenda, world.group, 'Successful')
  expect(world.group.fleet.live.map(({ launchInfo }) => launchInfo.imageId)).toEqual(Array(6).fill('ami-2'))
  const causes = world.group.activities.list(world.agenda.now).map(({ cause }) => cause.replace(/^At \S+ /, ''))
  expect(causes).toContain(
    'an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.',
  )
})

describe('the console', () => {
  test('shows what the image writes, for as long as EC2 knows the instance', async () => {
    const text = 'cloud-init: FATAL: no such host\nreboot: Power down\n'
    const { ec2, agenda, group } = await served({ version: '2', next: { ...boots(20), ...writes(text) } })
    const [instance] = group.instances
    if (!instance) throw new Error('no instances')
    const InstanceId = instance.id
    const read = async () => {
      const { Output = '' } = await ec2.getConsoleOutput({ InstanceId })
      return Buffer.from(Output, 'base64').toString()
    }
    expect(await read()).toBe(text)
    group.fleet.kill(instance)
    agenda.run(3500)
    expect(await read()).toBe(text)
    agenda.run(200)
    await expect(read()).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' })
  })

  test('may be empty', async () => {
    const { ec2, group } = await served({ group: { desired: 1 } })
    const answer = await ec2.getConsoleOutput({ InstanceId: group.instances[0]?.id })
    expect(answer).not.toHaveProperty('Output')
  })
})
