/** Run Command: send, list, get, cancel. */
import type { CommandInvocation, Command as CommandShape, SendCommandRequest } from '@aws-sdk/client-ssm'
import type { Call } from '../../call.ts'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import { cutOutput, detailsOf, type Invocation, isOver, statusOf } from '../../world/invocation.ts'
import type { CommandRequest, SentCommand } from '../../world/run-command.ts'
import { refuseUnsupported, unsupported } from '../unsupported.ts'
import { type SystemsManagerHandlers, systemsManagerNextToken, systemsManagerPage } from './common.ts'

/** Seconds, where a request says nothing. [documented: monitor-commands] */
const USUAL_TIMEOUT = 3600
/** Characters of outputs that are shown. */
const SHOWN = { stdout: 24_000, stderr: 8_000, listed: 2_500 }

/** Handlers for commands. */
export const commandCalls = (account: Account) =>
  ({
    SendCommand: (input, call) => {
      refuseUnsupported('SendCommand', input, supported)
      return { Command: describe(account, account.commands.send(requestFrom(input, call))) }
    },
    CancelCommand: ({ CommandId = '', InstanceIds }) => {
      account.commands.cancel(CommandId, InstanceIds)
      return {}
    },
    ListCommands: (input) => {
      refuseUnsupported('ListCommands', input, ['CommandId', 'Filters', 'MaxResults', 'NextToken'])
      const commands = (input.Filters ?? []).reduce<readonly SentCommand[]>(
        (left, { key, value = '' }) => left.filter((command) => passes(command, key, value)),
        listed(account, input.CommandId),
      )
      const found = systemsManagerPage(commands, input, { key: ({ id }) => id, usual: 50 })
      return { Commands: found.records.map((command) => describe(account, command)), ...systemsManagerNextToken(found) }
    },
    ListCommandInvocations: (input) => {
      refuseUnsupported('ListCommandInvocations', input, [
        'CommandId',
        'InstanceId',
        'Details',
        'MaxResults',
        'NextToken',
      ])
      const invocations = listed(account, input.CommandId).flatMap((command) =>
        command.invocations
          .filter(({ instance }) => input.InstanceId === undefined || instance.id === input.InstanceId)
          .map((invocation) => ({ command, invocation })),
      )
      const found = systemsManagerPage(invocations, input, {
        key: ({ command, invocation }) => `${command.id} ${invocation.instance.id}`,
        usual: 50,
      })
      const withDetails = input.Details === true
      return {
        CommandInvocations: found.records.map((each) => describeInvocation(account, { ...each, withDetails })),
        ...systemsManagerNextToken(found),
      }
    },
    GetCommandInvocation: ({ CommandId = '', InstanceId = '' }) => {
      const [command] = listed(account, CommandId)
      const invocation = command?.invocations.find(({ instance }) => instance.id === InstanceId)
      if (!command || !invocation) throw new AwsError('InvocationDoesNotExist', '')
      const { state, exit, stdout, stderr } = invocation
      const shown = (text: string, length: number) => (isOver(invocation) ? cut(account, text, length) : '')
      return {
        CommandId,
        InstanceId,
        Comment: command.request.comment,
        DocumentName: command.request.document,
        PluginName: pluginOf(command),
        ResponseCode: exit,
        Status: statusOf(state, account.rules),
        StatusDetails: detailsOf(state, account.rules),
        StandardOutputContent: shown(stdout, SHOWN.stdout),
        StandardErrorContent: shown(stderr, SHOWN.stderr),
      }
    },
  }) satisfies SystemsManagerHandlers

const supported: readonly (keyof SendCommandRequest)[] = [
  'InstanceIds',
  'DocumentName',
  'TimeoutSeconds',
  'Comment',
  'Parameters',
  'MaxConcurrency',
  'MaxErrors',
]

