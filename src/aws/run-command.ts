/** Systems Manager adapter for Run Command. No SDK type leaves this file. */
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import type { CommandOutput, Invocation, ManagedInstance } from '../rollout/model/run-command.ts'
import type { Ms } from '../rollout/model/time.ts'
import { AwsProblem } from '../rollout/ports.ts'
import { IncompleteAnswer } from './answer.ts'
import { BATCH, batches } from './batches.ts'
import type { Calls } from './connection.ts'
import { pages } from './paging.ts'
import { wrapperFor } from './run-command/wrapper.ts'
import type { CommandReads, CommandWrites } from './services.ts'

/** Records on a page; ten unless said (DescribeInstanceInformation). */
const PAGE = 50
/** Seconds that a command waits for its agent: the least that SendCommand takes. The step has its own limit. */
const DELIVERY = 30
/** Lines of output that are kept. */
const TAIL_LINES = 20
/** Clocks differ, and AWS counts in whole seconds. */
const MARGIN: Ms = 300_000

/** Reads managed nodes and commands. */
export const commandReadsOf = (calls: Calls): CommandReads => ({
  async managedInstances(instances) {
    const found = await Promise.all(batches(instances, BATCH).map((batch) => nodesOf(calls, batch)))
    return found.flat()
  },
  async commandBy(comment, age) {
    const since = new Date(calls.awsNow() - age - MARGIN).toISOString().replace(/\.\d+Z$/, 'Z')
    const found = await pages(calls, 'ListCommands', {
      page: (token, options) =>
        calls.client(SSMClient).send(
          new ListCommandsCommand({
            Filters: [{ key: 'InvokedAfter', value: since }],
            MaxResults: PAGE,
            ...(token && { NextToken: token }),
          }),
          options,
        ),
      items: ({ Commands }) => Commands,
      next: ({ NextToken }) => NextToken,
      enough: (commands) => commands.some(({ Comment }) => Comment === comment),
    })
    return found.find(({ Comment }) => Comment === comment)?.CommandId
  },
  async invocations(command) {
    const found = await pages(calls, 'ListCommandInvocations', {
      page: (token, options) =>
        calls.client(SSMClient).send(
          new ListCommandInvocationsCommand({
            CommandId: command,
            MaxResults: PAGE,
            ...(token && { NextToken: token }),
          }),
          options,
        ),
      items: ({ CommandInvocations }) => CommandInvocations,
      next: ({ NextToken }) => NextToken,
    })
    return found.flatMap(({ InstanceId, StatusDetails, Status }) =>
      InstanceId === undefined ? [] : [{ instance: InstanceId, status: statusFrom(StatusDetails ?? Status) }],
    )
  },
  async commandOutput(command, instance) {
    const get = new GetCommandInvocationCommand({ CommandId: command, InstanceId: instance })
    try {
      return await calls.read('GetCommandInvocation', async (options) =>
        outputFrom(await calls.client(SSMClient).send(get, options)),
      )
    } catch (thrown) {
      if (thrown instanceof AwsProblem && thrown.problem.code === 'InvocationDoesNotExist') return undefined
      throw thrown
    }
  },
})

async function nodesOf(calls: Calls, ids: readonly string[]): Promise<readonly ManagedInstance[]> {
  const nodes = await pages(calls, 'DescribeInstanceInformation', {
    page: (token, options) =>
      calls.client(SSMClient).send(
        new DescribeInstanceInformationCommand({
          Filters: [{ Key: 'InstanceIds', Values: [...ids] }],
          MaxResults: PAGE,
          ...(token && { NextToken: token }),
        }),
        options,
      ),
    items: ({ InstanceInformationList }) => InstanceInformationList,
    next: ({ NextToken }) => NextToken,
  })
  return nodes.flatMap(({ InstanceId, PingStatus, PlatformType }) =>
    InstanceId === undefined
      ? []
      : [{ id: InstanceId, isOnline: PingStatus === 'Online', isWindows: PlatformType === 'Windows' }],
  )
}

const statuses: ReadonlyMap<string, Invocation['status']> = new Map<string, Invocation['status']>([
  ...(['Pending', 'InProgress', 'Delayed', 'Cancelling'] as const).map((name) => [name, 'unfinished'] as const),
  ...(
    [
      'Success',
      'Failed',
      'Cancelled',
      'Undeliverable',
      'Terminated',
      'DeliveryTimedOut',
      'ExecutionTimedOut',
      'InvalidPlatform',
      'AccessDenied',
      'TimedOut',
    ] as const
  ).map((name) => [name, name] as const),
])

/** AWS's texts have the details with blanks and without. What has no details yet has not ended. */
const statusFrom = (details: string | undefined): Invocation['status'] =>
  details === undefined ? 'unfinished' : (statuses.get(details.replaceAll(' ', '')) ?? 'Other')

/** -1: the script has not run there. */
function outputFrom({
  ResponseCode = -1,
  StandardOutputContent = '',
  StandardErrorContent = '',
}: {
  readonly ResponseCode?: number | undefined
  readonly StandardOutputContent?: string | undefined
  readonly StandardErrorContent?: string | undefined
}): CommandOutput {
  const lines = `${StandardOutputContent}\n${StandardErrorContent}`.split(/\r?\n/).filter((line) => line.trim() !== '')
  return { tail: lines.slice(-TAIL_LINES), ...(ResponseCode >= 0 && { exit: ResponseCode }) }
}

/** Sends and cancels commands. */
export const commandWritesOf = (calls: Calls): CommandWrites => ({
  async sendCommand({ comment, script, instances, isWindows, limit }) {
    const seconds = Math.floor(limit / 1000)
    const send = new SendCommandCommand({
      DocumentName: isWindows ? 'AWS-RunPowerShellScript' : 'AWS-RunShellScript',
      InstanceIds: [...instances],
      Comment: comment,
      TimeoutSeconds: DELIVERY,
      // Numbers, since AWS does not say how it rounds percentages. The first failure keeps the rest from beginning.
      MaxConcurrency: String(instances.length),
      MaxErrors: '0',
      // The wrapper ends the script before the agent would, which would lose its output.
      Parameters: {
        commands: [wrapperFor(script, { isWindows, seconds })],
        executionTimeout: [String(seconds + 10)],
      },
    })
    return calls.writeOnce('SendCommand', async (options) => {
      const { Command } = await calls.onceOnly(SSMClient).send(send, options)
      if (Command?.CommandId === undefined) throw new IncompleteAnswer('CommandId')
      return Command.CommandId
    })
  },
  async cancelCommand(command) {
    const cancel = new CancelCommandCommand({ CommandId: command })
    await calls.write('CancelCommand', (options) => calls.client(SSMClient).send(cancel, options))
  },
})
