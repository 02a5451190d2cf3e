import { describe, expect, test } from 'vitest'
import { answersHooks, stallsHooks } from '../../aws/world/behaviour.ts'
import type { LifecycleHook } from '../../aws/world/lifecycle-hook.ts'
import { elapsed, refreshOf, refreshTo2, refusalOf, runUntil, scene, versions } from './scene.ts'
import { served } from './service-scene.ts'

const launching = { name: 'warm-cache', transition: 'launching', heartbeatTimeout: 300 } as const
const terminating = { name: 'drain', transition: 'terminating', heartbeatTimeout: 300 } as const
const answered = { afterSeconds: 40, result: 'CONTINUE' } as const

/** A group of one that launches another one under these hooks. */
function growing(hooks: readonly Partial<LifecycleHook>[], next = {}) {
  const world = scene({ version: '2', next, group: { desired: 0, hooks: hooks.map((h) => ({ ...launching, ...h })) } })
  world.group.update({ min: 1, max: 4 })
  const states: string[] = []
  const run = (seconds: number) =>
    world.agenda.runUntil(world.agenda.now + seconds * 1000, () => {
      const state = world.group.instances[0]?.lifecycle
      if (state !== undefined && state !== states.at(-1)) states.push(state)
      return false
    })
  return { ...world, states, run }
}

const launches = (world: ReturnType<typeof scene>) =>
  world.group.activities.list(world.agenda.now).filter(({ description }) => description.startsWith('Launching'))

describe('a launching hook', () => {
  test('keeps the instance waiting until its action is completed', () => {
    const world = growing([{ answer: answered }])
    world.run(60)
    expect(world.group.instances).toMatchObject([{ lifecycle: 'Pending:Wait', ec2State: 'running' }])
    expect(launches(world)).toMatchObject([{ status: 'MidLifecycleAction' }])
    world.run(60)
    expect(world.states).toEqual(['Pending', 'Pending:Wait', 'Pending:Proceed', 'InService'])
    expect(launches(world)).toMatchObject([{ status: 'Successful' }])
  })

  test('abandoned, it has the instance terminated and replaced, in AWS’s words', () => {
    const world = growing([{ answer: { afterSeconds: 40, result: 'ABANDON' } }])
    world.run(120)
    const cancelled = launches(world).find(({ status }) => status === 'Cancelled')
    expect(cancelled?.message).toMatch(
      /^Instance failed to complete user's Lifecycle Action: Lifecycle Action with token [0-9a-f-]{36} was abandoned: Lifecycle Action Completed with ABANDON Result$/,
    )
    expect(cancelled?.description).toContain(`.  Status Reason: ${cancelled?.message}`)
    const causes = world.group.activities.list(world.agenda.now).map(({ cause }) => cause.replace(/^At \S+ /, ''))
    expect(causes).toContain('an instance was taken out of service in response to a launch failure.')
    world.run(600)
    expect(launches(world).length).toBeGreaterThan(2)
    expect(world.group.instances.filter(({ lifecycle }) => lifecycle === 'InService')).toEqual([])
  })

  test.each([
    ['ABANDON', 'Cancelled'],
    ['CONTINUE', 'Successful'],
  ] as const)('that nobody answers ends after its heartbeat with its default: %s', (defaultResult, status) => {
    const world = growing([{ defaultResult }])
    world.run(31 + 299)
    expect(launches(world)).toMatchObject([{ status: 'MidLifecycleAction' }])
    world.run(5)
    expect(launches(world).at(-1)).toMatchObject({ status })
    if (status === 'Cancelled') expect(launches(world).at(-1)?.message).toMatch(/was abandoned: Heartbeat Timeout$/)
  })

  test('is one of several: all have to continue, one can abandon', () => {
    const slow = { name: 'slow', answer: { afterSeconds: 90, result: 'CONTINUE' } } as const
    const world = growing([{ answer: answered }, slow])
    world.run(31 + 85)
    expect(world.states.at(-1)).toBe('Pending:Wait')
    world.run(10)
    expect(world.states.at(-1)).toBe('InService')
    const bad = growing([{ answer: { afterSeconds: 40, result: 'ABANDON' } }, slow])
    bad.run(31 + 45)
    expect(bad.states.at(-1)).toBe('Terminating')
  })

  test.each([
    ['answers it', answersHooks(10), 'InService'],
    ['never answers it', stallsHooks, 'Pending:Wait'],
  ])('is the image’s to answer: an image that %s', (_what, next, state) => {
    const world = growing([{ answer: answered }], next)
    world.run(90)
    expect(world.states.at(-1)).toBe(state)
  })

  test('lets go of an instance that dies meanwhile', () => {
    const world = growing([{ answer: answered }])
    world.run(60)
    const [first] = world.group.instances
    if (!first) throw new Error('no instances')
    world.group.fleet.kill(first)
    expect(launches(world)[0]).toMatchObject({
      status: 'Cancelled',
      message:
        'Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.UserInitiatedShutdown: User initiated shutdown',
    })
    world.run(600)
    expect(first.lifecycle).toBe('Terminated')
    expect(world.group.instances).toMatchObject([{ lifecycle: 'InService' }])
  })
})

