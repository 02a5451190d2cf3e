/**
 * A stand-in for CloudFormation: it furnishes what a template declares, all at once after a while, and takes it away again.
 * It stands for the four operations that `npm run live` sends, so that that program can be played whole; it is no model of
 * how CloudFormation works. moto plays the template itself (`npm run conformance -- live`).
 */
import { AwsError } from '../error.ts'
import type { Account } from './account.ts'
import { type FurnishedResource, furnish } from './stack-resources.ts'
import { evaluated, type StackTemplate, stackTemplate, type Values } from './stack-template.ts'
import { zonesOf } from './subnet.ts'

/** Milliseconds from a request until all of it is done. */
const TAKES = 120_000

/** CloudFormation's words, as far as the stand-in comes to them. */
export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'

/** A request for a stack. */
export interface StackRequest {
  readonly name: string
  readonly body: string
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

/** One stack. `failure`: what became of the first resource that could not be made. */
export interface Stack extends Pick<StackRequest, 'name' | 'parameters' | 'tags'> {
  readonly id: string
  readonly created: number
  status: StackStatus
  failure?: { readonly logicalId: string; readonly type: string; readonly message: string }
  resources: readonly FurnishedResource[]
  outputs: Readonly<Record<string, string>>
}

/** The stacks of an account. */
export class Stacks {
  readonly #account: Account
  readonly #all: Stack[] = []

  constructor(account: Account) {
    this.#account = account
  }

  /** By id also one that is deleted; by name one that is there. Throws ValidationError. */
  find(wanted: string): Stack {
    const found = this.#all.find(
      ({ id, name, status }) => id === wanted || (name === wanted && status !== 'DELETE_COMPLETE'),
    )
    if (!found) throw new AwsError('ValidationError', `Stack with id ${wanted} does not exist`)
    return found
  }

  /** Those that are there. */
  get all(): readonly Stack[] {
    return this.#all.filter(({ status }) => status !== 'DELETE_COMPLETE')
  }

  /** Begins to make one. Throws AlreadyExistsException, and ValidationError for parameters that do not fit. */
  create({ name, body, parameters, tags }: StackRequest): Stack {
    if (this.all.some((one) => one.name === name))
      throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`)
    const template = stackTemplate(body)
    const missing = template.parameters.filter((one) => parameters[one] === undefined)
    if (missing.length > 0)
      throw new AwsError('ValidationError', `Parameters: [${missing.join(', ')}] must have values`)
    const { agenda, ids, region, id: account } = this.#account
    const id = `arn:aws:cloudformation:${region}:${account}:stack/${name}/${ids.uuid('stack')}`
    const begun = { id, name, parameters, tags, created: agenda.now, status: 'CREATE_IN_PROGRESS' as const }
    const stack: Stack = { ...begun, resources: [], outputs: {} }
    this.#all.push(stack)
    agenda.after(TAKES, () => this.#complete(stack, template))
    return stack
  }

  /** Begins to delete one; nothing for one that is not there. */
  delete(wanted: string): void {
    const stack = this.all.find(({ id, name }) => id === wanted || name === wanted)
    if (!stack || stack.status === 'DELETE_IN_PROGRESS') return
    stack.status = 'DELETE_IN_PROGRESS'
    this.#account.agenda.after(TAKES, () => {
      remove(stack)
      stack.status = 'DELETE_COMPLETE'
    })
  }

  #complete(stack: Stack, template: StackTemplate): void {
    if (stack.status !== 'CREATE_IN_PROGRESS') return
    const values = this.#valuesOf(stack)
    for (const { logicalId, type, properties } of template.resources)
      try {
        const known = evaluated(properties, values)
        const made = furnish(this.#account, stack.name, { logicalId, type, properties: { ...(known as object) } })
        stack.resources = [...stack.resources, made]
      } catch (error) {
        stack.failure = { logicalId, type, message: error instanceof Error ? error.message : String(error) }
        remove(stack)
        stack.status = 'ROLLBACK_COMPLETE'
        return
      }
    const outputs = Object.entries(template.outputs).map(([name, value]) => [name, String(evaluated(value, values))])
    stack.outputs = Object.fromEntries(outputs)
    stack.status = 'CREATE_COMPLETE'
  }

  #valuesOf(stack: Stack): Values {
    const { region, id } = this.#account
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::Region': region,
      'AWS::AccountId': id,
      'AWS::Partition': 'aws',
      'AWS::StackName': stack.name,
    }
    const resource = (logicalId: string) => {
      const found = stack.resources.find((one) => one.logicalId === logicalId)
      if (!found) throw new Error(`${logicalId} is neither a parameter nor a resource`)
      return found
    }
    return {
      zones: zonesOf(region),
      ref: (name) => stack.parameters[name] ?? pseudo[name] ?? resource(name).physicalId,
      attribute: (logicalId, name) => resource(logicalId).attributes?.[name] ?? '',
    }
  }
}

function remove(stack: Stack): void {
  for (const resource of stack.resources.toReversed()) resource.remove()
}
