/** Questions about Run Command: how soon a command is known, what a cancel does, and how its statuses are written. */
import { TerminateInstanceInAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import {
  CancelCommandCommand,
  type CommandInvocation,
  DescribeInstanceInformationCommand,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type SendCommandCommandInput,
} from '@aws-sdk/client-ssm'
import { groupNow, inServiceOf } from '../group.ts'
import { answered, isRefused, type LiveWorld, minutes, until } from '../live.ts'
import { callsOf, listAtPath, type RecordedCall, textAt } from '../recording.ts'
import { type LiveStep, ruleQuestion } from '../step.ts'
import { asked } from './refreshes.ts'
import { hasAny, instancesSeen, secondsUntil } from './timeline.ts'

const SOON_MS = 1_000

/** A well-formed id that belongs to nobody. */
const NOBODY = 'i-0123456789abcdef0'

/** Seconds: long enough to be cancelled meanwhile, and to outlive an instance. */
const LONG = 120

export const runCommand: LiveStep = {
  name: 'scripts on instances',
  says: 'Run Command: one script that is cancelled, one that fails, one for a stranger, one whose instance ends.',
  minutes: 12,
  questions: [
    ruleQuestion('invocationKnownAfter', 'How soon is a command listed?', (calls) =>
      secondsUntil(
        sent(calls, 'cancelled'),
        calls,
        ({ operation, answer }) => operation === 'ListCommandInvocations' && hasAny(answer, 'CommandInvocations'),
      ),
    ),
    ruleQuestion('statusDetailsSpelling', 'Are status details written with blanks?', (calls) => {
      const details = invocationsSeen(calls, 'cancelled').map((one) => textAt(one, 'StatusDetails'))
      return details.includes('In Progress') ? 'spaced' : details.includes('InProgress') ? 'joined' : undefined
    }),
    ruleQuestion('cancelOfRunning', 'Does CancelCommand end a script that runs?', (calls) => {
      const last = invocationsSeen(calls, 'cancelled').at(-1)
      const status = textAt(last, 'Status')
      return status === 'Cancelled' ? 'ends' : status === 'Success' ? 'goes-on' : undefined
    }),
    ruleQuestion('oneUnmanagedNode', 'Is a command refused whole for one instance that is not managed?', (calls) => {
      const call = callsOf(calls, 'SendCommand').find(({ input }) => textAt(input, 'Comment') === 'stranger')
      return call && (call.error ? 'refuses-all' : 'is-left-out')
    }),
    ruleQuestion('statusBesideUndeliverable', 'Which status stands beside the details Terminated?', (calls) => {
      const terminated = invocationsSeen(calls, 'failing').find((one) => textAt(one, 'StatusDetails') === 'Terminated')
      return terminated === undefined ? undefined : textAt(terminated, 'Status')
    }),
    ruleQuestion('invocationOfEnded', 'What becomes of a command whose instance ends?', (calls) => {
      const gone = instancesSeen(calls).find(({ value }) => [...value.values()].includes('terminated'))
      const last = callsOf(calls, 'ListCommandInvocations').findLast((call) => isOf(calls, call, 'outlives'))
      if (!gone || !last) return undefined
      const details = textAt(listAtPath(last.answer, 'CommandInvocations')[0], 'StatusDetails')
      if (details === 'Undeliverable') return 'undeliverable'
      return (last.repeated?.last ?? last.until) >= gone.from + minutes(1) ? 'in-progress' : undefined
    }),
  ],
  play: asked(async (live) => {
    const ids = await managed(live)
    const [first = '', second = ''] = ids
    await cancelledOne(live, first)
    await answered(send(live, 'stranger', { InstanceIds: [first, NOBODY], Parameters: script('exit 0') }))
    const failing = { InstanceIds: [first, second], Parameters: script('exit 1'), MaxConcurrency: '1', MaxErrors: '0' }
    await ended(live, await send(live, 'failing', failing), minutes(5))
    await outlivesItsInstance(live, second)
  }),
}

const script = (text: string): Record<string, string[]> => ({ commands: [text], executionTimeout: ['600'] })

/** The instances in service, once all of them are managed nodes. */
async function managed(live: LiveWorld): Promise<readonly string[]> {
  const ids = inServiceOf(await groupNow(live))
  await until(live, { what: 'managed nodes', everyMs: live.pollMs, atMostMs: minutes(10) }, async () => {
    const { InstanceInformationList = [] } = await live.clients.ssm.send(
      new DescribeInstanceInformationCommand({ MaxResults: 50 }),
    )
    const online = InstanceInformationList.filter(({ PingStatus }) => PingStatus === 'Online')
    return ids.every((id) => online.some(({ InstanceId }) => InstanceId === id)) ? true : undefined
  })
  return ids
}

/** `comment`: by which the judges find it. The command's id. */
async function send({ clients }: LiveWorld, comment: string, input: Omit<SendCommandCommandInput, 'DocumentName'>) {
  const { Command } = await clients.ssm.send(
    new SendCommandCommand({ DocumentName: 'AWS-RunShellScript', Comment: comment, TimeoutSeconds: 60, ...input }),
  )
  return Command?.CommandId ?? ''
}

async function invocations({ clients }: LiveWorld, CommandId: string): Promise<readonly CommandInvocation[]> {
  const answer = await answered(clients.ssm.send(new ListCommandInvocationsCommand({ CommandId })))
  return isRefused(answer) ? [] : (answer.CommandInvocations ?? [])
}

const FINAL: ReadonlySet<string> = new Set(['Success', 'Cancelled', 'TimedOut', 'Failed'])

const isFinal = ({ Status }: CommandInvocation): boolean => Status !== undefined && FINAL.has(Status)

/** Until every invocation is final, or the time is up: what was seen by then stands in the recording. */
async function ended(live: LiveWorld, id: string, atMostMs: number): Promise<void> {
  const end = live.clock.now() + atMostMs
  await until(live, { what: 'the end of a command', everyMs: live.pollMs, atMostMs: atMostMs * 2 }, async () => {
    const all = await invocations(live, id)
    const isDone = all.length > 0 && all.every(isFinal)
    return isDone || live.clock.now() >= end ? true : undefined
  })
}

async function cancelledOne(live: LiveWorld, instance: string): Promise<void> {
  const id = await send(live, 'cancelled', { InstanceIds: [instance], Parameters: script(`sleep ${LONG}`) })
  await until(live, { what: 'a script that runs', everyMs: SOON_MS, atMostMs: minutes(2) }, async () =>
    (await invocations(live, id)).some(({ Status }) => Status === 'InProgress') ? true : undefined,
  )
  await live.clients.ssm.send(new CancelCommandCommand({ CommandId: id }))
  await ended(live, id, minutes(4))
}

/** Its instance is ended while a script runs there; watched until the script would be over. */
async function outlivesItsInstance(live: LiveWorld, instance: string): Promise<void> {
  const { autoScaling, ec2 } = live.clients
  const id = await send(live, 'outlives', { InstanceIds: [instance], Parameters: script('sleep 180') })
  await until(live, { what: 'a script that runs', everyMs: SOON_MS, atMostMs: minutes(2) }, async () =>
    (await invocations(live, id)).some(({ Status }) => Status === 'InProgress') ? true : undefined,
  )
  await autoScaling.send(
    new TerminateInstanceInAutoScalingGroupCommand({ InstanceId: instance, ShouldDecrementDesiredCapacity: false }),
  )
  await until(live, { what: 'the end of an instance', everyMs: live.pollMs, atMostMs: minutes(10) }, async () => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance] }))
    return Reservations[0]?.Instances?.[0]?.State?.Name === 'terminated' ? true : undefined
  })
  await ended(live, id, minutes(4))
}

const sent = (calls: readonly RecordedCall[], comment: string): RecordedCall | undefined =>
  callsOf(calls, 'SendCommand').find(({ input, error }) => textAt(input, 'Comment') === comment && error === undefined)

/** Whether a list is of the command with this comment. */
function isOf(calls: readonly RecordedCall[], { input }: RecordedCall, comment: string): boolean {
  const id = textAt(sent(calls, comment)?.answer, 'Command', 'CommandId')
  return id !== '' && textAt(input, 'CommandId') === id
}

const invocationsSeen = (calls: readonly RecordedCall[], comment: string): readonly unknown[] =>
  callsOf(calls, 'ListCommandInvocations')
    .filter((call) => isOf(calls, call, comment))
    .flatMap(({ answer }) => listAtPath(answer, 'CommandInvocations'))
