/** Holds report files against the schema that is documented. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false })
addFormats.default(ajv)

/** The schema as it is published. */
export const schema: object = JSON.parse(
  readFileSync(new URL('../../docs/report-file.schema.json', import.meta.url), 'utf8'),
)
const validate = ajv.compile(schema)

/** What the schema says against a report: nothing, if it is one. */
export function misfits(report: unknown): readonly string[] {
  validate(report)
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}
