/** GitHub's own description of its API, held against each request and each answer. */
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

interface Operation {
  readonly parameters: readonly Parameter[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, { readonly content?: object }>>
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required?: boolean
  readonly schema: object
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const description: Description = JSON.parse(readFileSync(new URL('github-schema.json', import.meta.url), 'utf8'))

/** `get /repos/{owner}/…`: a call as GitHub's description names it. */
export interface DescribedCall {
  readonly method: string
  readonly path: string
}

/** The call that a request makes, with the values in its path; nothing if GitHub, as far as it is known here, has no such call. */
export function callOf(
  method: string,
  pathname: string,
): { call: DescribedCall; values: Readonly<Record<string, string>> } | undefined {
  for (const [path, methods] of Object.entries(description.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
    const match = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(pathname)
    if (!match || !(method.toLowerCase() in methods)) continue
    const values = Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? '')]))
    return { call: { method: method.toLowerCase(), path }, values }
  }
  return undefined
}

/** What a request has that GitHub does not describe, or describes otherwise. */
export function requestFaults(
  { method, path }: DescribedCall,
  query: URLSearchParams,
  body: unknown,
): readonly string[] {
  const operation = description.paths[path]?.[method]
  const parameters = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const known = new Map(parameters.map((parameter, i) => [parameter.name, i]))
  const inQuery = [...query].flatMap(([name, value]) => {
    const index = known.get(name)
    if (index === undefined) return [`no parameter is called ${name}`]
    const position = (operation?.parameters ?? []).findIndex((parameter) => parameter.name === name)
    const number = /^\d+$/.test(value) ? Number(value) : value
    return faults(`${pointer({ method, path })}/parameters/${position}/schema`, number)
  })
  const takesBody = operation?.requestBody !== undefined
  if (!takesBody) return body === undefined ? inQuery : [...inQuery, 'the call takes no body']
  return [...inQuery, ...faults(`${pointer({ method, path })}/requestBody/content/application~1json/schema`, body)]
}

/** What an answer has that GitHub does not describe, or describes otherwise. Errors that are not described have GitHub's basic form. */
export function answerFaults(
  call: DescribedCall,
  { status, body }: { readonly status: number; readonly body: unknown },
): readonly string[] {
  const described = description.paths[call.path]?.[call.method]?.responses[String(status)]
  if (described?.content) return faults(`${pointer(call)}/responses/${status}/content/application~1json/schema`, body)
  return status >= 400 ? faults(basic(status), body) : [`no answer has status ${status}`]
}

/** 422 has a form of its own, where it is described or not. */
const basic = (status: number): string => `/components/schemas/${status === 422 ? 'validation-error' : 'basic-error'}`

const pointer = ({ method, path }: DescribedCall): string => `/paths/${path.replaceAll('/', '~1')}/${method}`

/** References are not inlined: GitHub's user and repository are in nearly every answer, and are compiled once. */
const ajv = new Ajv({
  strict: true,
  strictTypes: false,
  allErrors: true,
  inlineRefs: false,
  code: { optimize: false },
})
addFormats.default(ajv)
ajv.addVocabulary(['from', 'paths', 'components'])
ajv.addSchema(description, 'github')
/** Compiled when first needed: a test needs a few of them. */
const compiled = new Map<string, ValidateFunction>()

function faults(at: string, value: unknown): readonly string[] {
  const validate =
    compiled.get(at) ?? ajv.compile({ $ref: `github#${at.replaceAll('{', '%7B').replaceAll('}', '%7D')}` })
  compiled.set(at, validate)
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '(all)'} ${message}`)
}
