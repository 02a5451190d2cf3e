import { expect } from 'vitest'
import type { Agent, ScriptRun } from '../../aws/world/agent.ts'
import type { Rules } from '../../aws/world/rules.ts'
import { provesDuration, provesRule, provesSwitch } from './proves.ts'
import { served } from './service-scene.ts'

const shell = { DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['true'] } }

/** Six servers of the group, and whatever Systems Manager is asked of them. */
async function fleet(rules: Partial<Rules>, agent: Agent = {}) {
  const world = await served({ rules })
  const instances = world.group.instances
  const ids = instances.map(({ id }) => id)
  const behave = (id: string, different: Agent) => {
    const instance = instances.find((each) => each.id === id)
    if (instance) Object.assign(instance.launchInfo, { behaviour: { agent: different } })
  }
  for (const id of ids) behave(id, agent)
  const send = async (InstanceIds: string[] = ids, more: object = {}) =>
    (await world.ssm.sendCommand({ ...shell, InstanceIds, ...more })).Command?.CommandId ?? ''
  const list = async (CommandId: string, Details = false) =>
    (await world.ssm.listCommandInvocations({ CommandId, Details })).CommandInvocations ?? []
  const states = async (id: string) => (await list(id)).map(({ StatusDetails }) => StatusDetails)
  return { ...world, ids, behave, send, list, states }
}

const first = ([id = '']: readonly string[]): string => id
const script = (run: ScriptRun): Agent => ({ script: run })

provesDuration('registrationTakes', async (seconds, rules) => {
  const { agenda, ec2, ssm, account } = await fleet(rules)
  const { Instances = [] } = await ec2.runInstances({
    MinCount: 1,
    MaxCount: 1,
    LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
  })
  const id = Instances[0]?.InstanceId ?? ''
  const nodes = async () =>
    (await ssm.describeInstanceInformation({ Filters: [{ Key: 'InstanceIds', Values: [id] }] })).InstanceInformationList
  agenda.run(30)
  expect(account.ec2Instances.get(id)?.ec2State).toBe('running')
  agenda.run(seconds - 1)
  expect(await nodes()).toEqual([])
  agenda.run(1)
  expect(await nodes()).toMatchObject([{ InstanceId: id, PingStatus: 'Online', PlatformType: 'Linux' }])
})

const oneUnmanaged = async (rules: Partial<Rules>) => {
  const { ids, behave, send, states, agenda } = await fleet(rules)
  behave(first(ids), { isMissing: true })
  const sent = await send(ids).catch(({ name, message }: Error) => `${name}: ${message}`)
  agenda.run(60)
  return { sent, missing: first(ids), states: sent.startsWith('Invalid') ? [] : await states(sent) }
}
provesSwitch('oneUnmanagedNode', {
  'refuses-all': async (rules) => {
    const { sent, missing } = await oneUnmanaged(rules)
    expect(sent).toBe(`InvalidInstanceId: Instances [[${missing}]] not in a valid state for account 123456789012`)
  },
  'is-left-out': async (rules) =>
    expect((await oneUnmanaged(rules)).states).toEqual(Array.from({ length: 5 }, () => 'Success')),
})

provesDuration('invocationKnownAfter', async (seconds, rules) => {
  const { agenda, ids, send, list, ssm } = await fleet(rules, script({ seconds: 100 }))
  const CommandId = await send([first(ids)])
  const get = () => ssm.getCommandInvocation({ CommandId, InstanceId: first(ids) })
  const commands = async () => (await ssm.listCommands({})).Commands
  agenda.runUntil(agenda.now + seconds * 1000 - 1)
  await expect(get()).rejects.toMatchObject({ name: 'InvocationDoesNotExist' })
  expect([await list(CommandId), await commands()]).toEqual([[], []])
  agenda.run(1)
  expect(await get()).toMatchObject({ StatusDetails: 'InProgress', ResponseCode: -1, StandardOutputContent: '' })
  expect(await commands()).toHaveLength(1)
})

provesRule('deliveryRampsUp', async (rules) => {
  const { agenda, send, states } = await fleet(rules, script({ seconds: 100 }))
  const id = await send()
  agenda.run(1)
  const pending = async () => (await states(id)).filter((state) => state === 'Pending').length
  expect(await pending()).toBe(3)
  agenda.run(1)
  expect(await pending()).toBe(0)
})

provesRule('maxErrorsTerminate', async (rules) => {
  const { agenda, send, states } = await fleet(rules, script({ exit: 3 }))
  const id = await send(undefined, { MaxConcurrency: '1', MaxErrors: '1' })
  agenda.run(60)
  expect(await states(id)).toEqual(['Failed', 'Failed', 'Terminated', 'Terminated', 'Terminated', 'Terminated'])
})

provesRule('executionTimeoutEnds', async (rules) => {
  const { agenda, ids, send, ssm } = await fleet(rules, script({ seconds: 100 }))
  const CommandId = await send([first(ids)], { Parameters: { commands: ['sleep 100'], executionTimeout: ['30'] } })
  agenda.run(110)
  const invocation = await ssm.getCommandInvocation({ CommandId, InstanceId: first(ids) })
  expect(invocation).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut', ResponseCode: 137 })
})

