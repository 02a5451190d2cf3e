/**
 * Cuts `github-schema.json` out of GitHub's own description of its API (the package `@octokit/openapi`, 404 MB unpacked,
 * which is why only the cut is kept): `node simulator/github/api/cut-schema.ts <api.github.com.json>`.
 * OpenAPI 3.0 becomes JSON Schema: `nullable` is a type, and an object has no members but those that are described.
 */
import { readFileSync, writeFileSync } from 'node:fs'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Members = { readonly [key: string]: Json }

/** The calls that the simulated GitHub answers. */
const calls: Readonly<Record<string, readonly string[]>> = {
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['patch'],
  '/repos/{owner}/{repo}/compare/{basehead}': ['get'],
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['get'],
}

/** What says nothing about the form of an answer. */
const prose = /^(description|summary|title|examples?|externalDocs|tags|operationId|deprecated|discriminator|x-.*)$/

const [file = ''] = process.argv.slice(2)
const source: Members = JSON.parse(readFileSync(file, 'utf8'))
const schemas = new Map<string, Json>()

const isMembers = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function at(pointer: string): Json {
  let value: Json = source
  for (const key of pointer.slice('#/'.length).split('/'))
    value = (isMembers(value) ? value[key.replaceAll('~1', '/')] : null) ?? null
  return value
}

/** Follows references: schemas are kept by name, all else (parameters, responses) is put in its place. */
function cut(value: Json, isProperties = false): Json {
  if (Array.isArray(value)) return value.map((each) => cut(each))
  if (!isMembers(value)) return value
  const reference = value['$ref']
  if (typeof reference === 'string') {
    const name = /^#\/components\/schemas\/(.+)$/.exec(reference)?.[1]
    if (name === undefined) return cut(at(reference))
    if (!schemas.has(name)) {
      schemas.set(name, null)
      schemas.set(name, cut(at(reference)))
    }
    return { $ref: reference }
  }
  const members = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isProperties || !prose.test(key))
      .map(([key, each]) => [key, cut(each, key === 'properties')]),
  )
  return isProperties ? members : plainSchema(members)
}

function plainSchema({ nullable, ...schema }: Members): Json {
  const closed = 'properties' in schema && !('additionalProperties' in schema)
  const whole = closed ? { ...schema, additionalProperties: false } : schema
  return nullable === true ? { anyOf: [whole, { type: 'null' }] } : whole
}

const paths = Object.fromEntries(
  Object.entries(calls).map(([path, methods]) => {
    const described = at(`#/paths/${path.replaceAll('/', '~1')}`)
    if (!isMembers(described)) throw new Error(`${file} does not describe ${path}`)
    return [path, Object.fromEntries(methods.map((method) => [method, cut(described[method] ?? null)]))]
  }),
)
const { version } = at('#/info') as { version: string }
const target = new URL('github-schema.json', import.meta.url)
const components = { schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))) }
writeFileSync(target, `${JSON.stringify({ from: `@octokit/openapi ${version}`, paths, components }, undefined, 2)}\n`)
