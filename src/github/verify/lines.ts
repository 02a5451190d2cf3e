/** A process's output as lines, whatever it writes: memory does not grow with it. */
import { StringDecoder } from 'node:string_decoder'

/** Characters of a line that are kept. */
const LONGEST = 2_000

/**
 * Makes lines of chunks of bytes, each handed on once it is complete, cut at 2,000 characters; bytes that are no UTF-8
 * become `�`. Lines end where the runner ends them: at \n, \r or \r\n.
 */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8')
  readonly #line: (text: string) => void
  #rest = ''
  #ended = false

  constructor(line: (text: string) => void) {
    this.#line = line
  }

  /** The chunk is not kept. What comes after the end is dropped. */
  write(chunk: Buffer): void {
    if (!this.#ended) this.#take(this.#decoder.write(chunk))
  }

  /** Hands on the last line, which may lack its end. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#take(this.#decoder.end())
    const last = this.#rest.replace(/\r$/, '')
    if (last !== '') this.#line(cut(last))
  }

  #take(text: string): void {
    // A \r at the very end waits: its \n may be in the next chunk.
    const parts = (this.#rest + text).split(/\r\n|\n|\r(?!$)/)
    this.#rest = parts.pop() ?? ''
    for (const part of parts) this.#line(cut(part))
    // What is cut off does not have to be kept; but a \r at its end is still to be seen.
    if (this.#rest.length > 2 * LONGEST)
      this.#rest = `${this.#rest.slice(0, LONGEST + 1)}${this.#rest.endsWith('\r') ? '\r' : ''}`
  }
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
