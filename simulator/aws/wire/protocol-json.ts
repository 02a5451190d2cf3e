/** The protocols `awsJson` 1.0 and 1.1 (CloudWatch, Systems Manager), with the operation in a header, and `restJson1` (VPC Lattice), with it in the URL. */
import type { NormalizedSchema } from '@smithy/core/schema'
import { readJson, writeJson } from './json.ts'
import type { Protocol, Reply } from './protocol.ts'
import { refusalOf } from './refusal.ts'
import type { WireRequest } from './request.ts'
import { readScalar } from './scalar.ts'
import { recordAt, WireError } from './schema.ts'
import type { OperationModel } from './service.ts'

/** The two versions differ in nothing but the media type. */
export function awsJson(version: '1.0' | '1.1'): Protocol {
  const type = `application/x-amz-json-${version}`
  return {
    operationOf({ target }, { headers }) {
      const [service, operation] = String(headers['x-amz-target'] ?? '').split('.')
      return service === target ? operation : undefined
    },
    read: ({ name, input }, { body }) => recordAt(readJson(input, parse(body), name), name),
    answer: ({ operation: { name, output: schema } }, output) => json(200, type, writeJson(schema, output, name)),
    refuse(model, error) {
      const { code, status, message } = refusalOf(model, error)
      return json(status, type, { __type: code, message })
    },
  }
}

/** Members are in the path, the query or the body, as their traits say; other places are not known here. */
export const restJson: Protocol = {
  operationOf: (model, request) =>
    [...model.operations.values()].find((operation) => labelsOf(operation, request))?.name,
  read(operation, request) {
    const { name, input } = operation
    const labels = labelsOf(operation, request) ?? {}
    const body = { ...recordAt(parse(request.body), name) }
    const query = new URLSearchParams(request.query)
    const value: Record<string, unknown> = {}
    for (const [key, member] of input.structIterator()) {
      const place = placeOf(member)
      const text = place.label ? labels[key] : place.query === undefined ? undefined : query.get(place.query)
      if (place.query !== undefined) query.delete(place.query)
      if (text !== undefined && text !== null) value[key] = readScalar(member, text, `${name}.${key}`)
      if ((place.label || place.query !== undefined) && key in body)
        throw new WireError(`${name}.${key} is not part of the body`)
    }
    if (query.size > 0) throw new WireError(`${name} has unknown query parameter ${[...query.keys()].join(', ')}`)
    return { ...recordAt(readJson(input, body, name), name), ...value }
  },
  answer: ({ operation: { name, http, output: schema } }, output) =>
    json(http?.[2] ?? 200, 'application/json', writeJson(schema, output, name)),
  refuse(model, error) {
    const { code, status, message } = refusalOf(model, error)
    const reply = json(status, 'application/json', { message })
    return { ...reply, headers: { ...reply.headers, 'x-amzn-errortype': code } }
  },
}

/** The values of the path's `{labels}` if method and path are the operation's. */
function labelsOf(
  { http }: OperationModel,
  { method, path }: WireRequest,
): Readonly<Record<string, string>> | undefined {
  const [ownMethod, template = ''] = http ?? []
  if (method !== ownMethod) return undefined
  const parts = template.split('/')
  const given = path.split('/')
  if (parts.length !== given.length) return undefined
  const labels: Record<string, string> = {}
  for (const [index, part] of parts.entries()) {
    const text = given[index] ?? ''
    const label = /^\{(\w+)\}$/.exec(part)?.[1]
    if (label === undefined ? part !== text : text === '') return undefined
    if (label !== undefined) labels[label] = decodeURIComponent(text)
  }
  return labels
}

function placeOf(member: NormalizedSchema) {
  const { httpLabel, httpQuery, httpHeader, httpPayload, httpQueryParams } = member.getMergedTraits()
  if (httpHeader || httpPayload || httpQueryParams) {
    throw new WireError(`${member.getMemberName()} stands in a place of the request that the simulator does not read`)
  }
  return { label: httpLabel === 1, query: httpQuery }
}

function parse(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body)
  } catch (cause) {
    throw new WireError('the body is no JSON', { cause })
  }
}

const json = (status: number, type: string, value: unknown): Reply => ({
  status,
  headers: { 'content-type': type },
  body: JSON.stringify(value),
})
