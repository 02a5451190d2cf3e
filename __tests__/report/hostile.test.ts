/** Text from outside is data, in whatever field it comes: it never becomes a command, and never breaks the summary. */
import { describe, expect, it } from 'vitest'
import { hear, readerFor } from '../../simulator/github/log.ts'
import { article } from '../../simulator/github/page.ts'
import { annotationsFor } from '../../src/report/annotations.ts'
import { commentOf } from '../../src/report/comment.ts'
import { reportOf } from '../../src/report/json/report.ts'
import { printed } from '../../src/report/log/line.ts'
import { logLines } from '../../src/report/log.ts'
import { outputNames, outputsOf } from '../../src/report/outputs.ts'
import { summaryOf } from '../../src/report/summary.ts'
import type { Event } from '../../src/rollout/events.ts'
import { blank, record } from '../../src/rollout/timeline.ts'
import { timelineOf } from './emitting.ts'
import { exhibits } from './exhibits.ts'
import { texts, words } from './fields.ts'
import { T } from './fleet.ts'
import { hostile } from './hostile.ts'
import { type Dose, poisoned, textsIn } from './poison.ts'

const run = {
  server: 'https://github.com',
  repository: 'acme/shop',
  runId: '19283746',
  actor: 'octocat',
  actionRoot: '',
  region: 'eu-west-1',
}
const texted = hostile.filter((text) => text.trim() !== '').map((text) => text.slice(0, 3_000))
const runs = Object.entries(exhibits)

/** Another text in each field; with each turn they move on by one field. */
const inFront =
  (milestone: number): Dose =>
  (text, n) =>
    `${texted[(n + milestone) % texted.length]}${text}`
const behind =
  (milestone: number): Dose =>
  (text, n) =>
    `${text}${texted[(n + milestone) % texted.length]}`

describe('the exhibits', () => {
  const all = runs.flatMap(([, events]) => textsIn(events))

  it('hold a text in every field that the types have', () => {
    const held = new Set(all.flatMap(([key, text]) => (text === '' || words.get(key)?.includes(text) ? [] : [key])))
    expect(texts.filter((key) => !held.has(key))).toEqual([])
  })

  it.each(['code', 'did', 'differs', 'level'])('hold every word of «%s»', (key) => {
    const said = new Set(all.flatMap(([of, text]) => (of === key ? [text] : [])))
    expect(words.get(key)?.filter((word) => !said.has(word))).toEqual([])
  })
})

/** Elements of the page in their order. Code is left out: a word of somebody else's between backticks may be code. */
const shape = (events: readonly Event[], text = summaryOf) =>
  [...article(text(timelineOf(events), run)).matchAll(/<(\/?[a-z0-9]+)/g)]
    .flatMap(([, name]) => name ?? [])
    .filter((name) => !/^\/?code$/.test(name))
    .join(' ')

/** Over all runs every text stands in every place that many runs have. */
const turnsOf = (i: number): readonly number[] => [(7 * i) % texted.length]

/** The log as the runner hears it, and the notes on the run's page, event by event. */
function told(events: readonly Event[]) {
  let timeline = blank(T)
  let reader = readerFor()
  const shown = events.flatMap((event) => {
    const after = record(timeline, event)
    const raw = logLines(timeline, event, after).map((line) => printed(line))
    const notes = annotationsFor(event, after)
    timeline = after
    return raw.map((line) => {
      const heard = hear(reader, line)
      reader = heard.reader
      return { raw: line, type: heard.lines.map((each) => each.type), effects: heard.effects, notes }
    })
  })
  return { shown, timeline }
}

const kinds = (events: readonly Event[]) => told(events).shown.map(({ type }) => type)

describe.each(runs.map(([name, events], i) => [name, events, i] as const))(
  'hostile text in every field of «%s»',
  (_, events, at) => {
    const milestones = turnsOf(at)
    const bare = (spare: 'nothing' | 'states') => ({
      first: poisoned(events, (text, n) => `p${n}-${text}`, spare),
      last: poisoned(events, (text, n) => `${text}-p${n}`, spare),
    })

    // A page is dear to read: of one run with the text in front, of the next with the text behind.
    it.each(['nothing', 'states'] as const)('changes no element of the summary (spared: %s)', (spare) => {
      const { first, last } = bare(spare)
      const isInFront = (at + (spare === 'states' ? 1 : 0)) % 2 === 0
      const wanted = shape(isInFront ? first : last)
      expect(wanted).toContain('h2')
      for (const milestone of milestones) {
        const dose = isInFront ? inFront(milestone) : behind(milestone)
        expect([milestone, shape(poisoned(events, dose, spare))]).toEqual([milestone, wanted])
      }
    })

    it('changes no element of the comment on a pull request', () => {
      const wanted = shape(bare('states').first, commentOf)
      expect(wanted).toContain('h2')
      const [milestone = 0] = milestones
      expect(shape(poisoned(events, inFront(milestone), 'states'), commentOf)).toBe(wanted)
    })

    it('makes no line of the log a command, adds none, and colours none', () => {
      const { first, last } = bare('states')
      for (const milestone of milestones)
        for (const [dose, plain] of [
          [inFront(milestone), first],
          [behind(milestone), last],
        ] as const) {
          const { shown } = told(poisoned(events, dose, 'states'))
          expect(shown.map(({ type }) => type)).toEqual(kinds(plain))
          for (const { raw, effects } of shown) {
            expect(effects).toEqual([])
            expect(raw).not.toMatch(/[\n\r]|##\[|^ *::(?!group::|endgroup::)/)
            expect(raw).not.toMatch(/[\p{Cc}\p{Cs}]/u)
          }
        }
    })

    it('adds no line to an annotation', () => {
      const lengths = (of: readonly Event[]) =>
        told(of).shown.map(({ notes }) => notes.map(({ message }) => message.split('\n').length))
      const { first } = bare('states')
      for (const milestone of milestones)
        expect(lengths(poisoned(events, inFront(milestone), 'states'))).toEqual(lengths(first))
    })

    it('stays what it was in the report and the outputs', () => {
      for (const milestone of milestones) {
        const timeline = timelineOf(poisoned(events, inFront(milestone), 'states'))
        expect(JSON.parse(JSON.stringify(reportOf(timeline)))).toEqual(reportOf(timeline))
        const outputs = outputsOf(timeline, { reportFile: '', summaryFile: '', run })
        expect(Object.keys(outputs)).toEqual([...outputNames])
        for (const value of Object.values(outputs)) expect(value).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u)
      }
    })
  },
)
