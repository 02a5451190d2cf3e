/**
 * The lists that each poll reads anew, such as a group's instances and a target group's targets. For a group of 1,000
 * each has half a megabyte, and the SDK reads XML character by character. Most members are as they were, and most of the
 * others differ from a member that has been read by the instance's id and address alone. Both are taken out of the
 * answer before the SDK reads it: the first stay the same objects, the second are made from what the SDK has read. So
 * what a poll costs hardly grows with the group.
 */
import type { DeserializeHandler, DeserializeHandlerArguments, HandlerExecutionContext, Pluggable } from '@smithy/types'
import { IncompleteAnswer, isAnswerRead } from './answer.ts'
import {
  isKnown,
  type Known,
  type KnownMember,
  knownFrom,
  type ListElements,
  type Member,
  type Members,
  type NamePath,
  noMembers,
  splitMembers,
} from './list-members.ts'
import { at } from './thrown.ts'

/** One list in a command's answers. */
interface List extends ListElements {
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
    member: 'member',
    owner: (input) => text(onlyOf(at(input, 'AutoScalingGroupNames'))),
    in: (output) => at(onlyOf(at(output, 'AutoScalingGroups')), 'Instances'),
  },
  DescribeTargetHealthCommand: {
    element: 'TargetHealthDescriptions',
    member: 'member',
    owner: (input) => text(at(input, 'TargetGroupArn')),
    in: (output) => at(output, 'TargetHealthDescriptions'),
  },
  DescribeInstanceHealthCommand: {
    element: 'InstanceStates',
    member: 'member',
    owner: (input) => text(at(input, 'LoadBalancerName')),
    in: (output) => at(output, 'InstanceStates'),
  },
  DescribeInstancesCommand: {
    element: 'reservationSet',
    member: 'item',
    owner: () => 'instances',
    in: (output) => at(output, 'Reservations'),
  },
  DescribeInstanceStatusCommand: {
    element: 'instanceStatusSet',
    member: 'item',
    owner: () => 'status checks',
    in: (output) => at(output, 'InstanceStatuses'),
  },
}

/** An answer of which the SDK reads a part: all members in AWS's order, and the list to put them into. */
interface Shortened {
  readonly list: List
  readonly owner: string
  readonly all: Members<Member | KnownMember>
  readonly known: Known
}

/** Keeps the members of each list until its next answer. */
export function knownMembers<Input extends object, Output extends object>(): Pluggable<Input, Output> {
  const kept = new Map<string, Known>()
  const shortened = new WeakMap<object, Shortened>()
  return {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          const result = await next(args)
          const answer = typeof result.response === 'object' && result.response !== null ? result.response : {}
          const short = shortened.get(answer)
          if (short) kept.set(short.owner, knownAfter(short, result.output))
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
            if (!list || owner === undefined || !isAnswerRead(result.response)) return result
            const known = kept.get(owner) ?? noMembers
            const parts = splitMembers(result.response.body, list, known)
            if (!parts) return result
            const { before, all, after } = parts
            result.response.body = Buffer.concat([before, ...unreadIn(all, known), after])
            shortened.set(result.response, { list, owner, all, known })
            return result
          },
        { relation: 'before', toMiddleware: 'wholeAnswer', name: 'splitMembers' },
      )
    },
  }
}

/** The bytes that the SDK has to read: of the first member of each new form. */
function unreadIn({ raw, members, ends }: Members<Member | KnownMember>, { byForm }: Known): readonly Buffer[] {
  const forms = new Set(byForm.keys())
  return members.flatMap((member, i) => {
    if (isKnown(member) || forms.has(member.form)) return []
    forms.add(member.form)
    return [raw.subarray(ends[i - 1] ?? 0, ends[i])]
  })
}

function knownAfter(short: Shortened, output: unknown): Known {
  const members = joined(short, output)
  return short.all === short.known ? short.known : knownFrom(short.all, members)
}

/** Puts every member into the list that the SDK has read, which holds the unread ones alone. */
function joined({ list, all: { members }, known }: Shortened, output: unknown): readonly KnownMember[] {
  const read = list.in(output)
  if (!Array.isArray(read)) throw new IncompleteAnswer(list.element)
  const byForm = new Map(known.byForm)
  let next = 0
  const all = members.map((member) => {
    if (isKnown(member)) return member
    const like = byForm.get(member.form)
    const now = like ? named(like, member) : readAs(member, read[next++])
    byForm.set(now.form, now)
    return now
  })
  if (next !== read.length) throw new IncompleteAnswer(list.element)
  read.splice(0, read.length, ...all.map(({ value }) => value))
  return all
}

const readAs = (member: Member, value: unknown): KnownMember => ({
  ...member,
  value,
  namePaths: namePathsOf(value, member.names),
})

function namePathsOf(value: unknown, names: readonly string[], path: readonly string[] = []): readonly NamePath[] {
  if (typeof value === 'string') return names.includes(value) ? [{ path, name: names.indexOf(value) }] : []
  if (typeof value !== 'object' || value === null || value instanceof Date) return []
  return Object.entries(value).flatMap(([key, member]) => namePathsOf(member, names, [...path, key]))
}

/** What the SDK has read, for another instance: a copy of what names the instance, and of nothing else. One text of a form is enough. */
const named = ({ value, form, namePaths }: KnownMember, { key, names }: Member): KnownMember => ({
  key,
  names,
  form,
  namePaths,
  value: namePaths.reduce((copy, { path, name }) => withAt(copy, path, names[name]), value),
})

function withAt(value: unknown, [key, ...path]: readonly string[], name: unknown): unknown {
  if (key === undefined) return name
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  copy[key] = withAt(copy[key], path, name)
  return copy
}
