/** A job summary as a page of its own: GitHub's Markdown, GitHub's sanitizer, GitHub's style, and no network. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Element, ElementContent, Root } from 'hast'
import rehypeRaw from 'rehype-raw'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'

/** Alerts and diagrams are made after the sanitizer: nothing in the Markdown can bring their classes along. */
const pipeline = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(() => dropLateLinks)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize)
  .use(() => drawAlerts)
  .use(() => markDiagrams)
  .use(rehypeStringify)

interface Node {
  readonly type: string
  readonly position?: unknown
  children?: Node[]
}

/**
 * GitHub finds addresses in the Markdown as it is written. remark-gfm searches once more in the text that has become of it,
 * where what was escaped is an address again: such a link has no position in the Markdown, and is text on GitHub.
 */
function dropLateLinks(parent: Node): void {
  for (const each of parent.children ?? []) dropLateLinks(each)
  if (parent.children)
    parent.children = parent.children.flatMap((each) =>
      each.type === 'link' && each.position === undefined ? (each.children ?? []) : [each],
    )
}

/** A summary as the HTML that GitHub makes of it: what is in its box. */
export const article = (markdown: string): string => String(pipeline.processSync(markdown))

/**
 * One self-contained HTML file, light or dark as the reader has it. Its content security policy forbids every request, so
 * images show their alternative text. Mermaid comes along only if there is a diagram (3.5 MB).
 */
export function page(markdown: string, title: string): string {
  const body = article(markdown)
  const script = body.includes('<pre class="mermaid">') ? diagramScript() : undefined
  const scripts = script === undefined ? "'none'" : `'sha256-${script.sha256}'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${scripts}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>
${asset('github-markdown-css/github-markdown.css')}
${frame}
</style>
</head>
<body>
<article class="markdown-body">
${body}
</article>${script === undefined ? '' : `\n<script>${script.text}</script>`}
</body>
</html>
`
}

/** The box in which GitHub shows a summary. */
const frame = `body { margin: 0; background: #f6f8fa; }
.markdown-body { box-sizing: border-box; max-width: 1012px; margin: 24px auto; padding: 32px; border: 1px solid #d1d9e0; border-radius: 6px; }
pre.mermaid { text-align: center; background: none !important; }
@media (prefers-color-scheme: dark) {
  body { background: #010409; }
  .markdown-body { border-color: #3d444d; }
}`

const alertMark = /^\[!(note|tip|important|warning|caution)\][ \t]*(\n|$)/i

/** A quote at the top level that begins with a line `[!WARNING]` becomes GitHub's coloured box. */
function drawAlerts(root: Root): void {
  root.children = root.children.map((node) => (isElement(node, 'blockquote') ? alertOf(node) : node))
}

function alertOf(quote: Element): Element {
  const first = quote.children.find((child) => isElement(child, 'p'))
  const lead = first?.children[0]
  const mark = lead?.type === 'text' ? alertMark.exec(lead.value) : null
  const kind = mark?.[1]?.toLowerCase()
  if (first === undefined || lead?.type !== 'text' || mark === null || kind === undefined) return quote
  // `[!NOTE] **text**` on one line is an ordinary quote.
  if (mark[2] === '' && first.children.length > 1) return quote
  const rest: ElementContent[] = [{ ...lead, value: lead.value.slice(mark[0].length) }, ...first.children.slice(1)]
  const name = kind.charAt(0).toUpperCase() + kind.slice(1)
  const title = element('p', ['markdown-alert-title'], [{ type: 'text', value: name }])
  const body = quote.children.filter((child) => child !== first)
  const paragraph = mark[2] === '' ? [] : [{ ...first, children: rest }]
  return element('div', ['markdown-alert', `markdown-alert-${kind}`], [title, ...paragraph, ...body])
}

/** A code block of the language `mermaid` becomes the element that Mermaid draws into. */
function markDiagrams(parent: Root | Element): void {
  for (const node of parent.children) {
    if (node.type !== 'element') continue
    const [code] = node.children
    const classes = code !== undefined && isElement(code, 'code') ? code.properties['className'] : undefined
    if (
      node.tagName === 'pre' &&
      code !== undefined &&
      isElement(code, 'code') &&
      Array.isArray(classes) &&
      classes.includes('language-mermaid')
    ) {
      node.properties = { className: ['mermaid'] }
      node.children = code.children
    } else markDiagrams(node)
  }
}

/** A script, and the hash by which a content security policy lets it run. */
interface Script {
  readonly text: string
  readonly sha256: string
}

/** An error of Mermaid is left on the page's root as `data-error`. Made once: it is 3.5 MB. */
const diagramScript = once((): Script => {
  const start = `mermaid.initialize({ startOnLoad: false, theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'default' })
mermaid.run().catch((error) => { document.documentElement.dataset.error = String(error?.message ?? error) })`
  // In HTML these two end or bend a script, even inside a JavaScript string.
  const text = `${asset('mermaid/dist/mermaid.min.js')}\n${start}`
    .replaceAll('</script', '<\\/script')
    .replaceAll('<!--', '\\x3C!--')
  return { text, sha256: createHash('sha256').update(text).digest('base64') }
})

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

const installed = createRequire(import.meta.url)

function asset(path: string): string {
  return readFileSync(installed.resolve(path), 'utf8')
}

function element(tagName: string, className: string[], children: ElementContent[]): Element {
  return { type: 'element', tagName, properties: { className }, children }
}

function isElement(node: Root['children'][number], tagName: string): node is Element {
  return node.type === 'element' && node.tagName === tagName
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
