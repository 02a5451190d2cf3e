/**
 * A list in an answer of AWS, split into its members before the SDK reads it. Between two polls most members are byte for
 * byte as they were, and follow each other as they did: those are found by their bytes alone.
 */

/** How a list is written in AWS's XML. */
export interface ListElements {
  /** Its element in AWS's XML. */
  readonly element: string
  /** The element of each of its members. */
  readonly member: 'member' | 'item'
}

/** One member in AWS's XML. Two of the same form differ by the names of the instance alone. */
export interface Member {
  /** The instance's id; the text itself where it has none. */
  readonly key: string
  /** What names the instance: its id, and its address where EC2 says it. */
  readonly names: readonly string[]
  readonly form: string
}

/** `value`: what the SDK has read, of this member or of another one of its form. */
export interface KnownMember extends Member {
  readonly value: unknown
  readonly namePaths: readonly NamePath[]
}

export const isKnown = (member: Member | KnownMember): member is KnownMember => 'value' in member

/** Members in AWS's order; in the list's bytes each begins where the one before ends. */
export interface Members<M extends Member | KnownMember> {
  readonly raw: Buffer
  readonly members: readonly M[]
  readonly ends: readonly number[]
}

/** A list's members, from its newest answer. `byKey`: their positions in it. */
export interface Known extends Members<KnownMember> {
  readonly byKey: ReadonlyMap<string, number>
  readonly byForm: ReadonlyMap<string, KnownMember>
}

export function knownFrom({ raw, ends }: Members<Member>, members: readonly KnownMember[]): Known {
  const byKey = new Map<string, number>()
  const byForm = new Map<string, KnownMember>()
  for (const [i, each] of members.entries()) {
    byKey.set(each.key, i)
    byForm.set(each.form, each)
  }
  return { raw, members, ends, byKey, byForm }
}
export const noMembers: Known = knownFrom({ raw: Buffer.alloc(0), members: [], ends: [] }, [])

/** The path to a name in what the SDK has read, and which name it is. */
export interface NamePath {
  readonly path: readonly string[]
  readonly name: number
}

/**
 * The members of the one list with this element, and the bytes around it; `undefined` where their tags alone do not
 * separate them, so that the answer is read whole.
 */
export function splitMembers(
  body: Buffer,
  { element, member }: ListElements,
  known: Known = noMembers,
): { readonly before: Buffer; readonly all: Members<Member | KnownMember>; readonly after: Buffer } | undefined {
  const opening = `<${element}>`
  const from = body.indexOf(opening) + opening.length
  const to = body.lastIndexOf(`</${element}>`)
  if (from < opening.length || to < from || body.includes(opening, from)) return undefined
  const raw = body.subarray(from, to)
  // Between two polls often noMembers at all has changed.
  const all = raw.equals(known.raw) ? known : membersIn(raw, member, known)
  return all && { before: body.subarray(0, from), all, after: body.subarray(to) }
}

/** Most members are byte for byte as they were, and follow each other as they did. */
function membersIn(
  raw: Buffer,
  member: ListElements['member'],
  known: Known,
): Members<Member | KnownMember> | undefined {
  const members: (Member | KnownMember)[] = []
  const ends: number[] = []
  const take = (each: Member | KnownMember, end: number) => {
    members.push(each)
    ends.push(end)
  }
  for (let start = 0, next = 0; start < raw.length; start = ends.at(-1) ?? 0) {
    const same = knownAt(next, { known, raw, start })
    if (same) {
      take(same.member, same.end)
      next += 1
      continue
    }
    const end = endOfMember(raw, start, member)
    const xml = raw.toString('utf8', start, end)
    if (end === undefined) return xml.trim() === '' ? { raw, members, ends } : undefined
    // In comments and character data tags would be none.
    if (!xml.trimStart().startsWith(`<${member}>`) || xml.includes('<!')) return undefined
    const key = keyOf(xml)
    const before = known.byKey.get(key)
    const moved = before === undefined ? undefined : knownAt(before, { known, raw, start })
    take(moved?.member ?? memberIn(xml, key), end)
    next = before === undefined ? next : before + 1
  }
  return { raw, members, ends }
}

/** The member at this place of the answer before, if its bytes are those that begin here. */
function knownAt(
  i: number,
  { known, raw, start }: { readonly known: Known; readonly raw: Buffer; readonly start: number },
): { readonly member: KnownMember; readonly end: number } | undefined {
  const [member, from, to] = [known.members[i], known.ends[i - 1] ?? 0, known.ends[i]]
  if (!member || to === undefined) return undefined
  const end = start + to - from
  return end <= raw.length && raw.compare(known.raw, from, to, start, end) === 0 ? { member, end } : undefined
}

/** Where the member that begins here ends; members may have members of their own. */
function endOfMember(raw: Buffer, start: number, member: ListElements['member']): number | undefined {
  const [begin, end] = [`<${member}>`, `</${member}>`]
  let depth = 0
  let open = raw.indexOf(begin, start)
  for (let close = raw.indexOf(end, start); close >= 0; close = raw.indexOf(end, close + end.length)) {
    for (; open >= 0 && open < close; open = raw.indexOf(begin, open + begin.length)) depth += 1
    depth -= 1
    if (depth <= 0) return depth === 0 ? close + end.length : undefined
  }
  return undefined
}

/** The whole text of an element: the SDK reads it as it is. */
const NAME = />(i-[0-9a-f]+|\d+\.\d+\.\d+\.\d+)</g
const INSTANCE = />(i-[0-9a-f]+)</

const keyOf = (xml: string): string => INSTANCE.exec(xml)?.[1] ?? xml

function memberIn(xml: string, key: string): Member {
  const names: string[] = []
  const form = xml.replaceAll(NAME, (_, name: string) => {
    if (!names.includes(name)) names.push(name)
    // XML cannot hold the character that is put in the place of a name.
    return `>\0${names.indexOf(name)}<`
  })
  return { key, names, form }
}
