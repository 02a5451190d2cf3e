/**
 * The AWS CLI, as far as the workflows here use it: what it would refuse is refused; each command is the SDK's call, over
 * HTTP, with the credentials of the step.
 */
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  ResumeProcessesCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling'
import {
  CreateLaunchTemplateVersionCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { faultsOfScript } from '../repo/aws-cli.ts'
import type { Program } from './programs.ts'

/** The options of a command, by their names; each with its words. */
type Options = ReadonlyMap<string, readonly string[]>
type Environment = Readonly<Record<string, string>>
type Command = (options: Options, env: Environment) => Promise<unknown>

/** `outputs`: of CloudFormation's stacks, which no simulated service knows, by the stack's name. */
export function awsCli(url: string, outputs: Readonly<Record<string, string>> = {}): Program {
  return async (args, env) => {
    const [service = '', operation = '', ...words] = args
    const [fault] = faultsOfScript(['aws', ...args].map((word) => `'${word}'`).join(' '))
    if (fault !== undefined) throw new Error(fault)
    const options = optionsIn(words)
    const command = commands(url, outputs)[`${service} ${operation}`]
    if (!command) throw new Error(`${service} ${operation} is not one of the commands here`)
    const answer = await command(options, env)
    const [query] = options.get('query') ?? []
    return { stdout: query === undefined ? '' : `${asText(queried(answer, query))}\n` }
  }
}

const commands = (url: string, outputs: Readonly<Record<string, string>>): Readonly<Record<string, Command>> => ({
  'autoscaling describe-auto-scaling-groups': (options, env) =>
    new AutoScalingClient(client(url, env)).send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [one(options, 'auto-scaling-group-names')] }),
    ),
  'autoscaling suspend-processes': (options, env) =>
    new AutoScalingClient(client(url, env)).send(new SuspendProcessesCommand(processesIn(options))),
  'autoscaling resume-processes': (options, env) =>
    new AutoScalingClient(client(url, env)).send(new ResumeProcessesCommand(processesIn(options))),
  'ec2 create-launch-template-version': (options, env) =>
    new EC2Client(client(url, env)).send(
      new CreateLaunchTemplateVersionCommand({
        ...templateIn(options),
        SourceVersion: one(options, 'source-version'),
        LaunchTemplateData: JSON.parse(one(options, 'launch-template-data')),
      }),
    ),
  'ec2 describe-launch-template-versions': (options, env) =>
    new EC2Client(client(url, env)).send(
      new DescribeLaunchTemplateVersionsCommand({ ...templateIn(options), Versions: [one(options, 'versions')] }),
    ),
  'ssm get-parameter': (options, env) =>
    new SSMClient(client(url, env)).send(new GetParameterCommand({ Name: one(options, 'name') })),
  'ssm put-parameter': (options, env) =>
    new SSMClient(client(url, env)).send(
      new PutParameterCommand({
        Name: one(options, 'name'),
        Value: one(options, 'value'),
        Overwrite: options.has('overwrite'),
      }),
    ),
  'cloudformation describe-stacks': async (options) => {
    const value = outputs[one(options, 'stack-name')]
    if (value === undefined) throw new Error(`Stack with id ${one(options, 'stack-name')} does not exist`)
    return { Stacks: [{ Outputs: [{ OutputKey: 'Group', OutputValue: value }] }] }
  },
})

const client = (endpoint: string, env: Environment) => ({
  endpoint,
  region: env['AWS_REGION'] ?? '',
  credentials: {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: env['AWS_SESSION_TOKEN'] ?? '',
  },
})

const processesIn = (options: Options) => ({
  AutoScalingGroupName: one(options, 'auto-scaling-group-name'),
  ScalingProcesses: [...(options.get('scaling-processes') ?? [])],
})

const templateIn = (options: Options) =>
  options.has('launch-template-id')
    ? { LaunchTemplateId: one(options, 'launch-template-id') }
    : { LaunchTemplateName: one(options, 'launch-template-name') }

function one(options: Options, name: string): string {
  const [value] = options.get(name) ?? []
  if (value === undefined) throw new Error(`the following argument is required: --${name}`)
  return value
}

function optionsIn(words: readonly string[]): Options {
  const starts = words.flatMap((word, i) => (word.startsWith('--') ? [i] : []))
  return new Map(starts.map((at, i) => [words[at]?.slice(2) ?? '', words.slice(at + 1, starts[i + 1])]))
}

/** JMESPath's members, list items and lists of members: `a.b[0].c`, `a.[b,c]`. Throws for what it does not know. */
export function queried(value: unknown, query: string): unknown {
  const steps = query.match(/\.?\[[A-Za-z, ]+\]|\[\d+\]|\.?[A-Za-z]+|./g) ?? []
  return steps.reduce<unknown>((so, step) => {
    const [names, index] = [/^\.?\[([A-Za-z, ]+)\]$/.exec(step)?.[1], /^\[(\d+)\]$/.exec(step)?.[1]]
    if (names !== undefined) return names.split(',').map((name) => memberOf(so, name.trim()))
    if (index !== undefined) return memberOf(so, index)
    if (!/^\.?[A-Za-z]+$/.test(step)) throw new Error(`${query} is a query that is not understood here`)
    return memberOf(so, step.replace('.', ''))
  }, value)
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined

/** As `--output text` shows it. */
const asText = (value: unknown): string =>
  Array.isArray(value) ? value.map(asText).join('\t') : value === undefined ? 'None' : String(value)
