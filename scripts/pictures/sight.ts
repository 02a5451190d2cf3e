/** A summary as a browser shows it: what can be measured of it, and its picture. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { article, page } from '../../simulator/github/page.ts'
import type { DevTools } from './devtools.ts'

export type Theme = 'light' | 'dark'

/** CSS pixels: GitHub's own column for a summary, and the box around it. */
const WIDTH = 1040

/** Shows a summary, its diagrams drawn. `theme`: as the reader's system has it. Rejects if it takes longer than ten seconds. */
export async function show(tab: DevTools, markdown: string, theme: Theme): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'))
  try {
    const file = join(folder, 'summary.html')
    writeFileSync(file, page(markdown, 'Summary'))
    await tab.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: theme }] })
    await tab.send('Emulation.setDeviceMetricsOverride', {
      width: WIDTH,
      height: 800,
      deviceScaleFactor: 1,
      mobile: false,
    })
    const url = pathToFileURL(file).href
    await tab.send('Page.navigate', { url })
    await tab.evaluate(`(${drawn})(${JSON.stringify(url)})`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** In the page: waits until it is there and each diagram has become a picture or an error. */
const drawn = `async (url) => {
  for (let tries = 0; tries < 200; tries++) {
    const isThere = location.href === url && document.readyState === 'complete'
    const waits = [...document.querySelectorAll('pre.mermaid')].some((each) => !each.querySelector('svg'))
    if (isThere && (!waits || document.documentElement.dataset.error !== undefined)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the page is not drawn after ten seconds')
}`

/** Shows another summary in the place of one with a diagram, which has brought Mermaid along: the browser reads it (3.5 MB) once. */
export const showInstead = (tab: DevTools, markdown: string): Promise<void> =>
  tab.evaluate(`(${redrawn})(${JSON.stringify(article(markdown))})`)

/** In the page. What is inserted is parsed, and forbidden by the page's policy, as if it had been there from the start. */
const redrawn = `async (html) => {
  delete document.documentElement.dataset.error
  document.querySelector('article').replaceChildren(document.createRange().createContextualFragment(html))
  await mermaid.run().catch((error) => { document.documentElement.dataset.error = String(error?.message ?? error) })
}`

/** What is measured of the page, with everything unfolded. */
export interface Sight {
  /** Mermaid's error, if it could not draw. */
  readonly error: string | null
  readonly diagrams: number
  readonly tables: number
  /** Tables that stick out of the page, or have a row with more or fewer cells than their head: their first words. */
  readonly broken: readonly string[]
  /** Tables that do not fit, so that GitHub lets them be scrolled sideways: their first words. */
  readonly scrolled: readonly string[]
  /** Whether something makes the whole page scroll sideways. */
  readonly isWide: boolean
  /** Elements and attributes that no summary has reason to hold, such as images and handlers. */
  readonly strange: readonly string[]
  /** How links begin, such as `https:`, each once. */
  readonly schemes: readonly string[]
}

/** What our Markdown becomes; a diagram is Mermaid's own, and it is made from numbers alone. */
const ELEMENTS = 'h2 h3 p strong a code pre ul li table thead tbody tr th td details summary br div blockquote'
const ATTRIBUTES = 'href class align open aria-hidden'

/** Measures the page that is shown. */
export const measure = (tab: DevTools): Promise<Sight> =>
  tab.evaluate<Sight>(`((ELEMENTS, ATTRIBUTES) => {
  for (const each of document.querySelectorAll('details')) each.open = true
  const article = document.querySelector('article')
  const { right } = article.getBoundingClientRect()
  const [elements, attributes] = [ELEMENTS, ATTRIBUTES].map((names) => new Set(names.split(' ')))
  const isStrange = (each) =>
    !elements.has(each.localName) || [...each.attributes].some(({ name }) => !attributes.has(name))
  const strange = [...article.querySelectorAll('*')].filter((each) => !each.closest('pre.mermaid') && isStrange(each))
  const tables = [...document.querySelectorAll('table')]
  const isBroken = (table) =>
    table.getBoundingClientRect().right > right ||
    [...table.rows].some((row) => row.cells.length !== table.rows[0].cells.length)
  const firstWords = (table) => table.innerText.slice(0, 60)
  return {
    error: document.documentElement.dataset.error ?? null,
    diagrams: document.querySelectorAll('pre.mermaid svg').length,
    tables: tables.length,
    broken: tables.filter(isBroken).map(firstWords),
    scrolled: tables.filter((table) => table.scrollWidth > table.clientWidth + 1).map(firstWords),
    isWide: document.documentElement.scrollWidth > innerWidth,
    strange: strange.map((each) => each.outerHTML.slice(0, 80)),
    schemes: [...new Set([...article.querySelectorAll('a')].map((each) => each.protocol))].sort(),
  }
})(${JSON.stringify(ELEMENTS)}, ${JSON.stringify(ATTRIBUTES)})`)

/** How much of a page a picture shows; all of it unless said. */
export interface Share {
  /** Only what is above the heading of these words. */
  readonly above?: string
  /** At most so much of it, in CSS pixels. */
  readonly height?: number
  /** Of the picture, where 1 is the page's own size. */
  readonly scale?: number
}

/** A PNG of the summary in its box and nothing around it, folded as it is shown. */
export async function photograph(tab: DevTools, { above, height, scale = 1 }: Share = {}): Promise<Buffer> {
  const box = await tab.evaluate<{ readonly height: number }>(`(${boxAbove})(${JSON.stringify(above ?? null)})`)
  const clip = { ...box, height: Math.min(box.height, height ?? box.height) }
  const { data = '' }: { data?: string } = await tab.send('Page.captureScreenshot', {
    format: 'png',
    captureBeyondViewport: true,
    clip: { ...clip, scale },
  })
  return Buffer.from(data, 'base64')
}

/** In the page. */
const boxAbove = `(above) => {
  const { x, y, width, bottom } = document.querySelector('article').getBoundingClientRect()
  const heading = [...document.querySelectorAll('h1, h2, h3, h4')].find((each) => each.innerText === above)
  return { x, y, width, height: (heading?.getBoundingClientRect().top ?? bottom) - y }
}`
