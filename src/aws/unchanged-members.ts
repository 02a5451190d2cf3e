/**
 * The lists that each poll reads anew: a group's instances and a target group's targets. For a group of 1,000 each has
 * half a megabyte, the SDK reads XML character by character, and most of their members are as they were. Such a member
 * is taken out of the answer before the SDK reads it, and stays the same object. So what a poll costs grows with what
 * has changed.
 */
import type { DeserializeHandler, DeserializeHandlerArguments, HandlerExecutionContext, Pluggable } from '@smithy/types'
import { IncompleteAnswer } from './answer.ts'
import { at } from './thrown.ts'

/** One list in a command's answers. */
interface List {
  /** Its element in AWS's XML. */
  readonly element: string
  /** Whose list it is. `undefined` for a request that may answer with several lists, which are read whole. */
  owner(input: unknown): string | undefined
  in(output: unknown): unknown
}

const onlyOf = (list: unknown): unknown => (Array.isArray(list) && list.length === 1 ? list[0] : undefined)
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** By the SDK's command. */
const LISTS: Readonly<Record<string, List>> = {
  DescribeAutoScalingGroupsCommand: {
    element: 'Instances',
    owner: (input) => text(onlyOf(at(input, 'AutoScalingGroupNames'))),
    in: (output) => at(onlyOf(at(output, 'AutoScalingGroups')), 'Instances'),
  },
  DescribeTargetHealthCommand: {
    element: 'TargetHealthDescriptions',
    owner: (input) => text(at(input, 'TargetGroupArn')),
    in: (output) => at(output, 'TargetHealthDescriptions'),
  },
  DescribeInstanceHealthCommand: {
    element: 'InstanceStates',
    owner: (input) => text(at(input, 'LoadBalancerName')),
    in: (output) => at(output, 'InstanceStates'),
  },
}

/**
 * Makes once for each object, so that what is made from an unchanged member stays the same object too. `owner`: whose
 * list the object is in, always the same.
 */
export function oncePerObject<From extends object, To extends object>(
  make: (from: From, owner: string) => To,
): (from: From, owner: string) => To {
  const made = new WeakMap<From, To>()
  return (from, owner) => {
    const to = made.get(from) ?? make(from, owner)
    made.set(from, to)
    return to
  }
}

/** A list's members by their XML, from its newest answer. */
type Known = ReadonlyMap<string, unknown>

/** An answer whose known members were taken out: all its members in AWS's order, and the list to put them into. */
interface Shortened {
  readonly list: List
  readonly owner: string
  readonly members: readonly string[]
  readonly known: Known
}

/** Keeps the members of each list until its next answer. */
export function unchangedMembers<Input extends object, Output extends object>(): Pluggable<Input, Output> {
  const kept = new Map<string, Known>()
  const shortened = new WeakMap<object, Shortened>()
  return {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          const result = await next(args)
          const answer = typeof result.response === 'object' && result.response !== null ? result.response : {}
          const short = shortened.get(answer)
          if (short) kept.set(short.owner, joined(short, result.output))
          return result
        },
        { step: 'deserialize', priority: 'high', name: 'joinMembers' },
      )
      stack.addRelativeTo(
        (next: DeserializeHandler<Input, Output>, context: HandlerExecutionContext) =>
          async (args: DeserializeHandlerArguments<Input>) => {
            const result = await next(args)
            const list = LISTS[context.commandName ?? '']
            const owner = list?.owner(args.input)
            if (!list || owner === undefined || !isAnswer(result.response)) return result
            const split = splitMembers(Buffer.from(result.response.body).toString('utf8'), list.element)
            if (!split) return result
            const known: Known = kept.get(owner) ?? new Map()
            const changed = split.members.filter((member) => !known.has(member))
            result.response.body = Buffer.from(
              split.before + changed.map((member) => member + END_OF_MEMBER).join('') + split.after,
            )
            shortened.set(result.response, { list, owner, members: split.members, known })
            return result
          },
        { relation: 'before', toMiddleware: 'wholeAnswer', name: 'splitMembers' },
      )
    },
  }
}

/** Puts every member into the list that the SDK has read, which holds the changed ones alone. Returns them by their XML. */
function joined({ list, members, known }: Shortened, output: unknown): Known {
  const read = list.in(output)
  if (!Array.isArray(read)) throw new IncompleteAnswer(list.element)
  let next = 0
  const all = new Map<string, unknown>()
  const inOrder = members.map((member) => {
    const found = known.has(member) ? known.get(member) : read[next++]
    all.set(member, found)
    return found
  })
  if (next !== read.length) throw new IncompleteAnswer(list.element)
  read.splice(0, read.length, ...inOrder)
  return all
}

const MEMBER = '<member>'
const END_OF_MEMBER = '</member>'

/**
 * The members of the one list with this element, without their closing tags; `undefined` where their tags alone do not separate them, so that
 * the answer is read whole.
 */
export function splitMembers(
  xml: string,
  element: string,
): { readonly before: string; readonly members: readonly string[]; readonly after: string } | undefined {
  const opening = `<${element}>`
  const [from, to] = [xml.indexOf(opening) + opening.length, xml.lastIndexOf(`</${element}>`)]
  if (from < opening.length || to < from || xml.includes(opening, from)) return undefined
  const list = xml.slice(from, to)
  const members = list.split(END_OF_MEMBER)
  const rest = members.pop() ?? ''
  // As many openings as ends, and each begins with one: no list within a member, no comment and no character data with tags.
  const isPlain =
    rest.trim() === '' &&
    list.split(MEMBER).length === members.length + 1 &&
    members.every((each) => each.trimStart().startsWith(MEMBER)) &&
    !list.includes('<!')
  return isPlain ? { before: xml.slice(0, from), members, after: xml.slice(to) } : undefined
}

const isAnswer = (response: unknown): response is { readonly statusCode: number; body: Uint8Array } =>
  at(response, 'statusCode') === 200 && at(response, 'body') instanceof Uint8Array