describe('a terminating hook', () => {
  test('keeps the instance after it was drained, whatever the result', () => {
    const { agenda, group } = scene({ group: { desired: 1, min: 0, hooks: [{ ...terminating, answer: answered }] } })
    const [first] = group.instances
    if (!first) throw new Error('no instances')
    group.setDesired(0)
    agenda.run(25)
    expect(first.lifecycle).toBe('Terminating')
    agenda.run(10)
    expect(first).toMatchObject({ lifecycle: 'Terminating:Wait', ec2State: 'running' })
    expect(group.activities.list(agenda.now)[0]?.status).toBe('MidLifecycleAction')
    agenda.run(40)
    expect(first).toMatchObject({ lifecycle: 'Terminating:Proceed', ec2State: 'shutting-down' })
    agenda.run(20)
    expect(group.instances).toEqual([])
  })
})

describe('a refresh under hooks', () => {
  const hooks = [
    { ...launching, answer: answered },
    { ...terminating, answer: answered },
  ]

  test('goes through them', () => {
    const { agenda, group } = scene({ group: { hooks } })
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222222')
  })

  test('that the new image never answers retries for an hour, then rolls back', () => {
    const { agenda, group } = scene({ next: stallsHooks, group: { hooks } })
    refreshTo2(group, { AutoRollback: true })
    runUntil(agenda, group, 'RollbackInProgress')
    expect(elapsed(agenda)).toBeGreaterThanOrEqual(3600)
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(versions(group)).toBe('111111')
  })

  test('is cancelled only when nobody waits any more', () => {
    const { agenda, group } = scene({ next: stallsHooks, group: { hooks } })
    refreshTo2(group)
    agenda.run(60)
    group.cancelRefresh()
    agenda.run(200)
    expect(refreshOf(group).status).toBe('Cancelling')
    runUntil(agenda, group, 'Cancelled')
  })
})

describe('Auto Scaling', () => {
  const AutoScalingGroupName = 'web'

  test('puts and describes hooks', async () => {
    const { autoScaling } = await served()
    await autoScaling.putLifecycleHook({
      AutoScalingGroupName,
      LifecycleHookName: 'warm-cache',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      HeartbeatTimeout: 120,
    })
    await autoScaling.putLifecycleHook({
      AutoScalingGroupName,
      LifecycleHookName: 'warm-cache',
      DefaultResult: 'CONTINUE',
    })
    const { LifecycleHooks } = await autoScaling.describeLifecycleHooks({ AutoScalingGroupName })
    expect(LifecycleHooks).toEqual([
      {
        AutoScalingGroupName,
        LifecycleHookName: 'warm-cache',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        HeartbeatTimeout: 120,
        GlobalTimeout: 12_000,
        DefaultResult: 'CONTINUE',
      },
    ])
    await expect(
      autoScaling.putLifecycleHook({ AutoScalingGroupName, LifecycleHookName: 'warm-cache', HeartbeatTimeout: 10 }),
    ).rejects.toMatchObject({ name: 'ValidationError' })
  })

  test('completes an action, of an instance that waits', async () => {
    const { autoScaling, agenda, group } = await served({ group: { desired: 1, hooks: [launching] } })
    group.setDesired(2)
    agenda.run(60)
    const complete = (InstanceId: string) =>
      autoScaling.completeLifecycleAction({
        AutoScalingGroupName,
        LifecycleHookName: 'warm-cache',
        InstanceId,
        LifecycleActionResult: 'CONTINUE',
      })
    const [old, fresh] = group.instances.map(({ id }) => id)
    await expect(complete(old ?? '')).rejects.toMatchObject({
      name: 'ValidationError',
      message: `No active Lifecycle Action found with instance ID ${old}`,
    })
    await complete(fresh ?? '')
    agenda.run(5)
    expect(group.instance(fresh ?? '').lifecycle).toBe('InService')
    expect(refusalOf(() => group.hooks.complete({ hook: 'warm-cache', token: 'x', result: 'ABANDON' })).message).toBe(
      'No active Lifecycle Action found with token x',
    )
  })
})
