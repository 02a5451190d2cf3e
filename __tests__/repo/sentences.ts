/** The sentences that people read: in pages, in action.yml, in golden transcripts, and as text in the sources. */
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { parseAst } from 'rolldown/parseAst'
import { parseSync } from 'rolldown/utils'
import { unified } from 'unified'

/** Where a sentence was found, and what it says. */
export interface Sentence {
  readonly at: string
  readonly text: string
}

/** Phrases that people on call had to ask the meaning of, and what is written instead. */
export const retiredPhrases: readonly (readonly [RegExp, string])[] = [
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bways? back\b|\b(gone|go|goes|going|went) back\b|\bon the way out\b/i, 'rollback, roll back, during the rollout'],
  [/\b(told|tells?|telling)\b/i, 'detected, reported, says'],
  [/\blook(s|ed|ing)?\b/i, 'check, poll, read'],
  [/\brights?\b/i, 'permissions, correct'],
  [/\b(speaks?|spoken)\b/i, 'blocks, triggers, is about'],
  [/\bstands?\b(?!-| for\b)/i, 'exists, is'],
  [/\bat work\b|\bhas taken (it|up)\b/i, 'in progress, accepted'],
  [/\bcovered\b/i, 'in this rollout'],
  [/\basked of AWS\b/i, 'instance refresh settings'],
  [/\(came: /, '(got …)'],
  [/\bsays (AWS|EC2|GitHub)\b/, 'AWS reports'],
  [/\bpause less\b/, 'the pause minus'],
  [/\bemergency\b/i, 'urgent'],
  [/\bto its end\b/, 'how to watch it'],
  [/\bunchanged: refused\b/, 'Not started'],
]

/**
 * Those that a comment of the code has no use for either. There `right` is what is correct, an instance may be covered, and
 * a name is looked up.
 */
export const retiredInComments: typeof retiredPhrases = [
  ...retiredPhrases.filter(([{ source }]) => !/covered|rights|look/.test(source)),
  [/\brights\b/i, 'permissions'],
  [/\blook(s|ed|ing)?\b(?! (it )?up\b)/i, 'check, poll, read'],
  [/\bway out\b/i, 'rollout, terminating'],
]

/** The retired phrases in a text, each as it is there. What somebody else said stays as it was. */
export const retiredIn = (text: string, phrases = retiredPhrases): readonly string[] =>
  phrases.flatMap(([phrase]) => text.replaceAll(/“[^”]*”/g, '“…”').match(phrase)?.[0] ?? [])

const markdown = unified().use(remarkParse).use(remarkGfm)
type Node = ReturnType<typeof markdown.parse> | ReturnType<typeof markdown.parse>['children'][number]

/** The sentences of a page, and the items between middle dots: of paragraphs, headings and cells of tables. Code, comments and quotations are not its own words. */
export function sentencesOf(path: string, page: string): readonly Sentence[] {
  return proseOf(markdown.parse(page)).flatMap(({ text, line }) =>
    text
      .split(/(?<=[.!?])\s+|\n| · /)
      .map((sentence) => ({ at: `${path}:${line}`, text: sentence.trim() }))
      .filter((sentence) => sentence.text !== ''),
  )
}

/** Each paragraph, heading and cell as text, code in it as one word. */
function proseOf(node: Node): readonly { readonly text: string; readonly line: number }[] {
  if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell')
    return [{ text: plain(node), line: node.position?.start.line ?? 0 }]
  return 'children' in node ? node.children.flatMap(proseOf) : []
}

function plain(node: Node): string {
  if (node.type === 'inlineCode') return '`code`'
  if (node.type === 'html') return ''
  if (node.type === 'break') return '\n'
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(plain).join('') : ''
}

/** The comments of a source. */
export const commentsIn = (path: string, source: string): readonly Sentence[] =>
  parseSync(path, source).comments.map(({ value, start }) => ({
    at: `${path}:${lineOf(source, start)}`,
    text: value.replaceAll(/\s+\*\s+/g, ' '),
  }))

const lineOf = (source: string, offset: number): number => source.slice(0, offset).split('\n').length

/** Words of a sentence: what has a letter or a digit. */
export const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length

/** The texts of a source that have two words or more, a hole as `…`: what it may say to somebody. */
export function textsIn(path: string, source: string): readonly Sentence[] {
  const at = (offset: number) => `${path}:${lineOf(source, offset)}`
  return literals(parseAst(source, { lang: 'ts' })).flatMap(({ text, start }) =>
    /\p{L}{2,} \S/u.test(text) ? [{ at: at(start), text }] : [],
  )
}

interface Literal {
  readonly text: string
  readonly start: number
}

function literals(node: object): readonly Literal[] {
  const of = (name: string): unknown => Object.getOwnPropertyDescriptor(node, name)?.value
  const [type, start] = [of('type'), Number(of('start'))]
  if (type === 'Literal') return typeof of('value') === 'string' ? [{ text: String(of('value')), start }] : []
  const inner = Object.values(node).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null ? literals(value) : [],
  )
  if (type !== 'TemplateLiteral') return inner
  const quasis: unknown = of('quasis')
  const texts = Array.isArray(quasis) ? quasis.map((each: { value: { cooked: string } }) => each.value.cooked) : []
  return [{ text: texts.join('…'), start }, ...inner]
}
