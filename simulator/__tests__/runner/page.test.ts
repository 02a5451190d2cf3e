/** The summary as a page: GitHub's Markdown and nothing that could do harm or ask the network. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { page } from '../../github/page.ts'

/** What is in the box. */
function body(markdown: string): string {
  return /<article class="markdown-body">\n(.*?)\n<\/article>/s.exec(page(markdown, 'Summary'))?.[1] ?? ''
}

describe('Markdown', () => {
  test('tables, task lists, strike-through and bare links are GitHub’s', () => {
    const html = body('| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done\n\n~~old~~ https://github.com')
    expect(html).toContain('<td>1</td>')
    expect(html).toContain('<td align="right">2</td>')
    expect(html).toContain('<input type="checkbox" checked disabled>')
    expect(html).toContain('<del>old</del>')
    expect(html).toContain('<a href="https://github.com">https://github.com</a>')
    expect(page('https:&#47;/evil.example www&#46;evil.example', 't')).not.toContain('<a ')
  })

  test('HTML that GitHub allows stays, with the Markdown inside it', () => {
    const html = body('<details open><summary>More</summary>\n\n**bold**\n\n</details>\n\nH<sub>2</sub>O')
    expect(html).toMatch(/<details open><summary>More<\/summary>\s*<p><strong>bold<\/strong><\/p>\s*<\/details>/)
    expect(html).toContain('H<sub>2</sub>O')
  })

  test.each(['note', 'tip', 'important', 'warning', 'caution'])('a quote marked %s is an alert', (kind) => {
    const html = body(`> [!${kind.toUpperCase()}]\n> Mind *this*.\n>\n> And that.`)
    expect(html).toContain(`<div class="markdown-alert markdown-alert-${kind}"><p class="markdown-alert-title">`)
    expect(html).toContain('<p>Mind <em>this</em>.</p>')
    expect(html).toContain('<p>And that.</p>')
    expect(html).not.toContain('[!')
    expect(html).not.toContain('<blockquote>')
  })

  test.each([
    '> [!NOTE] on the same line',
    '> [!NOTE] **bold**',
    '> [!NONE]\n> x',
    '> plain',
    '- > [!NOTE]\n  > in a list',
  ])('%j is an ordinary quote', (markdown) => {
    expect(body(markdown)).toContain('<blockquote>')
    expect(body(markdown)).not.toContain('markdown-alert')
  })
})

describe('harm', () => {
  test.each([
    ['<script>alert(1)</script>', /alert|<script/],
    ['<p onclick="alert(1)" style="color:red">x</p>', /onclick|style|alert/],
    ['<img src=x onerror=alert(1)>', /onerror|alert/],
    ['[x](javascript:alert(1))', /javascript/],
    ['<a href="javascript:alert(1)">x</a>', /javascript/],
    ['![x](data:image/png;base64,AAAA)', /data:/],
    ['<iframe src="https://example.com"></iframe>', /iframe|example/],
    ['<svg onload=alert(1)></svg>', /svg|alert/],
    ['<div class="markdown-alert">x</div>', /markdown-alert/],
    ['<pre class="mermaid">graph</pre>', /class="mermaid"/],
    ['</article></body><script>alert(1)</script>', /alert|<\/body>/],
  ])('%s leaves nothing behind', (markdown, trace) => {
    expect(body(`${markdown}\n\nafter`)).not.toMatch(trace)
    expect(body(`${markdown}\n\nafter`)).toContain('after')
  })

  test('the title is text', () => {
    expect(page('x', '</title><script>&')).toContain('<title>&lt;/title>&lt;script>&amp;</title>')
  })
})

describe('the file', () => {
  test('is complete in itself: styles inside, light and dark, no script, and every request forbidden', () => {
    const html = page('![picture](https://example.com/a.png)', 'Summary')
    expect(html).toMatch(/^<!doctype html>/)
    expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'; script-src 'none'")
    expect(html).not.toMatch(/<link|<script|@import/)
    expect(html).toContain('@media (prefers-color-scheme: dark)')
    expect(html).toContain('.markdown-alert-warning')
    expect(html).toContain('alt="picture"')
  })

  test('brings Mermaid along for a diagram, and only this script may run', () => {
    const html = page('```mermaid\ngantt\n  dateFormat x\n  a <b> :0, 1\n```', 'Summary')
    expect(html).toContain('<pre class="mermaid">gantt\n  dateFormat x\n  a &#x3C;b> :0, 1\n</pre>')
    const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script)
    expect(scripts).toHaveLength(1)
    expect(scripts[0]).toContain('mermaid.run()')
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64')
    expect(html).toContain(`script-src 'sha256-${hash}'`)
    expect(scripts[0]).not.toContain('<!--')
  })
})
