/** The log on a terminal. */
import { stripVTControlCharacters, styleText } from 'node:util'
import type { Line } from './log.ts'

const names = { notice: 'Notice: ', warning: 'Warning: ', error: 'Error: ', group: '▸ ', text: '' } as const
const styles = { notice: 'blue', warning: 'yellow', error: 'red', group: 'bold' } as const

/** Colours only for a person: the stream is a terminal, and `NO_COLOR` is not set. */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === ''
}

/** The printed lines of one entry of the log. Without colour the step's own terminal codes go as well. */
export function printed(line: Line, colour: boolean): readonly string[] {
  const indent = line.inGroup ? '  ' : ''
  const text = colour ? line.text : stripVTControlCharacters(line.text)
  return `${names[line.type]}${text}`
    .split(/\r\n|\n|\r/)
    .map((part) => `${indent}${colour ? painted(line.type, part) : part}`)
}

function painted(type: Line['type'], text: string): string {
  return type === 'text' ? text : styleText(styles[type], text, { validateStream: false })
}
