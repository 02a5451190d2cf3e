/** Questions to a schema that `NormalizedSchema` does not answer itself. */
import type { NormalizedSchema } from '@smithy/core/schema'

/** A request or an answer that does not fit the SDK's schema: a mistake in the simulator or in who calls it, never AWS's. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

/** A schema reaches its list of members and the number of required ones only through this tuple. */
const MEMBERS = 4
const REQUIRED_COUNT = 6

/** A structure's members, read once: each answer has thousands of structures. */
interface Members {
  /** In the schema's order. */
  readonly all: readonly (readonly [name: string, member: NormalizedSchema])[]
  readonly names: ReadonlySet<string>
  readonly required: readonly string[]
}

const read = new WeakMap<object, Members>()

/** What the schema says of a structure's members. Throws if it is no structure's. */
export function membersOf(schema: NormalizedSchema): Members {
  const key: unknown = schema.getSchema()
  if (typeof key !== 'object' || key === null) return membersIn(schema)
  const members = read.get(key) ?? membersIn(schema)
  read.set(key, members)
  return members
}

function membersIn(schema: NormalizedSchema): Members {
  const all = Array.from(schema.structIterator())
  return { all, names: new Set(all.map(([name]) => name)), required: requiredMembers(schema) }
}

/** Names of the members that must be there. The SDK puts them first and counts them. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const tuple: unknown = schema.getSchema()
  if (!Array.isArray(tuple)) return []
  return (tuple[MEMBERS] as readonly string[]).slice(0, (tuple[REQUIRED_COUNT] as number | undefined) ?? 0)
}

/** The value as a record; `path` names it if it is none. */
export function recordAt(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WireError(`${path} is no structure`)
  return value as Readonly<Record<string, unknown>>
}

/** The value as a list; `path` names it if it is none. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new WireError(`${path} is no list`)
  return value
}

/** Throws unless each member of an answer is known and each required one is there. */
export function checkMembers(schema: NormalizedSchema, value: Readonly<Record<string, unknown>>, path: string): void {
  const { names, required } = membersOf(schema)
  const unknown = Object.keys(value).filter((name) => !names.has(name))
  if (unknown.length > 0) throw new WireError(`${path} has unknown member ${unknown.join(', ')}`)
  const missing = required.filter((name) => value[name] === undefined)
  if (missing.length > 0) throw new WireError(`${path} lacks ${missing.join(', ')}`)
}
