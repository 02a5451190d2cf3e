/** action.yml, as far as the runner needs it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Mapping, mapping } from './mapping.ts'

export interface Action {
  readonly name: string
  /** In the order of action.yml; `default` is empty where none is declared, as the runner has it. */
  readonly inputs: readonly { readonly name: string; readonly default: string }[]
  readonly outputs: readonly string[]
  readonly main: string
  readonly post?: { readonly script: string; readonly if: string }
}

/** The one expression that may be a default here. */
export const TOKEN_EXPRESSION = `\${{ github.token }}`

/** Reads `action.yml` (or `action.yaml`) of a JavaScript action. Throws an error that names what is missing or not simulated. */
export function readAction(folder: string): Action {
  const definition = mapping(parse(readDefinition(folder)), 'action.yml')
  const runs = mapping(definition['runs'], 'runs')
  const using = text(runs['using'], 'runs.using')
  if (using !== 'node24') throw new Error(`runs.using is '${using}'; this runner has node24 only`)
  if (runs['pre'] !== undefined) throw new Error('runs.pre is not simulated')
  return {
    name: text(definition['name'], 'name'),
    inputs: Object.entries(mapping(definition['inputs'] ?? {}, 'inputs')).map(([name, input]) => ({
      name,
      default: defaultOf(name, mapping(input ?? {}, `inputs.${name}`)),
    })),
    outputs: Object.keys(mapping(definition['outputs'] ?? {}, 'outputs')),
    main: text(runs['main'], 'runs.main'),
    ...(runs['post'] === undefined
      ? {}
      : { post: { script: text(runs['post'], 'runs.post'), if: text(runs['post-if'] ?? 'always()', 'runs.post-if') } }),
  }
}

function readDefinition(folder: string): string {
  try {
    return readFileSync(join(folder, 'action.yml'), 'utf8')
  } catch {
    return readFileSync(join(folder, 'action.yaml'), 'utf8')
  }
}

function defaultOf(name: string, input: Mapping): string {
  const value = input['default'] ?? ''
  if (typeof value === 'object') throw new Error(`inputs.${name}.default is not a scalar`)
  if (String(value).includes('${{') && value !== TOKEN_EXPRESSION)
    throw new Error(`inputs.${name}.default is an expression; this runner evaluates ${TOKEN_EXPRESSION} alone`)
  return String(value)
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`${what} is missing`)
  return value
}
