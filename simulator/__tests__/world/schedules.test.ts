import { expect, test } from 'vitest'
import { served } from './service-scene.ts'

const AutoScalingGroupName = 'web'

test('a schedule changes the sizes again and again, and says why', async () => {
  const { autoScaling, agenda, group } = await served()
  await autoScaling.putScheduledUpdateGroupAction({
    AutoScalingGroupName,
    ScheduledActionName: 'night',
    Recurrence: '0 4 * * *',
    MinSize: 0,
    MaxSize: 6,
    DesiredCapacity: 0,
  })
  await autoScaling.putScheduledUpdateGroupAction({
    AutoScalingGroupName,
    ScheduledActionName: 'morning',
    Recurrence: '0 6 * * *',
    DesiredCapacity: 4,
  })
  agenda.run(3600 + 300)
  expect(group.fleet.live).toHaveLength(0)
  expect(group.configuration).toMatchObject({ min: 0, max: 6, desired: 0 })
  agenda.run(7200)
  expect(group.fleet.live).toHaveLength(4)
  expect(group.activities.list(agenda.now)[0]?.cause).toMatch(/scheduled action morning .* from 0 to 4\./)
  agenda.run(22 * 3600)
  expect(group.fleet.live).toHaveLength(0)
})

test('what is to come is described with its next time; what is over is not', async () => {
  const { autoScaling, agenda } = await served()
  const put = (ScheduledActionName: string, StartTime: Date) =>
    autoScaling.putScheduledUpdateGroupAction({
      AutoScalingGroupName,
      ScheduledActionName,
      StartTime,
      DesiredCapacity: 5,
    })
  await put('soon', new Date(agenda.now + 600_000))
  await put('later', new Date(agenda.now + 86_400_000))
  const names = async (more = {}) =>
    (await autoScaling.describeScheduledActions({ AutoScalingGroupName, ...more })).ScheduledUpdateGroupActions?.map(
      ({ ScheduledActionName }) => ScheduledActionName,
    )
  expect(await names()).toEqual(['later', 'soon'])
  expect(await names({ EndTime: new Date(agenda.now + 3_600_000) })).toEqual(['soon'])
  expect(await names({ ScheduledActionNames: ['later'] })).toEqual(['later'])
  agenda.run(601)
  expect(await names()).toEqual(['later'])
  await autoScaling.deleteScheduledAction({ AutoScalingGroupName, ScheduledActionName: 'later' })
  expect(await names()).toEqual([])
})

test('a recurrence that cannot be read is refused', async () => {
  const { autoScaling } = await served()
  const action = { AutoScalingGroupName, ScheduledActionName: 'bad', DesiredCapacity: 1 }
  await expect(autoScaling.putScheduledUpdateGroupAction({ ...action, Recurrence: 'at night' })).rejects.toMatchObject({
    name: 'ValidationError',
  })
  await expect(autoScaling.deleteScheduledAction(action)).rejects.toMatchObject({ name: 'ValidationError' })
})
