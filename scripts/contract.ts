/** action.yml as data, for the README's tables and the tests. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** One input or output of the action. */
export interface Entry {
  readonly name: string
  /** What it means, in Markdown. */
  readonly meaning: string
  /** What applies when nothing is set, in Markdown; undefined for outputs and required inputs. */
  readonly default: string | undefined
  readonly required: boolean
}

/** What action.yml declares, in its order. */
export interface Contract {
  readonly inputs: readonly Entry[]
  readonly outputs: readonly Entry[]
}

/** Reads action.yml. The form of its descriptions is explained there. */
export function readContract(file: string | URL): Contract {
  const { inputs, outputs }: { inputs: Record<string, Declared>; outputs: Record<string, Declared> } = parse(
    readFileSync(file, 'utf8'),
  )
  return { inputs: Object.entries(inputs).map(entry), outputs: Object.entries(outputs).map(entry) }
}

interface Declared {
  readonly description: string
  readonly required?: boolean
  readonly default?: string
}

function entry([name, declared]: readonly [string, Declared]): Entry {
  const parts = form.exec(declared.description)?.groups ?? {}
  return {
    name,
    meaning: parts['meaning'] ?? declared.description,
    default: declared.default === undefined ? parts['default'] : `\`${declared.default}\``,
    required: declared.required ?? false,
  }
}

const form = /^(?<meaning>.*?)(?: Default: (?<default>.*?)\.)?$/s
