/** Every golden summary in a real browser: its chart is drawn, its tables hold. Needs Chromium; without it this says so and is skipped. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chromium, findChromium, howToInstall, startChromium } from '../scripts/pictures/chromium.ts'
import { goldenSummaries } from '../scripts/pictures/goldens.ts'
import { measure, photograph, type Sight, show, showInstead } from '../scripts/pictures/sight.ts'

import { summaryOf } from '../src/report/summary.ts'
import { timelineOf } from './report/emitting.ts'
import { exhibits } from './report/exhibits.ts'
import { hostile } from './report/hostile.ts'
import { type Dose, poisoned } from './report/poison.ts'

/** A field to which nothing is added may mean what it meant. */
const texts = hostile.filter((text) => text.trim() !== '')

const program = findChromium()
const summaries = goldenSummaries()
if (program === undefined) process.stderr.write(`The summaries are not looked at in a browser. ${howToInstall}\n`)
const fine = { error: null, broken: [], isWide: false, strange: [] }
const run = {
  server: 'https://github.com',
  repository: 'acme/shop',
  runId: '19283746',
  actor: 'octocat',
  actionRoot: '',
  region: 'eu-west-1',
}

describe.skipIf(program === undefined)('in a browser', () => {
  let browser: Chromium
  beforeAll(async () => {
    browser = await startChromium(program ?? '')
    await show(browser.tab, '```mermaid\npie\n  "first" : 1\n```', 'light')
  })
  afterAll(() => browser[Symbol.asyncDispose]())

  const sight = async (markdown: string): Promise<Sight> => {
    await showInstead(browser.tab, markdown)
    return measure(browser.tab)
  }

  test.each([...summaries])('%s: the chart is drawn and the tables hold', async (_, summary) => {
    const seen = await sight(summary)
    expect(seen).toMatchObject(fine)
    // The folded list of instances may be wide: GitHub lets the reader scroll it. Nothing above it may.
    expect(seen.scrolled.filter((table) => !table.startsWith('instance\ttype'))).toEqual([])
    expect(seen.diagrams).toBe(summary.split('```mermaid').length - 1)
    expect(seen.tables).toBe(summary.split(/^\|[-:|]+\|$/m).length - 1)
  })

  // A browser takes its time: every sixth here, all of them as HTML in report/hostile.
  test.each(Object.entries(exhibits).filter((_, i) => i % 6 === 0))(
    '«%s» full of hostile text: nothing runs, the tables hold',
    async (name, events) => {
      const milestone = Object.keys(exhibits).indexOf(name)
      const dose: Dose = (text, n) => `${text}${texts[(n + 7 * milestone) % texts.length]?.slice(0, 300)}`
      const seen = await sight(summaryOf(timelineOf(poisoned(events, dose, 'states')), run))
      const plain = await sight(summaryOf(timelineOf(poisoned(events, (text, n) => `${text}-${n}`, 'states')), run))
      expect(seen).toMatchObject(fine)
      expect([seen.diagrams, seen.tables]).toEqual([plain.diagrams, plain.tables])
      expect(seen.schemes.filter((scheme) => scheme !== 'https:')).toEqual([])
    },
  )

  test('what is no part of a summary is seen', async () => {
    const seen = await sight('[there](http://evil.example/) <img src="x.png" alt="x">')
    expect(seen.strange).toEqual([expect.stringContaining('<img')])
    expect(seen.schemes).toEqual(['http:'])
  })

  test('a chart that Mermaid cannot read is seen as an error', async () => {
    const seen = await sight('```mermaid\nxychart-beta\n  line [1, two]\n```')
    expect(seen.error).toMatch(/\w/)
  })

  test('a table wider than the page is seen', async () => {
    const seen = await sight(`| head |\n|---|\n| \`${'x'.repeat(400)}\` |`)
    expect(seen.scrolled).toEqual([expect.stringContaining('head')])
  })

  test('a row that lacks a cell is seen as broken', async () => {
    const seen = await sight('<table><tr><td>one</td><td>two</td></tr><tr><td>alone</td></tr></table>')
    expect(seen.broken).toEqual([expect.stringContaining('one')])
  })

  test('a picture ends above the heading that it is told', async () => {
    await show(browser.tab, 'text\n\n### Above\n\ntext\n\n### Below\n\ntext', 'dark')
    const height = (png: Buffer) => png.readUInt32BE(20)
    const whole = height(await photograph(browser.tab))
    expect(height(await photograph(browser.tab, { above: 'Below' }))).toBeLessThan(whole)
    expect(height(await photograph(browser.tab, { height: 50, scale: 0.5 }))).toBe(25)
  })
})

test('the golden files hold summaries to look at, each with its verdict as a heading with a sign', () => {
  expect(summaries.size).toBeGreaterThan(14)
  expect(
    [...summaries].filter(([, summary]) => !/^## (✅|❌|⛔|↩️|🚨|🔍|⏳) \S/.test(summary)).map(([name]) => name),
  ).toEqual([])
})

const bad = [...summaries].filter(([, summary]) => /^## (❌|⛔|↩️|🚨)/.test(summary))

test('there are more than 14 bad ends to read', () => {
  expect(bad.length).toBeGreaterThan(14)
})

test.each(bad)('%s: its first 12 lines say what happened, the state, and what to do', (_, summary) => {
  const head = summary.split('\n').slice(0, 12).join('\n')
  expect(head).toMatch(/^(\*\*Why:\*\* |- )\S/m)
  expect(head).toMatch(/^\*\*Now:\*\* \S/m)
  expect(head).toMatch(/\*\*Next:\*\* \S/)
  // Where there are commands for the fleet or the cause, the one that matters first.
  const [above = ''] = summary.split('\nEnded ')
  const [, first = ''] = /```sh\n(aws \S+ \S+)/.exec(above) ?? []
  expect(head).toContain(first)
})
