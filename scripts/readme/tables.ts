/** The tables of inputs and outputs: a dozen in the README, all of them by purpose in docs/inputs.md. */
import type { Contract, Entry } from '../contract.ts'

/** What the README shows; docs/inputs.md has all. */
export const firstScreen = {
  inputs: ['auto-scaling-group', 'image', 'mode', 'checkpoints', 'alarms', 'verify'],
  outputs: ['outcome', 'fleet', 'failure-code', 'reason', 'console-url', 'report-file'],
} as const

/** A question that somebody has, and the inputs that answer it. */
export interface Purpose {
  readonly title: string
  readonly names: readonly string[]
}

/** Every input stands in one of them. */
export const purposes: readonly Purpose[] = [
  { title: 'What is rolled', names: ['auto-scaling-group', 'image', 'mode', 'to'] },
  {
    title: 'How fast, and how many at once',
    names: [
      'min-healthy-percentage',
      'max-healthy-percentage',
      'instance-warmup',
      'skip-matching',
      'scale-in-protected-instances',
      'standby-instances',
    ],
  },
  {
    title: 'What has to hold',
    names: [
      'checkpoints',
      'checkpoint-delay',
      'alarms',
      'verify',
      'verify-timeout',
      'bake-time',
      'target-health-timeout',
      'max-launch-failures',
      'timeout',
      'poll-interval',
    ],
  },
  {
    title: 'What happens otherwise',
    names: ['on-failure', 'on-cancel', 'on-conflict', 'on-stale', 'allowed-image-owners', 'hand-over'],
  },
  {
    title: 'Launch templates',
    names: ['ssm-template', 'set-default-version', 'keep-launch-template-versions'],
  },
  { title: 'AWS', names: ['aws-region', 'role-to-assume', 'role-session-name', 'audience'] },
  { title: 'GitHub', names: ['summary', 'pull-request-comment', 'github-token'] },
]

/** The README with its two tables made anew, each between `<!-- name -->` and `<!-- /name -->`. Fails if a place is missing. */
export const readmeWith = (readme: string, { inputs, outputs }: Contract): string =>
  put(
    put(readme, 'inputs', inputTable(named(inputs, firstScreen.inputs))),
    'outputs',
    outputTable(named(outputs, firstScreen.outputs)),
  )

/** docs/inputs.md with its tables made anew, likewise. */
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
