/**
 * The lists that each poll reads anew, such as a group's instances and a target group's targets. For a group of 1,000
 * each has half a megabyte, and the SDK reads XML character by character. Most members are as they were, and most of the
 * others differ from a member that has been read by the instance's id and address alone. Both are taken out of the
 * answer before the SDK reads it: the first stay the same objects, the second are made from what the SDK has read. So
 * what a poll costs hardly grows with the group.
 */
import type { DeserializeHandler, DeserializeHandlerArguments, HandlerExecutionContext, Pluggable } from '@smithy/types'
import { withMembers } from '../rollout/with-members.ts'
import { IncompleteAnswer, isAnswerRead } from './answer.ts'
import { at } from './thrown.ts'

/** One list in a command's answers. */
interface List {
  /** Its element in AWS's XML. */
  readonly element: string
  /** The element of each of its members. */
  readonly member: 'member' | 'item'
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

/** One member in AWS's XML. Two of the same form differ by the names of the instance alone. */
interface Member {
  /** A copy: a part of the answer's text would keep the whole of it in memory. */
  readonly xml: string
  /** The instance's id; the text itself where it has none. */
  readonly key: string
  /** What names the instance: its id, and its address where EC2 says it. */
  readonly names: readonly string[]
  readonly form: string
}

/** `value`: what the SDK has read, of this member or of another one of its form. */
interface KnownMember extends Member {
  readonly value: unknown
}

const isKnown = (member: Member | KnownMember): member is KnownMember => 'value' in member

/** A list's members, from its newest answer. `raw`: its bytes. */
interface Known {
  readonly raw: Buffer
  readonly members: readonly KnownMember[]
  readonly byKey: ReadonlyMap<string, KnownMember>
  readonly byForm: ReadonlyMap<string, KnownMember>
}

function knownFrom(raw: Buffer, members: readonly KnownMember[]): Known {
  const byKey = new Map<string, KnownMember>()
  const byForm = new Map<string, KnownMember>()
  for (const each of members) {
    byKey.set(each.key, each)
    byForm.set(each.form, each)
  }
  return { raw, members, byKey, byForm }
}
const nothing: Known = knownFrom(Buffer.alloc(0), [])

/** An answer of which the SDK reads a part: all members in AWS's order, and the list to put them into. */
interface Shortened {
  readonly list: List
  readonly owner: string
  readonly raw: Buffer
  readonly members: readonly (Member | KnownMember)[]
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
            const known = kept.get(owner) ?? nothing
            const parts = partsOf(result.response.body, list, known)
            if (!parts) return result
            const { before, raw, members, after } = parts
            const unread = unreadOf(members, known).map(({ xml }) => xml)
            result.response.body = Buffer.concat([before, Buffer.from(unread.join('')), after])
            shortened.set(result.response, { list, owner, raw, members, known })
            return result
          },
        { relation: 'before', toMiddleware: 'wholeAnswer', name: 'splitMembers' },
      )
    },
  }
}

/** A list's bytes and members, and the bytes around it. `undefined` for an answer that is read whole. */
function partsOf(body: Buffer, list: List, known: Known) {
  const opening = `<${list.element}>`
  const from = body.indexOf(opening) + opening.length
  const to = body.lastIndexOf(`</${list.element}>`)
  if (from < opening.length || to < from) return undefined
  const raw = body.subarray(from, to)
  const around = { before: body.subarray(0, from), raw, after: body.subarray(to) }
  // Between two polls often nothing at all has changed.
  if (raw.equals(known.raw)) return { ...around, members: known.members }
  const split = splitMembers(body.toString('utf8'), list)
  return split && { ...around, members: split.members.map((xml) => memberIn(xml, known)) }
}

/** The whole text of an element: the SDK reads it as it is. */
const NAME = />(i-[0-9a-f]+|\d+\.\d+\.\d+\.\d+)</g
const INSTANCE = />(i-[0-9a-f]+)</

const keyOf = (xml: string): string => INSTANCE.exec(xml)?.[1] ?? xml

function memberIn(part: string, { byKey }: Known): Member | KnownMember {
  const before = byKey.get(keyOf(part))
  if (before?.xml === part) return before
  const xml = Buffer.from(part).toString()
  const names: string[] = []
  const form = xml.replaceAll(NAME, (_, name: string) => {
    if (!names.includes(name)) names.push(name)
    // XML cannot hold the character that is put in the place of a name.
    return `>\0${names.indexOf(name)}<`
  })
  return { xml, key: keyOf(xml), names, form }
}

/** The members that the SDK has to read: the first of each new form. */
function unreadOf(members: readonly (Member | KnownMember)[], { byForm }: Known): readonly Member[] {
  const forms = new Set(byForm.keys())
  return members.filter((member) => {
    if (isKnown(member) || forms.has(member.form)) return false
    forms.add(member.form)
    return true
  })
}

function knownAfter(short: Shortened, output: unknown): Known {
  const members = joined(short, output)
  return short.members === short.known.members ? short.known : knownFrom(short.raw, members)
}

/** Puts every member into the list that the SDK has read, which holds the unread ones alone. */
function joined({ list, members, known }: Shortened, output: unknown): readonly KnownMember[] {
  const read = list.in(output)
  if (!Array.isArray(read)) throw new IncompleteAnswer(list.element)
  const byForm = new Map(known.byForm)
  let next = 0
  const all = members.map((member) => {
    if (isKnown(member)) return member
    const like = byForm.get(member.form)
    // One text of a form is enough for all its members.
    const now = like
      ? { ...member, form: like.form, value: renamed(like.value, like.names, member.names) }
      : { ...member, value: read[next++] }
    byForm.set(now.form, now)
    return now
  })
  if (next !== read.length) throw new IncompleteAnswer(list.element)
  read.splice(0, read.length, ...all.map(({ value }) => value))
  return all
}

/** What the SDK has read, for another instance: a copy of what names the instance, and of nothing else. */
function renamed(value: unknown, from: readonly string[], to: readonly string[]): unknown {
  if (typeof value === 'string') return to[from.indexOf(value)] ?? value
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return withMembers(value, (member) => renamed(member, from, to))
}

/**
 * The members of the one list with this element; `undefined` where their tags alone do not separate them, so that the
 * answer is read whole.
 */
export function splitMembers(
  xml: string,
  { element, member }: Pick<List, 'element' | 'member'>,
): { readonly before: string; readonly members: readonly string[]; readonly after: string } | undefined {
  const [opening, begin, end] = [`<${element}>`, `<${member}>`, `</${member}>`]
  const [from, to] = [xml.indexOf(opening) + opening.length, xml.lastIndexOf(`</${element}>`)]
  if (from < opening.length || to < from || xml.includes(opening, from)) return undefined
  const members: string[] = []
  let [start, depth] = [from, 0]
  let open = xml.indexOf(begin, from)
  for (let close = xml.indexOf(end, from); close >= 0 && close < to; close = xml.indexOf(end, close + end.length)) {
    for (; open >= 0 && open < close; open = xml.indexOf(begin, open + begin.length)) depth += 1
    depth -= 1
    if (depth > 0) continue
    members.push(xml.slice(start, close + end.length))
    start = close + end.length
  }
  const isPlain =
    depth === 0 &&
    xml.slice(start, to).trim() === '' &&
    members.every((each) => each.trimStart().startsWith(begin)) &&
    // No comment and no character data, in which tags would be none.
    !xml.slice(from, to).includes('<!')
  return isPlain ? { before: xml.slice(0, from), members, after: xml.slice(to) } : undefined
}
