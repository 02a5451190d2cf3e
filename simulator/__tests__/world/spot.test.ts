import { expect, test } from 'vitest'
import { scene } from './scene.ts'
import { served } from './service-scene.ts'

test('a Spot instance is interrupted two minutes after its notice, and replaced when that is found out', () => {
  const { account, agenda, group } = scene()
  const [first] = group.instances
  account.interruptSpot(first?.id ?? '')
  agenda.run(119)
  expect(first?.ec2State).toBe('running')
  agenda.run(2)
  expect(first?.ec2State).toBe('terminated')
  agenda.run(120)
  expect(group.fleet.live).toHaveLength(6)
  expect(group.activities.list(agenda.now).map(({ cause }) => cause)).toContainEqual(
    expect.stringContaining('an EC2 health check indicating it has been terminated or stopped'),
  )
})

test('EC2 says who ended an instance', async () => {
  const { account, ec2, group } = await served()
  const [one, two, three] = group.instances
  account.interruptSpot(one?.id ?? '', 0)
  await ec2.terminateInstances({ InstanceIds: [two?.id ?? ''] })
  account.end(three?.id ?? '', { code: 'Client.InstanceInitiatedShutdown', text: 'x', initiated: 'User' })
  account.agenda.run(1)
  const ids = [one, two, three].map((each) => each?.id ?? '')
  const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: ids })
  expect(Reservations.flatMap(({ Instances = [] }) => Instances.map(({ StateReason }) => StateReason?.Code))).toEqual([
    'Server.SpotInstanceTermination',
    'Client.UserInitiatedShutdown',
    'Client.InstanceInitiatedShutdown',
  ])
})