function requestFrom(input: SendCommandRequest, { refused = [] }: Call): CommandRequest {
  const { InstanceIds = [], DocumentName = '', Comment = '', Parameters = {} } = input
  const { commands = [], executionTimeout = [], ...others } = Parameters
  if (commands.length === 0) throw new AwsError('InvalidParameters', 'Parameter "commands" requires a value.')
  if (Object.keys(others).length > 0)
    throw new AwsError('InvalidParameters', `Parameters ${Object.keys(others)} are not valid.`)
  return {
    document: DocumentName,
    comment: Comment,
    script: commands.join('\n'),
    instances: InstanceIds,
    refused,
    deliveryTimeout: input.TimeoutSeconds ?? USUAL_TIMEOUT,
    executionTimeout: executionTimeoutFrom(executionTimeout[0]),
    maxConcurrency: numberFrom(input.MaxConcurrency, '50'),
    maxErrors: numberFrom(input.MaxErrors, '0'),
  }
}

/** The agent takes 5 to 172,800, and else an hour. [amazon-ssm-agent, pluginutil.go] */
function executionTimeoutFrom(text: string | undefined): number {
  const seconds = Number(text ?? USUAL_TIMEOUT)
  return seconds >= 5 && seconds <= 172_800 ? seconds : USUAL_TIMEOUT
}

/** How AWS rounds a percentage is not known. */
function numberFrom(text: string | undefined, usual: string): number {
  if (text?.endsWith('%')) throw unsupported('SendCommand with percentages')
  return Number(text ?? usual)
}

/** What can be seen by now. */
const listed = ({ commands, agenda, rules }: Account, id: string | undefined): readonly SentCommand[] =>
  commands.all.filter(
    (each) => (id === undefined || each.id === id) && each.at + rules.invocationKnownAfter * 1000 <= agenda.now,
  )

function passes({ request, at }: SentCommand, key: string | undefined, value: string): boolean {
  if (key === 'DocumentName') return request.document === value
  if (key === 'InvokedAfter') return at >= Date.parse(value)
  throw unsupported(`ListCommands with the filter ${key}`)
}

const pluginOf = ({ request }: SentCommand) =>
  request.document === 'AWS-RunShellScript' ? 'aws:runShellScript' : 'aws:runPowerShellScript'

const cut = ({ rules }: Account, text: string, length: number): string =>
  rules.outputIsTheBeginning ? cutOutput(text, length) : text

function describe({ rules }: Account, { id, request, at, isCancelled, invocations }: SentCommand): CommandShape {
  const over = invocations.filter(isOver)
  const [status = 'Pending'] = [
    ...(isCancelled ? (['Cancelled'] as const) : []),
    ...(over.length < invocations.length ? (['InProgress'] as const) : []),
    ...(over.every(({ state }) => state === 'Success') ? (['Success'] as const) : (['Failed'] as const)),
  ]
  return {
    CommandId: id,
    DocumentName: request.document,
    Comment: request.comment,
    RequestedDateTime: new Date(at),
    InstanceIds: [...request.instances],
    Parameters: { commands: [request.script], executionTimeout: [String(request.executionTimeout)] },
    Status: status,
    StatusDetails: rules.statusDetailsSpelling === 'spaced' ? status.replace('InProgress', 'In Progress') : status,
    MaxConcurrency: String(request.maxConcurrency),
    MaxErrors: String(request.maxErrors),
    TargetCount: invocations.length,
    CompletedCount: over.length,
    ErrorCount: over.filter(({ state }) => state !== 'Success').length,
    TimeoutSeconds: request.deliveryTimeout,
  }
}

interface Listed {
  readonly command: SentCommand
  readonly invocation: Invocation
  readonly withDetails: boolean
}

function describeInvocation(account: Account, { command, invocation, withDetails }: Listed): CommandInvocation {
  const { rules } = account
  const { instance, state, exit, stdout, stderr } = invocation
  const status = { Status: statusOf(state, rules), StatusDetails: detailsOf(state, rules) }
  const output = isOver(invocation) ? cut(account, `${stdout}${stderr}`, SHOWN.listed) : ''
  return {
    CommandId: command.id,
    InstanceId: instance.id,
    Comment: command.request.comment,
    DocumentName: command.request.document,
    RequestedDateTime: new Date(command.at),
    ...status,
    CommandPlugins: withDetails
      ? [{ Name: pluginOf(command), StatusDetails: status.StatusDetails, ResponseCode: exit, Output: output }]
      : [],
  }
}