provesRule('totalTimeoutEnds', async (rules) => {
  const { agenda, ids, send, states } = await fleet(rules, { isLost: { fromSeconds: 0 } })
  const parameters = { TimeoutSeconds: 60, Parameters: { commands: ['true'], executionTimeout: ['30'] } }
  const id = await send([first(ids)], parameters)
  agenda.run(89)
  expect(await states(id)).toEqual(['InProgress'])
  agenda.run(1)
  expect(await states(id)).toEqual(['DeliveryTimedOut'])
})

const unbegun = async (rules: Partial<Rules>) => {
  const { agenda, ids, send, states } = await fleet(rules, { isLost: { fromSeconds: 0, unnoticedSeconds: 300 } })
  const id = await send([first(ids)], {
    TimeoutSeconds: 60,
    Parameters: { commands: ['true'], executionTimeout: ['30'] },
  })
  agenda.run(60)
  return states(id)
}
provesSwitch('deliveryTimeout', {
  'with-execution': async (rules) => expect(await unbegun(rules)).toEqual(['InProgress']),
  alone: async (rules) => expect(await unbegun(rules)).toEqual(['DeliveryTimedOut']),
})

provesRule('rebootExit', async (rules) => {
  for (const [platform, DocumentName, code] of [
    ['Linux', 'AWS-RunShellScript', 194],
    ['Windows', 'AWS-RunPowerShellScript', 3010],
  ] as const) {
    let runs = 0
    const { agenda, ids, send, states } = await fleet(rules, {
      platform,
      script: () => {
        runs += 1
        return { exit: runs === 1 ? code : 0 }
      },
    })
    const id = await send([first(ids)], { DocumentName })
    agenda.run(30)
    expect(await states(id)).toEqual(['InProgress'])
    agenda.run(60)
    expect(await states(id)).toEqual(['Success'])
  }
})

provesRule('accessDeniedInTheResult', async (rules) => {
  const { account, agenda, ids } = await fleet(rules)
  const command = account.commands.send({
    document: 'AWS-RunShellScript',
    comment: '',
    script: 'true',
    instances: ids.slice(0, 2),
    refused: [first(ids)],
    deliveryTimeout: 60,
    executionTimeout: 60,
    maxConcurrency: 50,
    maxErrors: 0,
  })
  agenda.run(60)
  expect(account.commands.find(command.id)?.invocations.map(({ state }) => state)).toEqual(['AccessDenied', 'Success'])
})

provesRule('outputIsTheBeginning', async (rules) => {
  const { agenda, ids, send, list, ssm } = await fleet(
    rules,
    script({ stdout: 'o'.repeat(30_000), stderr: 'e'.repeat(9_000) }),
  )
  const CommandId = await send([first(ids)])
  agenda.run(60)
  const { StandardOutputContent = '', StandardErrorContent = '' } = await ssm.getCommandInvocation({
    CommandId,
    InstanceId: first(ids),
  })
  expect([StandardOutputContent.length, StandardErrorContent.length]).toEqual([24_000, 8_000])
  expect(StandardOutputContent).toMatch(/^o+--output truncated--$/)
  const [listed] = await list(CommandId, true)
  expect(listed?.CommandPlugins?.[0]?.Output).toHaveLength(2_500)
})

const cancelled = async (rules: Partial<Rules>) => {
  const { agenda, ids, send, states, ssm } = await fleet(rules, script({ seconds: 40 }))
  const CommandId = await send([first(ids)])
  agenda.run(5)
  await ssm.cancelCommand({ CommandId })
  agenda.run(60)
  return states(CommandId)
}
provesSwitch('cancelOfRunning', {
  ends: async (rules) => expect(await cancelled(rules)).toEqual(['Cancelled']),
  'goes-on': async (rules) => expect(await cancelled(rules)).toEqual(['Success']),
})

const ended = async (rules: Partial<Rules>) => {
  const { account, agenda, ids, send, states } = await fleet(rules, script({ seconds: 30 }))
  const id = await send([first(ids)])
  agenda.run(5)
  account.interruptSpot(first(ids), 5)
  agenda.run(300)
  return states(id)
}
provesSwitch('invocationOfEnded', {
  'in-progress': async (rules) => expect(await ended(rules)).toEqual(['InProgress']),
  undeliverable: async (rules) => expect(await ended(rules)).toEqual(['Undeliverable']),
})

const undeliverable = async (rules: Partial<Rules>) => {
  const { agenda, ids, send, list } = await fleet(rules, script({ ends: 'Undeliverable' }))
  const id = await send([first(ids)])
  agenda.run(60)
  return (await list(id)).map(({ Status, StatusDetails }) => `${Status} ${StatusDetails}`)
}
provesSwitch('statusBesideUndeliverable', {
  Failed: async (rules) => expect(await undeliverable(rules)).toEqual(['Failed Undeliverable']),
  Cancelled: async (rules) => expect(await undeliverable(rules)).toEqual(['Cancelled Undeliverable']),
})

const spelled = async (rules: Partial<Rules>) => {
  const { agenda, ids, send, states } = await fleet(rules, script({ seconds: 100 }))
  const id = await send([first(ids)], { Parameters: { commands: ['sleep 100'], executionTimeout: ['30'] } })
  agenda.run(60)
  return states(id)
}
provesSwitch('statusDetailsSpelling', {
  joined: async (rules) => expect(await spelled(rules)).toEqual(['ExecutionTimedOut']),
  spaced: async (rules) => expect(await spelled(rules)).toEqual(['Execution Timed Out']),
})
