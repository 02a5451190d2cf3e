/** A Markdown page as the tests need it: what can be copied out of it, what it links to, and where it can be linked to. */
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

const parser = unified().use(remarkParse).use(remarkGfm)
type Node = ReturnType<typeof parser.parse> | ReturnType<typeof parser.parse>['children'][number]

/** Text that a reader copies, and where it begins. `language`: of a fence, empty if it names none. */
export interface Block {
  readonly language: string
  readonly text: string
  readonly line: number
}

/** One page. Links are as they are written: of Markdown, and of the pictures that HTML names. */
export interface Page {
  readonly blocks: readonly Block[]
  /** Words in backticks. */
  readonly codes: readonly string[]
  readonly links: readonly string[]
  /** Where `#…` can lead, as GitHub names headings. */
  readonly anchors: readonly string[]
  readonly headings: readonly string[]
  /** The first paragraph. */
  readonly lead: string
}

/** Reads a page. */
export function pageOf(markdown: string): Page {
  const nodes = descendants(parser.parse(markdown))
  const headings = nodes.flatMap((node) => (node.type === 'heading' ? [textOf(node)] : []))
  const lead = nodes.find(({ type }) => type === 'paragraph')
  return {
    blocks: nodes.flatMap((node) =>
      node.type === 'code'
        ? [{ language: node.lang ?? '', text: node.value, line: node.position?.start.line ?? 0 }]
        : [],
    ),
    codes: nodes.flatMap((node) => (node.type === 'inlineCode' ? [node.value] : [])),
    links: nodes.flatMap(linksOf),
    anchors: anchorsOf(headings),
    headings,
    lead: lead ? textOf(lead) : '',
  }
}

const descendants = (node: Node): readonly Node[] => [
  node,
  ...('children' in node ? node.children.flatMap(descendants) : []),
]

const textOf = (node: Node): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(textOf).join('') : ''

function linksOf(node: Node): readonly string[] {
  if (node.type === 'link' || node.type === 'image' || node.type === 'definition') return [node.url]
  if (node.type !== 'html') return []
  return [...node.value.matchAll(/\b(?:href|src|srcset)="([^"]*)"/g)].map(([, url = '']) => url)
}

/** GitHub's names: lower case, blanks as hyphens, no other punctuation, a number after a name that was there before. */
function anchorsOf(headings: readonly string[]): readonly string[] {
  const names = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-'),
  )
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((each) => each === name).length
    return before === 0 ? name : `${name}-${before}`
  })
}
