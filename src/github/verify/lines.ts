/** Splits a process's output into lines with bounded memory. */
import { StringDecoder } from 'node:string_decoder'

/** The longest line that is kept, in characters. */
const LONGEST = 2_000

/**
 * Converts chunks of bytes to lines, cut at 2,000 characters. Bytes that are no UTF-8 become `�`. Lines end at \n, \r or
 * \r\n, as in the runner.
 */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8')
  readonly #line: (text: string) => void
  #rest = ''
  #ended = false

  constructor(line: (text: string) => void) {
    this.#line = line
  }

  /** Adds a chunk, which is not kept. After `end` it is ignored. */
  write(chunk: Buffer): void {
    if (!this.#ended) this.#take(this.#decoder.write(chunk))
  }

  /** Emits the last line, which may have no line end. */
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
    // The part beyond the limit need not be kept, except a final \r.
    if (this.#rest.length > 2 * LONGEST)
      this.#rest = `${this.#rest.slice(0, LONGEST + 1)}${this.#rest.endsWith('\r') ? '\r' : ''}`
  }
}

const cut = (line: string): string => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line)

/** Keeps the last lines. */
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
