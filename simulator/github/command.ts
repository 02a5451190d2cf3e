/** Workflow commands in a line of output: `::name key=value::data`, and the old `##[name key=value]data`. */

/** `properties` have lower-case keys. */
export interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

/**
 * The command that the runner sees in `line`, if any. The new form counts at the line's start only (blanks before it are
 * allowed), the old one *anywhere*. Names that `isKnown` (given in lower case) refuses are no commands.
 */
export function parseCommand(line: string, isKnown: (name: string) => boolean): Command | undefined {
  return newForm(line.trimStart(), isKnown) ?? oldForm(line, isKnown)
}

type Escapes = readonly (readonly [escaped: string, character: string])[]
// `%25` comes last, or `%250A` would become a line end.
const inData: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
]
const inProperty: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
]
const inOldForm: Escapes = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
]

function newForm(line: string, isKnown: (name: string) => boolean): Command | undefined {
  const end = line.startsWith('::') ? line.indexOf('::', 2) : -1
  if (end < 0) return undefined
  const head = readHead(line.slice(2, end), ',', inProperty)
  return isKnown(head.name) ? { ...head, data: decode(line.slice(end + 2), inData) } : undefined
}

function oldForm(line: string, isKnown: (name: string) => boolean): Command | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  const head = readHead(line.slice(start + 3, end), ';', inOldForm)
  return isKnown(head.name) ? { ...head, data: decode(line.slice(end + 1), inOldForm) } : undefined
}

function readHead(head: string, separator: string, escapes: Escapes): Omit<Command, 'data'> {
  const blank = head.indexOf(' ')
  if (blank < 0) return { name: head.toLowerCase(), properties: {} }
  const pairs = head
    .slice(blank + 1)
    .trim()
    .split(separator)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1), pair.includes('=')] as const)
    .filter(([key, value, isPair]) => isPair && key !== '' && value !== '')
    .map(([key, value]) => [key.toLowerCase(), decode(value, escapes)] as const)
  return { name: head.slice(0, blank).toLowerCase(), properties: Object.fromEntries(pairs) }
}

function decode(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, character]) => result.replaceAll(escaped, character), text)
}
