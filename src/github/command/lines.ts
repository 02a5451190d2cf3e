/** A process's output as lines, whatever it writes: memory does not grow with it. */
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** Characters of a line that are kept. */
const LONGEST = 2_000

/**
 * Hands on each line once it is complete, cut at 2,000 characters; bytes that are no UTF-8 become `�`. Lines end where the
 * runner ends them: at \n, \r or \r\n.
 */
export function readLines(stream: Readable, line: (text: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const take = (text: string) => {
    // A \r at the very end waits: its \n may be in the next chunk.
    const parts = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = parts.pop() ?? ''
    for (const part of parts) line(cut(part))
    // What is cut off does not have to be kept; but a \r at its end is still to be seen.
    if (rest.length > 2 * LONGEST) rest = `${rest.slice(0, LONGEST + 1)}${rest.endsWith('\r') ? '\r' : ''}`
  }
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)))
  stream.on('close', () => {
    take(decoder.end())
    const last = rest.replace(/\r$/, '')
    if (last !== '') line(cut(last))
  })
}

const cut = (line: string): string => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line)

/** The last lines of many. */
export class Tail {
  readonly #lines: string[] = []
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  add(line: string): void {
    this.#lines.push(line)
    if (this.#lines.length > this.#most) this.#lines.shift()
  }

  lines(): readonly string[] {
    return [...this.#lines]
  }
}
