/** The few functions of CloudFormation that our template uses, evaluated for a stack. */
import { parse, type ScalarTag, type Tags, type YAMLMap, type YAMLSeq } from 'yaml'

/** What CloudFormation knows of a stack before it makes anything. */
export interface Stack {
  readonly parameters: Readonly<Record<string, string>>
  readonly partition: string
  readonly region: string
  readonly account: string
}

type Mapping = Readonly<Record<string, unknown>>

export interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: string; readonly AllowedPattern?: string }>>
  readonly Conditions: Mapping
  readonly Resources: Readonly<Record<string, { readonly Condition?: string; readonly Properties: Mapping }>>
}

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `!Sub x` is short for `Fn::Sub: x`, and so on. */
const short = (tag: string, name: string): ScalarTag => ({
  tag,
  resolve: (value) => ({ [name]: name === 'Fn::GetAtt' ? value.split('.') : value }),
})
const list = (tag: string, name: string) => ({
  tag,
  collection: 'seq' as const,
  resolve: (seq: YAMLMap | YAMLSeq) => ({ [name]: seq.toJSON() }),
})
const tags: Tags = [
  short('!Sub', 'Fn::Sub'),
  short('!Ref', 'Ref'),
  short('!GetAtt', 'Fn::GetAtt'),
  list('!If', 'Fn::If'),
  list('!Equals', 'Fn::Equals'),
  list('!Not', 'Fn::Not'),
]

/** Reads a template. A short function within another is as good as a long one. */
export const templateOf = (text: string): Template => parse(text, { customTags: tags })

const NOTHING = Symbol('AWS::NoValue')

/** The properties of each resource that the stack has. Throws for a function that it does not know, and for a parameter that nobody set. */
export function resourcesOf(template: Template, stack: Stack): Readonly<Record<string, Mapping>> {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Partition': stack.partition,
    'AWS::Region': stack.region,
    'AWS::AccountId': stack.account,
    'AWS::NoValue': NOTHING,
  }
  const parameter = (name: string): unknown => {
    if (Object.hasOwn(pseudo, name)) return pseudo[name]
    const value = stack.parameters[name] ?? template.Parameters[name]?.Default
    if (value !== undefined) return value
    // Of our resources only the provider is referred to: by its ARN.
    if (name === 'Provider')
      return `arn:${stack.partition}:iam::${stack.account}:oidc-provider/token.actions.githubusercontent.com`
    throw new Error(`${name} is neither set nor has a default`)
  }
  const holds = (condition: unknown): boolean => evaluated(template.Conditions[String(condition)]) === true
  const call = (name: string, args: unknown): unknown => {
    const items = Array.isArray(args) ? args : [args]
    if (name === 'Ref') return parameter(String(args))
    if (name === 'Fn::Sub') return String(args).replace(/\$\{([\w:]+)\}/g, (_, word: string) => String(parameter(word)))
    if (name === 'Fn::If') return evaluated(holds(items[0]) ? items[1] : items[2])
    if (name === 'Fn::Equals') return evaluated(items[0]) === evaluated(items[1])
    if (name === 'Fn::Not') return evaluated(items[0]) !== true
    throw new Error(`no such function: ${name}`)
  }
  const evaluated = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(evaluated).filter((each) => each !== NOTHING)
    if (!isMapping(value)) return value
    const [[name = '', args] = [], ...more] = Object.entries(value)
    if (more.length === 0 && /^(Ref|Fn::\w+)$/.test(name)) return call(name, args)
    const members = Object.entries(value).map(([key, each]) => [key, evaluated(each)] as const)
    return Object.fromEntries(members.filter(([, each]) => each !== NOTHING))
  }
  return Object.fromEntries(
    Object.entries(template.Resources).flatMap(([name, { Condition, Properties }]) => {
      if (Condition !== undefined && !holds(Condition)) return []
      const properties = evaluated(Properties)
      return isMapping(properties) ? [[name, properties]] : []
    }),
  )
}
