/** The tables of inputs and outputs: a dozen in the README, all of them by purpose in docs/inputs.md. */
import type { Contract, Entry } from '../contract.ts'
import { firstScreen, purposes } from './purposes.ts'

/** The README with its two tables made again, each between `<!-- name -->` and `<!-- /name -->`. Fails if a place is missing. */
export const readmeWith = (readme: string, { inputs, outputs }: Contract): string =>
  put(
    put(readme, 'inputs', inputTable(named(inputs, firstScreen.inputs))),
    'outputs',
    outputTable(named(outputs, firstScreen.outputs)),
  )

/** docs/inputs.md with its tables made again, likewise. */
export function inputsPageWith(page: string, { inputs, outputs }: Contract): string {
  const tables = purposes.map(({ title, names }) => `## ${title}\n\n${inputTable(named(inputs, names))}`)
  return put(put(page, 'inputs', `\n${tables.join('\n')}\n`), 'outputs', outputTable(outputs))
}

/** In this order. A name that the contract does not have is left out: a test finds it. */
const named = (entries: readonly Entry[], names: readonly string[]): readonly Entry[] =>
  names.flatMap((each) => entries.find((entry) => entry.name === each) ?? [])

function put(text: string, name: string, table: string): string {
  const [before, rest] = cut(text, `<!-- ${name} -->`)
  const [, after] = cut(rest, `<!-- /${name} -->`)
  return `${before}<!-- ${name} -->\n${table}<!-- /${name} -->${after}`
}

function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  if (at === -1) throw new Error(`There is no ${mark}.`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}

const inputTable = (inputs: readonly Entry[]): string =>
  rows(
    ['Input', 'Default', 'Meaning'],
    inputs.map((input) => [name(input), input.required ? '**required**' : (input.default ?? ''), input.meaning]),
  )

const outputTable = (outputs: readonly Entry[]): string =>
  rows(
    ['Output', 'Meaning'],
    outputs.map((output) => [name(output), output.meaning]),
  )

const name = (entry: Entry): string => `\`${entry.name}\``

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('')
}
