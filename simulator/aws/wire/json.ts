/** Reads and writes the bodies of the JSON protocols. Only times and binary values differ from plain JSON. */
import type { NormalizedSchema } from '@smithy/core/schema'
import { readScalar, writeScalar } from './scalar.ts'
import { checkMembers, listAt, membersOf, recordAt, WireError } from './schema.ts'

type Each = (schema: NormalizedSchema, value: unknown, path: string) => unknown

/** Parsed JSON of a request → typed input. Throws `WireError` for a member that the schema does not know. */
export const readJson: Each = (schema, value, path) => {
  if (schema.isStructSchema()) return readStruct(schema, recordAt(value, path), path)
  if (schema.isTimestampSchema() && typeof value === 'number') return new Date(value * 1000)
  if (schema.isBlobSchema() || schema.isTimestampSchema()) return readScalar(schema, String(value), path)
  return walk(schema, value, path, readJson)
}

/** Typed output → what `JSON.stringify` is to write. Throws `WireError` like `readJson`, and for a missing member. */
export const writeJson: Each = (schema, value, path) => {
  if (schema.isStructSchema()) return writeStruct(schema, recordAt(value, path), path)
  if (schema.isTimestampSchema() && value instanceof Date) return value.getTime() / 1000
  if (schema.isBlobSchema()) return writeScalar(schema, value, path)
  return walk(schema, value, path, writeJson)
}

function readStruct(schema: NormalizedSchema, value: Readonly<Record<string, unknown>>, path: string) {
  const left = new Map(Object.entries(value))
  const input: Record<string, unknown> = {}
  for (const [name, member] of membersOf(schema).all) {
    const key = member.getMergedTraits().jsonName ?? name
    const inner = left.get(key)
    left.delete(key)
    // `null` means absent in AWS's JSON.
    if (inner !== undefined && inner !== null) input[name] = readJson(member, inner, `${path}.${key}`)
  }
  if (left.size > 0) throw new WireError(`${path} has unknown member ${[...left.keys()].join(', ')}`)
  return input
}

function writeStruct(schema: NormalizedSchema, value: Readonly<Record<string, unknown>>, path: string) {
  checkMembers(schema, value, path)
  const output: Record<string, unknown> = {}
  for (const [name, member] of membersOf(schema).all) {
    const inner = value[name]
    if (inner === undefined) continue
    output[member.getMergedTraits().jsonName ?? name] = writeJson(member, inner, `${path}.${name}`)
  }
  return output
}

function walk(schema: NormalizedSchema, value: unknown, path: string, each: Each): unknown {
  if (schema.isUnitSchema()) return {}
  if (schema.isListSchema()) {
    return listAt(value, path).map((item, index) => each(schema.getValueSchema(), item, `${path}[${index}]`))
  }
  if (schema.isMapSchema()) {
    const entries = Object.entries(recordAt(value, path))
    return Object.fromEntries(
      entries.map(([key, item]) => [key, each(schema.getValueSchema(), item, `${path}.${key}`)]),
    )
  }
  // A leaf is checked as the text protocols check it, and stays as it is.
  writeScalar(schema, value, path)
  return value
}
