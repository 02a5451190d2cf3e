import { expect, test } from 'vitest'
import type { Agent } from '../../aws/world/agent.ts'
import { allPages, served } from './service-scene.ts'

/** Six servers of the group whose agents do all the same. */
async function fleet(agent: Agent = {}) {
  const world = await served()
  for (const { launchInfo } of world.group.instances) Object.assign(launchInfo, { behaviour: { agent } })
  return { ...world, ids: world.group.instances.map(({ id }) => id) }
}

const shell = { DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['#!/bin/sh', 'echo $0'] } }

test('a script runs on each node, and its output can be read', async () => {
  const { agenda, ids, ssm, account } = await fleet({
    script: (script, id) => ({ seconds: 20, stdout: `${script} on ${id}\n`, stderr: 'warned\n' }),
  })
  const { Command } = await ssm.sendCommand({ ...shell, InstanceIds: ids, Comment: 'a check' })
  const CommandId = Command?.CommandId ?? ''
  agenda.run(40)
  const { CommandInvocations = [] } = await ssm.listCommandInvocations({ CommandId })
  expect(CommandInvocations.map(({ Status }) => Status)).toEqual(ids.map(() => 'Success'))
  const [InstanceId = ''] = ids
  expect(await ssm.getCommandInvocation({ CommandId, InstanceId })).toMatchObject({
    ResponseCode: 0,
    StandardOutputContent: `#!/bin/sh\necho $0 on ${InstanceId}\n`,
    StandardErrorContent: 'warned\n',
    Comment: 'a check',
  })
  expect((await ssm.listCommands({})).Commands).toMatchObject([{ CommandId, Comment: 'a check', Status: 'Success' }])
  expect(account.commands.all).toHaveLength(1)
})

test('an agent that comes back in touch runs what waits for it', async () => {
  const { agenda, ids, ssm, group } = await fleet()
  const since = (agenda.now - (group.instances[0]?.runningAt ?? 0)) / 1000
  for (const { launchInfo } of group.instances)
    Object.assign(launchInfo, { behaviour: { agent: { isLost: { fromSeconds: since, forSeconds: 100 } } } })
  const nodes = async () => (await ssm.describeInstanceInformation({ MaxResults: 50 })).InstanceInformationList ?? []
  expect((await nodes()).map(({ PingStatus }) => PingStatus)).toEqual(ids.map(() => 'ConnectionLost'))
  const { Command } = await ssm.sendCommand({ ...shell, InstanceIds: ids.slice(0, 1) })
  const states = async () =>
    (await ssm.listCommandInvocations({ CommandId: Command?.CommandId ?? '' })).CommandInvocations?.map(
      ({ StatusDetails }) => StatusDetails,
    )
  agenda.run(90)
  expect(await states()).toEqual(['InProgress'])
  agenda.run(30)
  expect(await states()).toEqual(['Success'])
  expect((await nodes()).map(({ PingStatus }) => PingStatus)).toEqual(ids.map(() => 'Online'))
})

test('a shell script on Windows is for another platform', async () => {
  const { agenda, ids, ssm } = await fleet({ platform: 'Windows' })
  const { Command } = await ssm.sendCommand({ ...shell, InstanceIds: ids.slice(0, 1) })
  agenda.run(10)
  const { CommandInvocations = [] } = await ssm.listCommandInvocations({ CommandId: Command?.CommandId ?? '' })
  expect(CommandInvocations).toMatchObject([{ Status: 'Failed', StatusDetails: 'InvalidPlatform' }])
})

test('a cancel keeps a command from where it has not begun', async () => {
  const { agenda, ids, ssm } = await fleet({ script: { seconds: 30 } })
  const { Command } = await ssm.sendCommand({ ...shell, InstanceIds: ids, MaxConcurrency: '1' })
  const CommandId = Command?.CommandId ?? ''
  agenda.run(5)
  await ssm.cancelCommand({ CommandId })
  agenda.run(60)
  const { CommandInvocations = [] } = await ssm.listCommandInvocations({ CommandId })
  expect(CommandInvocations.map(({ StatusDetails }) => StatusDetails)).toEqual(ids.map(() => 'Cancelled'))
  await expect(ssm.cancelCommand({ CommandId: CommandId.replace(/^./, 'z') })).rejects.toMatchObject({
    name: 'InvalidCommandId',
  })
})

test('pages of ten nodes unless more are asked for, and at most fifty instances in a command', async () => {
  const { ids, ssm } = await fleet()
  const { sizes, all } = await allPages(async (NextToken) => {
    const answer = await ssm.describeInstanceInformation({ MaxResults: 5, ...(NextToken && { NextToken }) })
    return [answer.InstanceInformationList ?? [], answer.NextToken]
  })
  expect([sizes, all.map(({ InstanceId }) => InstanceId)]).toEqual([[5, 1], ids])
  const InstanceIds = Array.from({ length: 51 }, (_, i) => `i-${String(i).padStart(17, '0')}`)
  await expect(ssm.sendCommand({ ...shell, InstanceIds })).rejects.toMatchObject({ name: 'ValidationException' })
})

test('what the document does not take is refused', async () => {
  const { ids, ssm } = await fleet()
  const request = { ...shell, InstanceIds: ids }
  await expect(ssm.sendCommand({ ...request, Parameters: {} })).rejects.toMatchObject({ name: 'InvalidParameters' })
  await expect(ssm.sendCommand({ ...request, DocumentName: 'mine' })).rejects.toMatchObject({ name: 'InvalidDocument' })
  await expect(ssm.sendCommand({ ...request, MaxConcurrency: '10%' })).rejects.toMatchObject({
    name: 'SimulatorUnsupported',
  })
})
