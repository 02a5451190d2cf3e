/** A CloudFormation template as far as the stand-in reads it: resources in the order of their references, functions resolved. */
import { parse } from 'yaml'

/** One resource as the template declares it. */
export interface DeclaredResource {
  readonly logicalId: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** A template that has been read. `outputs`: expressions by name. */
export interface StackTemplate {
  readonly parameters: readonly string[]
  readonly resources: readonly DeclaredResource[]
  readonly outputs: Readonly<Record<string, unknown>>
}

/** What references mean: `Ref` of a parameter, a pseudo parameter or a resource; `Fn::GetAtt`; the zones of the region. */
export interface Values {
  ref(name: string): string
  attribute(logicalId: string, name: string): string
  readonly zones: readonly string[]
}

/** Reads a template's text. Throws for one without resources. */
export function stackTemplate(body: string): StackTemplate {
  const read = mappingOf(parse(body))
  const resources = Object.entries(mappingOf(read['Resources'])).map(([logicalId, one]) => {
    const { Type, Properties, DependsOn } = mappingOf(one)
    return { logicalId, type: String(Type), properties: mappingOf(Properties), after: [DependsOn ?? []].flat() }
  })
  if (resources.length === 0) throw new Error('the template declares no resources')
  const outputs = Object.entries(mappingOf(read['Outputs'])).map(([name, one]) => [name, mappingOf(one)['Value']])
  return {
    parameters: Object.keys(mappingOf(read['Parameters'])),
    resources: inOrder(resources),
    outputs: Object.fromEntries(outputs),
  }
}

/** A value with every function of CloudFormation's that the stand-in knows replaced by what it gives. Throws for any other. */
export function evaluated(value: unknown, values: Values): unknown {
  if (Array.isArray(value)) return value.map((one) => evaluated(one, values))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [name = '', argument] = entries[0] ?? []
  if (entries.length !== 1 || !(name === 'Ref' || name.startsWith('Fn::')))
    return Object.fromEntries(entries.map(([key, one]) => [key, evaluated(one, values)]))
  return functionOf(name, argument, values)
}

function functionOf(name: string, argument: unknown, values: Values): unknown {
  if (name === 'Ref') return values.ref(String(argument))
  if (name === 'Fn::GetAZs') return values.zones
  if (name === 'Fn::Base64') return Buffer.from(String(evaluated(argument, values))).toString('base64')
  if (name === 'Fn::Sub') return substituted(String(argument), values)
  if (name === 'Fn::GetAtt' && Array.isArray(argument))
    return values.attribute(String(argument[0]), String(argument[1]))
  if (name === 'Fn::Select' && Array.isArray(argument)) {
    const from = evaluated(argument[1], values)
    return Array.isArray(from) ? from[Number(argument[0])] : undefined
  }
  throw new Error(`${name} is not simulated`)
}

const substituted = (text: string, values: Values): string =>
  text.replace(/\$\{([^}!]+)\}/g, (_, name: string) => {
    const [logicalId = '', attribute] = name.split('.')
    return attribute === undefined ? values.ref(logicalId) : values.attribute(logicalId, attribute)
  })

interface Ordered extends DeclaredResource {
  readonly after: readonly unknown[]
}

/** Each behind what it refers to. Throws for a circle. */
function inOrder(resources: readonly Ordered[]): readonly DeclaredResource[] {
  const ids = new Set(resources.map(({ logicalId }) => logicalId))
  const placed = new Set<string>()
  const result: DeclaredResource[] = []
  while (result.length < resources.length) {
    const ready = resources.filter(
      (one) =>
        !placed.has(one.logicalId) &&
        [...referencesIn(one.properties), ...one.after.map(String)].every((id) => !ids.has(id) || placed.has(id)),
    )
    if (ready.length === 0) throw new Error('the resources of the template refer to each other in a circle')
    for (const { logicalId, type, properties } of ready) {
      placed.add(logicalId)
      result.push({ logicalId, type, properties })
    }
  }
  return result
}

function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => {
    if (name === 'Ref') return [String(one)]
    if (name === 'Fn::GetAtt' && Array.isArray(one)) return [String(one[0])]
    if (name === 'Fn::Sub') return Array.from(String(one).matchAll(/\$\{([^}.!]+)/g), ([, reference = '']) => reference)
    return referencesIn(one)
  })
}

/** A value as a mapping; empty for anything else. */
export const mappingOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
