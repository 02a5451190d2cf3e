/** Builds GitHub Markdown safely: every value in md`…` is escaped, unless it is a `Markdown` made in this file. */
import { visible } from './plain.ts'

/** Only this file can create one, so foreign text cannot be taken for Markdown. */
class Markdown {
  readonly #source: string
  constructor(source: string) {
    this.#source = source
  }
  /** The Markdown itself. */
  toString(): string {
    return this.#source
  }
}

export type { Markdown }

/** A value in md`…`: text and numbers are escaped, Markdown is inserted unchanged. */
export type Hole = Markdown | string | number

/** Markdown with values. The literal text is ours and is not escaped. */
export const md = (texts: TemplateStringsArray, ...holes: readonly Hole[]): Markdown =>
  new Markdown(texts.map((text, i) => text + (i < holes.length ? sourceOf(holes[i] ?? '') : '')).join(''))

const sourceOf = (hole: Hole): string => (hole instanceof Markdown ? String(hole) : escaped(String(hole)))

/** Joins pieces with a separator. */
export const join = (pieces: readonly Hole[], separator: Markdown = md` `): Markdown =>
  new Markdown(pieces.map(sourceOf).join(String(separator)))

/** Blocks with an empty line between them. */
export const blocks = (pieces: readonly Markdown[]): Markdown => join(pieces, md`\n\n`)

/**
 * No character of it has a meaning for Markdown or HTML. `$` would begin a formula, `://` and `www.` a link. A word
 * joiner keeps `@` from calling somebody, and `#6` and `GH-6` from noting on another pull request that it was mentioned
 * here. What has a meaning only at the start of a line is escaped at the start.
 */
function escaped(text: string): string {
  return (
    visible(text)
      .replace(/ +/g, ' ')
      // Before entities are made, which begin with `#` too.
      .replace(/(#|\bGH-)(?=\d)/gi, '$1\u2060')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/[\\`*_[\]|~]/g, '\\$&')
      .replaceAll('$', '&#36;')
      .replaceAll('://', ':&#47;/')
      .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`)
      .replaceAll('@', '@\u2060')
      .replace(/^ ?(?=[#+=:-])/, '\\')
      .replace(/^( ?\d+)(?=[.)])/, '$1\\')
  )
}

/** Text as inline code. A pipe would end a table's cell even in code, so such text is spelled out in entities. */
export function code(text: string): Markdown {
  const shown = visible(text).trim()
  if (shown === '') return md`–`
  if (shown.includes('|')) return new Markdown(`<code>${shown.replace(/[^\w .,/()-]|_/gu, entity)}</code>`)
  const fence = '`'.repeat(longestRun(shown) + 1)
  const room = /^`|`$/.test(shown) ? ' ' : ''
  return new Markdown(`${fence}${room}${shown}${room}${fence}`)
}

const entity = (character: string): string => `&#${character.codePointAt(0)};`
const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))

/** Lines as a block of code with GitHub's button to copy it. */
export function codeBlock(lines: readonly string[], language: 'sh' | 'mermaid' | 'text'): Markdown {
  const body = lines.map((line) => visible(line)).join('\n')
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1))
  return new Markdown(`${fence}${language}\n${body}\n${fence}`)
}

/**
 * Sentences in which an input's name, what to set it to, or a command is between backticks: that becomes code, nothing
 * else. A command may have any character.
 */
export const prose = (text: string): Markdown =>
  join(
    text
      .split(/(`aws [^`]+`|`[\w .,:="'/()[\]{}-]+`)/)
      .map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : i === 0 ? part : afterCode(part))),
    md``,
  )

/** Text that does not begin a line: nothing at its start has a meaning there. */
const afterCode = (text: string): Markdown => new Markdown(escaped(text).replace(/^( ?)\\(?=[#+=:-])/, '$1'))

/** A table. Each cell is one line. `right`: the columns to align right. */
export function table(
  head: readonly Hole[],
  rows: readonly (readonly Hole[])[],
  right: readonly number[] = [],
): Markdown {
  const line = (cells: readonly Hole[]) =>
    `| ${cells.map((cell) => sourceOf(cell).replaceAll('\n', ' ')).join(' | ')} |`
  const rule = `|${head.map((_, column) => (right.includes(column) ? '---:' : '---')).join('|')}|`
  return new Markdown([line(head), rule, ...rows.map(line)].join('\n'))
}

/** A folded section. Its title is inside HTML, where Markdown does not work, so it is plain text. */
export const details = (title: string, body: Markdown): Markdown =>
  new Markdown(`<details><summary>${inHtml(title)}</summary>\n\n${body}\n\n</details>`)

const inHtml = (text: string): string =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '@\u2060')

/** A GitHub alert. */
export const alert = (kind: 'NOTE' | 'TIP' | 'IMPORTANT' | 'WARNING' | 'CAUTION', body: Markdown): Markdown =>
  new Markdown([`[!${kind}]`, ...String(body).split('\n')].map((line) => `> ${line}`.trimEnd()).join('\n'))

/** A link. The address must be built by this action, with its foreign parts URL-encoded. */
export const link = (label: Hole, address: URL): Markdown =>
  new Markdown(
    `[${sourceOf(label)}](${address.href
      .replace(/[()<>\s|\\]/g, encodeURIComponent)
      .replaceAll('(', '%28')
      .replaceAll(')', '%29')})`,
  )

/** A new line within an item of a list. */
export const lineBreak: Markdown = md`  \n  `

/** Items of a list. */
export const bullets = (items: readonly Markdown[]): Markdown =>
  join(
    items.map((item) => md`- ${item}`),
    md`\n`,
  )
