import type { Contract, Entry } from '../contract.ts'

/** The inputs of the README's first screen; all others are "advanced". */
export const firstScreen: readonly string[] = ['auto-scaling-group', 'image', 'mode', 'checkpoints', 'alarms', 'verify']

/** The README with its tables made anew, each between `<!-- name -->` and `<!-- /name -->`. Fails if a place is missing. */
export function withTables(readme: string, { inputs, outputs }: Contract): string {
  const first = inputs.filter(({ name }) => firstScreen.includes(name))
  const advanced = inputs.filter(({ name }) => !firstScreen.includes(name))
  const tables = { inputs: inputTable(first), 'advanced inputs': inputTable(advanced), outputs: outputTable(outputs) }
  return Object.entries(tables).reduce((text, [name, table]) => put(text, name, table), readme)
}

function put(text: string, name: string, table: string): string {
  const [before, rest] = cut(text, `<!-- ${name} -->`)
  const [, after] = cut(rest, `<!-- /${name} -->`)
  return `${before}<!-- ${name} -->\n${table}<!-- /${name} -->${after}`
}

function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  if (at === -1) throw new Error(`README.md has no ${mark}.`)
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
