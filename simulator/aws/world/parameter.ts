/** Systems Manager parameters: numbered versions, labels, and what a selector means. */
import type { Agenda } from './agenda.ts'
import type { Image } from './image.ts'
import { refuseParameter } from './refusal.ts'
import type { Rules } from './rules.ts'

/** One version. `at`: ms since epoch. */
export interface ParameterVersion {
  readonly number: number
  readonly value: string
  readonly at: number
}

/** What a parameter holds. A list is one text with commas; what is secure is given as it is encrypted, unless decryption is asked for. */
export type ParameterType = 'String' | 'StringList' | 'SecureString'

/** A parameter as an account holds it; one that another account shares has its ARN for a name. */
export class Parameter {
  readonly name: string
  readonly type: ParameterType
  readonly dataType: 'text' | 'aws:ec2:image'
  readonly #versions: ParameterVersion[] = []
  readonly #labels = new Map<string, number>()

  constructor(name: string, { type, dataType }: Pick<Parameter, 'type' | 'dataType'>) {
    this.name = name
    this.type = type
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

/** Where an account is. */
interface ParameterOwner {
  readonly region: string
  readonly id: string
}

/** What a value that is written depends on. */
interface ParameterWorld extends ParameterOwner {
  readonly agenda: Pick<Agenda, 'now' | 'after'>
  readonly images: ReadonlyMap<string, Pick<Image, 'state'>>
  readonly rules: Pick<Rules, 'imageParameterValidatedAfter' | 'invalidImageIsNotWritten'>
}

/** An account's parameters, and those that others share with it. */
export class Parameters {
  readonly #owner: ParameterWorld
  /** By ARN. */
  readonly #parameters = new Map<string, Parameter>()

  constructor(owner: ParameterWorld) {
    this.#owner = owner
  }

  /** In the order in which they were made. */
  get names(): readonly string[] {
    return Array.from(this.#parameters.values(), ({ name }) => name)
  }

  /** The parameter of this name, made if there is none yet. */
  open(name: string, kind: Pick<Parameter, 'type' | 'dataType'>): Parameter {
    const arn = parameterArn(name, this.#owner)
    const parameter = this.#parameters.get(arn) ?? new Parameter(name, kind)
    this.#parameters.set(arn, parameter)
    return parameter
  }

  /** Writes a value as a request does: an image is validated first, and one that is not available is never written. */
  put({ name, ...kind }: Pick<Parameter, 'name' | 'type' | 'dataType'>, value: string): void {
    const { agenda, rules, images } = this.#owner
    const write = () => this.open(name, kind).put(value, agenda.now)
    const validated = () => {
      if (images.get(value)?.state === 'available' || !rules.invalidImageIsNotWritten) write()
    }
    if (kind.dataType === 'text') write()
    else agenda.after(1000 * rules.imageParameterValidatedAfter, validated)
  }

  /** Deletes a parameter with all its versions. */
  remove(name: string): void {
    this.#parameters.delete(parameterArn(name, this.#owner))
  }

  /** By `name`, `name:version`, `name:label` or an ARN of these. Throws ParameterNotFound and ParameterVersionNotFound. */
  find(reference: string): Found {
    const { name, selector } = referenceOf(reference)
    const parameter = this.lookUp(name)
    if (!parameter) throw refuseParameter.missing(name)
    const version = parameter.find(selector)
    if (!version) throw refuseParameter.noVersion(name, selector ?? '')
    return { parameter, version, selector }
  }

  /** The value, for those who take nothing for an answer. */
  valueOf(reference: string): string | undefined {
    const { name, selector } = referenceOf(reference)
    return this.lookUp(name)?.find(selector)?.value
  }

  /** Those of other accounts are found by their full ARN alone. [documented: GetParameter] */
  lookUp(name: string): Parameter | undefined {
    return this.#parameters.get(parameterArn(name, this.#owner))
  }
}

const ARN = /^(?<arn>arn:[^:]*:ssm:[^:]*:[^:]*:parameter\/[^:]+)(?::(?<selector>[^:]+))?$/

/** Name, or ARN, and selector of a reference. A name holds no colon. */
export function referenceOf(reference: string): { readonly name: string; readonly selector: string | undefined } {
  const found = ARN.exec(reference)?.groups
  if (found) return { name: found['arn'] ?? '', selector: found['selector'] }
  const [name = '', selector] = reference.split(':')
  return { name, selector }
}

/** The slash after `parameter` is the name's own if it is a path. AWS's own parameters belong to no account. */
export function parameterArn(name: string, { region, id }: ParameterOwner): string {
  if (ARN.test(name)) return name
  const owner = name.startsWith('/aws/service/') ? '' : id
  return `arn:aws:ssm:${region}:${owner}:parameter${name.startsWith('/') ? '' : '/'}${name}`
}
