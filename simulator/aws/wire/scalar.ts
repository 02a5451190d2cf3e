/** Single values as text, read and written: in query parameters, URL labels and XML elements. */
import type { NormalizedSchema } from '@smithy/core/schema'
import { WireError } from './schema.ts'

const NUMBER = /^-?\d+(\.\d+)?$/

/** Text of a request → value. `path` names the member in the error. */
export function readScalar(schema: NormalizedSchema, text: string, path: string): unknown {
  if (schema.isStringSchema()) return text
  if (schema.isBooleanSchema()) {
    if (text !== 'true' && text !== 'false') throw new WireError(`${path} is not a boolean: ${text}`)
    return text === 'true'
  }
  if (schema.isNumericSchema()) {
    if (!NUMBER.test(text)) throw new WireError(`${path} is not a number: ${text}`)
    return Number(text)
  }
  if (schema.isTimestampSchema()) {
    const date = new Date(text)
    if (Number.isNaN(date.getTime())) throw new WireError(`${path} is not a time: ${text}`)
    return date
  }
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'))
  throw new WireError(`${path} is of a kind that the wire does not know: ${schema.getName(true)}`)
}

/** Value of an answer → text. A value of another type than the schema's is an error, not a cast. */
export function writeScalar(schema: NormalizedSchema, value: unknown, path: string): string {
  if (schema.isStringSchema() && typeof value === 'string') return value
  if (schema.isBooleanSchema() && typeof value === 'boolean') return String(value)
  if (schema.isNumericSchema() && typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (schema.isTimestampSchema() && value instanceof Date) return value.toISOString()
  if (schema.isBlobSchema() && value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  throw new WireError(`${path} has a ${typeof value} where ${schema.getName(true)} was expected`)
}
