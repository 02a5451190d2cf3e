import { describe, expect, it } from 'vitest'
import { page } from '../../simulator/github/page.ts'
import {
  alert,
  bullets,
  code,
  codeBlock,
  details,
  link,
  type Markdown,
  md,
  prose,
  table,
} from '../../src/report/markdown.ts'
import { hostile } from './hostile.ts'

/** The body of the page that GitHub would show. */
const rendered = (markdown: Markdown): string =>
  /<article[^>]*>\n([\s\S]*)\n<\/article>/.exec(page(String(markdown), 't'))?.[1] ?? ''
const elements = (html: string): readonly string[] =>
  [...html.matchAll(/<([a-z0-9]+)/g)].flatMap(([, name]) => name ?? [])

describe('a hole in md`…`', () => {
  it.each(hostile)('is one paragraph of plain text: %j', (foreign) => {
    const found = elements(rendered(md`before ${foreign} after`)).filter((name) => name !== 'a')
    expect(found).toEqual(['p'])
  })

  it.each(hostile)('is plain text at the start of a line: %j', (foreign) => {
    const found = elements(rendered(md`${foreign} after`)).filter((name) => name !== 'a')
    expect(found).toEqual(['p'])
  })

  it('shows what it was given', () => {
    const text = 'a*b_c`d|e<f>&g[h](i)~j\\k $Latest 1. #x'
    expect(rendered(md`${text}`)).toBe('<p>a*b_c`d|e&#x3C;f>&#x26;g[h](i)~j\\k $Latest 1. #x</p>')
  })

  it('calls nobody', () => {
    expect(String(md`${'@everyone'}`)).toBe('@\u2060everyone')
  })

  it('mentions no issue, whose page would list it', () => {
    expect(String(md`${'fixes #6, gh-7, octo-org/shop#8; C#, &#36;'}`)).toBe(
      'fixes #\u20606, gh-\u20607, octo-org/shop#\u20608; C#, &amp;#\u206036;',
    )
  })

  it('takes Markdown only from here', () => {
    expect(String(md`${md`**a**`} ${'**a**'}`)).toBe('**a** \\*\\*a\\*\\*')
    // An object that looks like Markdown is none.
    const forged = { toString: () => '<b>' }
    // @ts-expect-error only markdown.ts makes Markdown
    expect(String(md`${forged}`)).toBe('&lt;b&gt;')
  })
})

describe('code', () => {
  it.each(hostile)('is one element, in a table too: %j', (foreign) => {
    const html = rendered(table(['a', 'b'], [[code(foreign), 'end']]))
    expect(elements(html).filter((name) => name === 'td')).toHaveLength(2)
    expect(
      elements(html).filter((name) => !['table', 'thead', 'tbody', 'tr', 'th', 'td', 'code'].includes(name)),
    ).toEqual([])
  })

  it('shows what it was given', () => {
    expect(rendered(code('a`b|c<d>_e_*f*'))).toBe('<p><code>a`b|c&#x3C;d>_e_*f*</code></p>')
    expect(String(code('ami-1'))).toBe('`ami-1`')
  })

  it.each(hostile)('stays in its block: %j', (foreign) => {
    expect(elements(rendered(codeBlock([foreign, 'end'], 'sh')))).toEqual(['pre', 'code'])
  })
})

describe('a table', () => {
  it.each(hostile)('keeps its columns: %j', (foreign) => {
    const html = rendered(
      table(
        [foreign, 'b'],
        [
          [foreign, foreign],
          ['x', 'y'],
        ],
      ),
    )
    expect(elements(html).filter((name) => name === 'tr')).toHaveLength(3)
    expect(elements(html).filter((name) => name === 'td')).toHaveLength(4)
    expect(elements(html).filter((name) => !['table', 'thead', 'tbody', 'tr', 'th', 'td', 'a'].includes(name))).toEqual(
      [],
    )
  })
})

describe('the other blocks', () => {
  it.each(hostile)('hold hostile text: %j', (foreign) => {
    expect(elements(rendered(bullets([md`${foreign}`, md`${foreign}`]))).filter((name) => name === 'li')).toHaveLength(
      2,
    )
    expect(elements(rendered(details(foreign, md`${foreign}`))).slice(0, 2)).toEqual(['details', 'summary'])
    expect(rendered(alert('CAUTION', md`${foreign}`))).toContain('markdown-alert-caution')
    expect(elements(rendered(prose(foreign))).filter((name) => !['p', 'code', 'a'].includes(name))).toEqual([])
  })

  it('makes code of what our prose puts between backticks, and nothing else', () => {
    expect(String(prose('Set `on-conflict` to *x*.'))).toBe('Set `on-conflict` to \\*x\\*.')
    expect(String(prose('Set `skip-matching: false`: all.'))).toBe('Set `skip-matching: false`: all.')
  })

  it('keeps a link together', () => {
    const address = new URL('https://example.com/a(b)?c=<d>|e f')
    expect(elements(rendered(link('a ](x) |', address)))).toEqual(['p', 'a'])
  })
})
