/** AWS CLI commands, held against the schemas of the SDK: both are made from the same models of AWS. */
import * as autoScaling from '@aws-sdk/client-auto-scaling'
import * as cloudWatch from '@aws-sdk/client-cloudwatch'
import * as ec2 from '@aws-sdk/client-ec2'
import * as elb from '@aws-sdk/client-elastic-load-balancing'
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2'
import * as ssm from '@aws-sdk/client-ssm'
import * as sts from '@aws-sdk/client-sts'
import type { NormalizedSchema } from '@smithy/core/schema'
import { requiredMembers } from '../../simulator/aws/wire/schema.ts'
import { modelOf, type OperationModel } from '../../simulator/aws/wire/service.ts'

const region = { region: 'eu-west-1' }
const models = {
  autoscaling: modelOf(autoScaling, new autoScaling.AutoScalingClient(region)),
  cloudwatch: modelOf(cloudWatch, new cloudWatch.CloudWatchClient(region)),
  ec2: modelOf(ec2, new ec2.EC2Client(region)),
  elb: modelOf(elb, new elb.ElasticLoadBalancingClient(region)),
  elbv2: modelOf(elbv2, new elbv2.ElasticLoadBalancingV2Client(region)),
  ssm: modelOf(ssm, new ssm.SSMClient(region)),
  sts: modelOf(sts, new sts.STSClient(region)),
}

/** Operations of services whose SDK is not installed here, with what they take and what they cannot do without (`!`) [their API references]. */
const others: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cloudformation: { 'describe-stacks': 'stack-name' },
  cloudtrail: { 'lookup-events': 'lookup-attributes start-time end-time event-category max-results' },
  iam: {
    'create-open-id-connect-provider': 'url! client-id-list thumbprint-list tags',
    'create-role':
      'role-name! assume-role-policy-document! path description max-session-duration permissions-boundary tags',
    'get-instance-profile': 'instance-profile-name!',
    'get-role': 'role-name!',
    'list-open-id-connect-providers': '',
    'put-role-policy': 'role-name! policy-name! policy-document!',
    'update-assume-role-policy': 'role-name! policy-document!',
    'update-role': 'role-name! description max-session-duration',
  },
}

/** Options of the CLI itself. */
const ofTheCli = new Set(['region', 'profile', 'output', 'query', 'no-cli-pager', 'max-items', 'no-paginate'])

/** What is wrong with the AWS CLI commands in a shell script, each as `operation: complaint`; empty when they are right. */
export const faultsOfScript = (script: string): readonly string[] => commandsIn(script).flatMap(faultsOf)

/** The AWS CLI commands of a script, each as its words. */
export const commandsIn = (script: string): readonly (readonly string[])[] =>
  simpleCommands(script).filter(([program]) => program === 'aws')

/** A waiter is a read that is repeated. */
const waiters: Readonly<Record<string, string>> = { 'image-available': 'describe-images' }

function faultsOf([, service = '', called = '', ...words]: readonly string[]): readonly string[] {
  const [waiter = '', ...options] = words
  return called === 'wait' ? faultsIn(service, waiters[waiter] ?? waiter, options) : faultsIn(service, called, words)
}

function faultsIn(service: string, operation: string, rest: readonly string[]): readonly string[] {
  const taken = explainedByScaleIn(service, operation)
  if (typeof taken === 'string') return [taken]
  const options = optionsIn(rest)
  const unknown = options.filter(
    ({ name }) => !ofTheCli.has(name) && !taken.members.has(plain(name.replace(/^no-/, ''))),
  )
  const given = new Set(options.map(({ name }) => plain(name)))
  const missing = taken.required.filter((name) => !given.has(plain(name)))
  return [
    ...unknown.map(({ name }) => `${operation}: has no --${name}`),
    ...missing.map((name) => `${operation}: lacks ${name}`),
    ...options.flatMap(({ name, values }) => {
      const schema = taken.members.get(plain(name))
      return schema ? values.flatMap((value) => misfits(value, schema, `${operation} --${name}`)) : []
    }),
  ]
}

interface Taken {
  readonly members: ReadonlyMap<string, NormalizedSchema | undefined>
  readonly required: readonly string[]
}

function explainedByScaleIn(service: string, operation: string): Taken | string {
  const listed = others[service]?.[operation]
  if (listed !== undefined) {
    const names = listed.split(' ')
    return {
      members: new Map(names.map((name) => [plain(name), undefined])),
      required: names.filter((name) => name.endsWith('!')),
    }
  }
  if (!isModelled(service)) return `${service} ${operation}: is a service or operation that this test does not know`
  const model = [...models[service].operations.values()].find(({ name }) => plain(name) === plain(operation))
  return model ? fromModel(model) : `${operation}: ${service} has no such operation`
}

const isModelled = (service: string): service is keyof typeof models => Object.hasOwn(models, service)

const fromModel = ({ input }: OperationModel): Taken => ({
  members: new Map(Array.from(input.structIterator(), ([name, schema]) => [plain(name), schema])),
  required: requiredMembers(input),
})

/** The CLI writes `AutoScalingGroupName` as `auto-scaling-group-name`. */
const plain = (name: string): string => name.replace(/\W/g, '').toLowerCase()

interface Option {
  readonly name: string
  readonly values: readonly string[]
}

function optionsIn(words: readonly string[]): readonly Option[] {
  const starts = words.flatMap((word, i) => (word.startsWith('--') ? [i] : []))
  return starts.map((at, i) => ({ name: words[at]?.slice(2) ?? '', values: words.slice(at + 1, starts[i + 1]) }))
}

/** Names that a structure does not have, in JSON and in the CLI's shorthand `Name=…,Name=…`. */
function misfits(value: string, schema: NormalizedSchema, path: string): readonly string[] {
  // What a command within prints is not known here.
  if (value.startsWith('$(')) return []
  if (/^[[{]/.test(value)) return unknownNames(JSON.parse(value), schema, path)
  const structure = schema.isListSchema() ? schema.getValueSchema() : schema
  if (!structure.isStructSchema()) return []
  const names = [...value.matchAll(/(?:^|,)(\w+)=/g)].map(([, name = '']) => name)
  return names.length === 0
    ? [`${path}: is neither JSON nor shorthand`]
    : unknownNames(Object.fromEntries(names.map((name) => [name, ''])), structure, path)
}

function unknownNames(value: unknown, schema: NormalizedSchema, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value))
    return schema.isListSchema()
      ? value.flatMap((each) => unknownNames(each, schema.getValueSchema(), path))
      : [`${path}: is no list`]
  if (!schema.isStructSchema()) return [`${path}: is no structure`]
  const members = new Map(schema.structIterator())
  return Object.entries(value).flatMap(([name, inner]) => {
    const member = members.get(name)
    return member ? unknownNames(inner, member, `${path}.${name}`) : [`${path}: has no ${name}`]
  })
}

/** Words of a shell script, command by command: quotes and continued lines as bash reads them, nothing expanded. */
function simpleCommands(script: string): readonly (readonly string[])[] {
  const tokens = script.matchAll(/\\\n|#[^\n]*|(?:'[^']*'|"(?:\\.|[^"\\])*"|\\[^\n]|[^\s'"\\|&;()])+|[\n|&;()]/g)
  const commands: string[][] = [[]]
  for (const [token] of tokens) {
    if (token === '\\\n' || token.startsWith('#')) continue
    if (/^[\n|&;()]$/.test(token)) commands.push([])
    else commands.at(-1)?.push(unquoted(token))
  }
  return commands.filter(({ length }) => length > 0)
}

const unquoted = (word: string): string =>
  word.replace(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
  )
