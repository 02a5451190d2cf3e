/** Writes the answers of the query protocols: an output, by its schema, as XML. */
import type { NormalizedSchema } from '@smithy/core/schema'
import { writeScalar } from './scalar.ts'
import { checkMembers, listAt, membersOf, recordAt } from './schema.ts'

/** The inner XML of a value. Throws `WireError` for a member that the schema does not know, or that is missing. */
export function writeXml(schema: NormalizedSchema, value: unknown, path: string): string {
  if (schema.isUnitSchema()) return ''
  if (schema.isStructSchema()) return writeStruct(schema, value, path)
  if (schema.isListSchema()) return writeList(schema, value, path)
  if (schema.isMapSchema()) return writeMap(schema, value, path)
  return escapeXml(writeScalar(schema, value, path))
}

/** An element; short if it has no content, as AWS writes it. `tag` is from a schema, `content` is XML. */
export function element(tag: string, content: string): string {
  return content === '' ? `<${tag}/>` : `<${tag}>${content}</${tag}>`
}

const SPECIAL = /[&<>"\r]/

/** Text → XML. A bare carriage return would be read as a line feed, so it is written by number. */
export function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')
}

function writeStruct(schema: NormalizedSchema, value: unknown, path: string): string {
  const members = recordAt(value, path)
  checkMembers(schema, members, path)
  return membersOf(schema)
    .all.map(([name, member]) => {
      const inner = members[name]
      if (inner === undefined) return ''
      return element(member.getMergedTraits().xmlName ?? name, writeXml(member, inner, `${path}.${name}`))
    })
    .join('')
}

function writeList(schema: NormalizedSchema, value: unknown, path: string): string {
  const member = schema.getValueSchema()
  const tag = member.getMergedTraits().xmlName ?? 'member'
  return listAt(value, path)
    .map((item, index) => element(tag, writeXml(member, item, `${path}[${index}]`)))
    .join('')
}

function writeMap(schema: NormalizedSchema, value: unknown, path: string): string {
  const member = schema.getValueSchema()
  return Object.entries(recordAt(value, path))
    .map(([key, item]) => {
      const inner = element('key', escapeXml(key)) + element('value', writeXml(member, item, `${path}.${key}`))
      return element('entry', inner)
    })
    .join('')
}
