/** Takes away everything of ours, however the program ends: by name and tag, not by what it remembers having made. */
import { DeleteAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import { DeleteStackCommand } from '@aws-sdk/client-cloudformation'
import { TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import type { Clients } from './clients.ts'
import { ownImages, ownSnapshots, removeImage, removeSnapshot } from './images.ts'
import { type Found, groups, instancesOf, inventory } from './inventory.ts'
import { answered, isRefused, type LiveClock, minutes, TooLong, until } from './live.ts'
import { NAME } from './names.ts'
import { stackNow } from './stack.ts'

/** What a teardown has at hand: clients that go on when the program is told to stop. */
export interface Remover {
  readonly clients: Clients
  readonly clock: LiveClock
  /** Aborted by somebody who does not want to wait for the teardown either. */
  readonly stop: AbortSignal
  say(line: string): void
}

/**
 * Ends the group at once, then the instances outside of it, then the stack, which they would hold, then the images and
 * their snapshots. What one of these steps fails at holds up no other. What is still there at the end, with the commands
 * that remove it; an empty list if nothing is.
 */
export async function tearDown(remover: Remover): Promise<readonly Found[]> {
  const steps: readonly (readonly [string, (remover: Remover) => Promise<void>])[] = [
    ['the group', endGroup],
    ['instances', endInstances],
    ['the stack', deleteStack],
    ['images and snapshots', removeImages],
  ]
  for (const [what, step] of steps)
    try {
      await step(remover)
    } catch (error) {
      remover.say(`  ${what}: ${error instanceof Error ? error.message : String(error)}`)
    }
  return inventory(remover.clients)
}

/** By force: its instances need no drain and no hook any more, and neither has the stack to wait for them. */
async function endGroup(remover: Remover): Promise<void> {
  const { clients } = remover
  if ((await groups(clients)).length === 0) return
  remover.say('  ending the group and its instances')
  const command = new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: NAME, ForceDelete: true })
  await clients.autoScaling.send(command)
  await until(remover, { ...slowly, what: 'the end of the group' }, async () =>
    (await groups(clients)).length === 0 ? true : undefined,
  )
}

/** What an instance of ours is outside of the group: a trial's, a question's. */
async function endInstances(remover: Remover): Promise<void> {
  const { clients } = remover
  const ids = (await instancesOf(clients)).map(({ id }) => id)
  if (ids.length > 0) {
    remover.say(`  terminating ${ids.join(', ')}`)
    await clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }))
  }
  await until(remover, { ...slowly, what: 'the end of the instances' }, async () =>
    (await instancesOf(clients, ['pending', 'running', 'stopping', 'stopped', 'shutting-down'])).length === 0
      ? true
      : undefined,
  )
}

/** A stack that is being made is deleted like any other. One that CloudFormation cannot delete is tried once more. */
async function deleteStack(remover: Remover): Promise<void> {
  for (const attempt of [1, 2]) {
    const { clients } = remover
    if (!(await stackNow(clients))) return
    remover.say(attempt === 1 ? '  deleting the stack' : '  deleting the stack once more')
    await clients.cloudFormation.send(new DeleteStackCommand({ StackName: NAME }))
    await until(remover, { ...slowly, what: 'the end of the stack' }, async () => {
      const status = (await stackNow(clients))?.StackStatus ?? 'DELETE_COMPLETE'
      return status.endsWith('_IN_PROGRESS') ? undefined : status
    })
  }
  throw new TooLong('CloudFormation could not delete the stack; its events say why')
}

/** An image that is still being copied may not go yet: it is tried again. */
async function removeImages(remover: Remover): Promise<void> {
  const { clients } = remover
  const refusals = new Map<string, string>()
  const remove = async (id: string, call: Promise<unknown>) => {
    const answer = await answered(call)
    if (isRefused(answer)) refusals.set(id, `${answer.refused}: ${answer.says}`)
  }
  const gone = async () => {
    for (const id of await ownImages(clients)) await remove(id, removeImage(clients, id))
    for (const id of await ownSnapshots(clients)) await remove(id, removeSnapshot(clients, id))
    const left = [...(await ownImages(clients)), ...(await ownSnapshots(clients))]
    return left.length === 0 ? true : undefined
  }
  if ((await ownImages(clients)).length + (await ownSnapshots(clients)).length === 0) return
  remover.say('  deregistering the images and deleting their snapshots')
  try {
    await until(remover, { ...slowly, atMostMs: minutes(10), what: 'the end of the images' }, gone)
  } catch (error) {
    for (const [id, refusal] of refusals) remover.say(`  ${id}: ${refusal}`)
    throw error
  }
}

const slowly = { everyMs: 10_000, atMostMs: minutes(20) } as const
