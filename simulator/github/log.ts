/** What a person sees of a step's output, and what the output does: a fold over lines, without any effect of its own. */
import { type Command, parseCommand } from './command.ts'
import { mask, textsToHide } from './mask.ts'

export type Level = 'notice' | 'warning' | 'error'

/** One entry of the log, masked. `text` may have several lines; `inGroup` says that it is in a fold. */
export interface Line {
  readonly type: 'text' | 'group' | Level
  readonly text: string
  readonly inGroup: boolean
}

/** A note on the run's page. */
export interface Annotation {
  readonly level: Level
  readonly message: string
  readonly title?: string
  readonly file?: string
  readonly line?: number
}

export type CommandEffect =
  | { readonly type: 'output' | 'state'; readonly name: string; readonly value: string }
  | { readonly type: 'annotation'; readonly annotation: Annotation }
  /** A command that the runner could not carry out fails the step, whatever its exit code. */
  | { readonly type: 'failed' }

/** What the reader remembers from line to line. Secrets stay for the job, everything else for one stage. */
export interface Reader {
  readonly hidden: readonly string[]
  readonly inGroup: boolean
  readonly echo: boolean
  readonly stopToken: string | undefined
  /** Step debug logging is on: `::debug::` is shown. */
  readonly showsDebug: boolean
  readonly issues: Readonly<Record<Level, number>>
}

export interface ServerTime {
  readonly reader: Reader
  readonly lines: readonly Line[]
  readonly effects: readonly CommandEffect[]
}

/** Annotations of each level that a step may make; the log shows all. */
const ANNOTATIONS_A_STEP = 10
/** Characters of a message that are kept. */
const MESSAGE_LENGTH = 4096

/** A reader at the start of a stage, with the secrets of the job so far. */
export function readerFor(hidden: readonly string[] = [], showsDebug = false): Reader {
  const issues = { notice: 0, warning: 0, error: 0 }
  return { hidden, inGroup: false, echo: false, stopToken: undefined, showsDebug, issues }
}

/** Takes in one line of stdout or stderr. */
export function hear(reader: Reader, raw: string): ServerTime {
  const command = parseCommand(raw, (name) => commands.has(name) || name === reader.stopToken?.toLowerCase())
  if (command === undefined) return show(reader, 'text', raw)
  if (reader.stopToken !== undefined) return whileStopped(reader, command, raw)
  const heard = commands.get(command.name)?.(reader, command, raw) ?? quiet(reader)
  return reader.echo && !silentNames.has(command.name)
    ? { ...heard, lines: [...show(reader, 'text', raw).lines, ...heard.lines] }
    : heard
}

/** The runner's own notice, warning or error; counted with the step's. */
export function report(
  reader: Reader,
  level: Level,
  message: string,
  properties: Command['properties'] = {},
): ServerTime {
  const cut = mask(message, reader.hidden).slice(0, MESSAGE_LENGTH)
  const { lines } = show(reader, level, cut)
  const count = reader.issues[level]
  if (count >= ANNOTATIONS_A_STEP) return { reader, lines, effects: [] }
  const annotation: Annotation = {
    level,
    message: cut,
    ...(properties['title'] === undefined ? {} : { title: mask(properties['title'], reader.hidden) }),
    ...(properties['file'] === undefined ? {} : { file: properties['file'] }),
    ...(properties['line'] === undefined ? {} : { line: Number(properties['line']) }),
  }
  const issues = { ...reader.issues, [level]: count + 1 }
  return { reader: { ...reader, issues }, lines, effects: [{ type: 'annotation', annotation }] }
}

/** Text in which no command is recognised. */
export function show(reader: Reader, type: Line['type'], text: string): ServerTime {
  return { reader, lines: [{ type, text: mask(text, reader.hidden), inGroup: reader.inGroup }], effects: [] }
}

const quiet = (reader: Reader, effects: readonly CommandEffect[] = []): ServerTime => ({ reader, lines: [], effects })

function whileStopped(reader: Reader, command: Command, raw: string): ServerTime {
  const shown = show(reader, 'text', raw)
  return command.name === reader.stopToken?.toLowerCase()
    ? { ...shown, reader: { ...reader, stopToken: undefined } }
    : shown
}

type Handler = (reader: Reader, command: Command, raw: string) => ServerTime

const issue =
  (level: Level): Handler =>
  (reader, { data, properties }) =>
    report(reader, level, data, properties)

const keep =
  (type: 'output' | 'state'): Handler =>
  (reader, { name, data, properties }, raw) => {
    const key = properties['name']
    return key === undefined
      ? refuse(reader, raw, `Required field 'name' is missing in ##[${name}] command.`)
      : quiet(reader, [{ type, name: key, value: data }])
  }

const disabled: Handler = (reader, { name }, raw) =>
  refuse(
    reader,
    raw,
    `The \`${name}\` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the \`ACTIONS_ALLOW_UNSECURE_COMMANDS\` environment variable to \`true\`. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/`,
  )

function refuse(reader: Reader, command: string, why: string): ServerTime {
  const first = report(reader, 'error', `Unable to process command '${command}' successfully.`)
  const second = report(first.reader, 'error', why)
  return {
    reader: second.reader,
    lines: [...first.lines, ...second.lines],
    effects: [...first.effects, ...second.effects, { type: 'failed' }],
  }
}

const addMask: Handler = (reader, { data }) =>
  data.trim() === ''
    ? report(reader, 'warning', "Can't add secret mask for empty string in ##[add-mask] command.")
    : quiet({ ...reader, hidden: [...new Set([...reader.hidden, ...textsToHide(data)])] })

const stopCommands: Handler = (reader, { data }, raw) => {
  if (data === '' || data.toLowerCase() === 'pause-logging' || commands.has(data.toLowerCase()))
    return refuse(reader, raw, `Invalid stop token '${data}'.`)
  // From 7 characters on the token itself is hidden, so that nobody reads it from the log in time to use it.
  const hidden = data.length > 6 ? [...reader.hidden, ...textsToHide(data)] : reader.hidden
  return show({ ...reader, stopToken: data, hidden }, 'text', raw)
}

const echo: Handler = (reader, { data }, raw) => {
  const value = data.trim().toLowerCase()
  if (value === 'on' || value === 'off') return quiet({ ...reader, echo: value === 'on' })
  return refuse(
    reader,
    raw,
    `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${data}'.`,
  )
}

/** Groups do not nest: a new one ends the one before. */
const group: Handler = (reader, { data }) => {
  const { lines } = show({ ...reader, inGroup: false }, 'group', data)
  return { reader: { ...reader, inGroup: true }, lines, effects: [] }
}

const commands: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['notice', issue('notice')],
  ['warning', issue('warning')],
  ['error', issue('error')],
  ['debug', (reader, { data }) => (reader.showsDebug ? show(reader, 'text', `##[debug]${data}`) : quiet(reader))],
  ['group', group],
  ['endgroup', (reader) => quiet({ ...reader, inGroup: false })],
  ['add-mask', addMask],
  ['stop-commands', stopCommands],
  ['echo', echo],
  ['set-output', keep('output')],
  ['save-state', keep('state')],
  ['set-env', disabled],
  ['add-path', disabled],
  // Problem matchers are taken and not applied: annotations from foreign tools are no part of this project.
  ['add-matcher', (reader) => quiet(reader)],
  ['remove-matcher', (reader) => quiet(reader)],
])

const silentNames: ReadonlySet<string> = new Set([
  'notice',
  'warning',
  'error',
  'debug',
  'group',
  'endgroup',
  'add-mask',
  'stop-commands',
  'echo',
])
