/** Systems Manager parameters: numbered versions, labels, and what a selector means. */
import { refuseParameter } from './refusal.ts'

/** One version. `at`: ms since epoch. */
export interface ParameterVersion {
  readonly number: number
  readonly value: string
  readonly at: number
}

/** A parameter as an account holds it. */
export class Parameter {
  readonly name: string
  readonly dataType: 'text' | 'aws:ec2:image'
  readonly #versions: ParameterVersion[] = []
  readonly #labels = new Map<string, number>()

  constructor(name: string, dataType: Parameter['dataType']) {
    this.name = name
    this.dataType = dataType
  }

  /** Writes the next version; its labels are moved to it from wherever they are. */
  put(value: string, at: number, labels: readonly string[] = []): void {
    const number = this.#versions.length + 1
    this.#versions.push({ number, value, at })
    for (const label of labels) this.#labels.set(label, number)
  }

  /** What a version number, a label or neither means now: neither is the newest. */
  find(selector: string | undefined): ParameterVersion | undefined {
    if (selector === undefined) return this.#versions.at(-1)
    const number = /^\d+$/.test(selector) ? Number(selector) : this.#labels.get(selector)
    return number === undefined ? undefined : this.#versions[number - 1]
  }
}

/** A parameter with the version that was asked for. */
export interface Found {
  readonly parameter: Parameter
  readonly version: ParameterVersion
  readonly selector: string | undefined
}

/** An account's parameters. */
export class Parameters {
  readonly #parameters = new Map<string, Parameter>()

  /** The parameter of this name, made if there is none yet. */
  open(name: string, dataType: Parameter['dataType']): Parameter {
    const parameter = this.#parameters.get(name) ?? new Parameter(name, dataType)
    this.#parameters.set(name, parameter)
    return parameter
  }

  /** By `name`, `name:version`, `name:label` or an ARN of these. Throws ParameterNotFound and ParameterVersionNotFound. */
  find(reference: string): Found {
    const { name, selector } = referenceOf(reference)
    const parameter = this.#parameters.get(name)
    if (!parameter) throw refuseParameter.missing(name)
    const version = parameter.find(selector)
    if (!version) throw refuseParameter.noVersion(name, selector ?? '')
    return { parameter, version, selector }
  }

  /** The value, for those who take nothing for an answer. */
  valueOf(reference: string): string | undefined {
    const { name, selector } = referenceOf(reference)
    return this.#parameters.get(name)?.find(selector)?.value
  }
}

/** An ARN ends in `:parameter/name`; the slash is the name's own if it is a path. */
const ARN = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter(?<name>\/[^:]+)(?::(?<selector>[^:]+))?$/

/** Name and selector of a reference. A name holds no colon. */
export function referenceOf(reference: string): { readonly name: string; readonly selector: string | undefined } {
  const arn = ARN.exec(reference)?.groups
  if (arn) return { name: arn['name'] ?? '', selector: arn['selector'] }
  const [name = '', selector] = reference.split(':')
  return { name, selector }
}

/** AWS's own parameters belong to no account. */
export function parameterArn(name: string, { region, id }: { readonly region: string; readonly id: string }): string {
  const owner = name.startsWith('/aws/service/') ? '' : id
  return `arn:aws:ssm:${region}:${owner}:parameter${name.startsWith('/') ? '' : '/'}${name}`
}
