/** What people read: the field's own words, and short sentences. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/build/bundle.ts'
import { readContract } from '../../scripts/contract.ts'
import { goldenSummaries } from '../../scripts/pictures/goldens.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import { examples, filesIn, read } from './fences.ts'
import {
  commentsIn,
  retiredIn,
  retiredInComments,
  retiredPhrases,
  type Sentence,
  sentencesOf,
  textsIn,
  wordsIn,
} from './sentences.ts'
import { sourcesOf } from './sources.ts'

const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md']
const docs = [...pages, ...filesIn('docs', '.md')]
const { inputs, outputs } = readContract(join(root, 'action.yml'))
const described = [...inputs, ...outputs].map(({ name, meaning }) => ({ at: `action.yml ${name}`, text: meaning }))
const comments = [...examples, ...filesIn('setup', '.yaml'), ...filesIn('setup/terraform', '.tf')].flatMap((path) =>
  [...read(path).matchAll(/# (.*)$/gm)].map(([, text = '']) => ({ at: path, text })),
)
const forms = filesIn('.github/ISSUE_TEMPLATE', '.yml').flatMap((path) =>
  [...read(path).matchAll(/(?:description|label|about): (.*)$|^ {8}(\S.*)$/gm)].map(([text]) => ({ at: path, text })),
)
const announced = [...scenes.values()].map(({ says }) => ({ at: 'npm run demo', text: says }))
const summaries = [...goldenSummaries()].flatMap(([name, summary]) => sentencesOf(name, summary))
const retired = (sentences: readonly Sentence[], phrases = retiredPhrases) =>
  sentences.flatMap(({ at, text }) => retiredIn(text, phrases).map((phrase) => `${at}: «${phrase}» in: ${text}`))
const long = (sentences: readonly Sentence[]) =>
  sentences.flatMap(({ at, text }) => (wordsIn(text) > MOST_WORDS ? [`${at}: ${wordsIn(text)} words: ${text}`] : []))

/** More than that nobody reads in one breath at three in the morning. */
const MOST_WORDS = 30

describe('no retired phrase', () => {
  test.each(docs)('in %s', (path) => {
    expect(retired(sentencesOf(path, read(path)))).toEqual([])
  })

  test('in a text of the sources', () => {
    const texts = sourcesOf('src').flatMap(({ path, text }) => textsIn(path, text))
    expect(texts.length).toBeGreaterThan(400)
    expect(retired(texts)).toEqual([])
  })

  test.each(['src', 'simulator', 'scripts'])('in a comment of %s', (folder) => {
    const comments = sourcesOf(folder).flatMap(({ path, text }) => commentsIn(path, text))
    expect(comments.length).toBeGreaterThan(50)
    expect(retired(comments, retiredInComments)).toEqual([])
  })

  test('in a summary, in the contract, in an example, in a form of the repository or in the demo', () => {
    expect(Math.min(forms.length, announced.length, comments.length)).toBeGreaterThan(5)
    expect(retired([...summaries, ...described, ...comments, ...forms, ...announced])).toEqual([])
  })

  test('goes unnoticed where there is one', () => {
    expect(retired(sentencesOf('a', 'Say `mend`. It is **mended** now.'))).toHaveLength(1)
    expect(retired(textsIn('a', 'const it = `the $' + '{way} back, or the way back`'))).toHaveLength(1)
    const source = "/** It is told\n * so. */\nconst a = 'https://told' // Told\n/* It looks up. */"
    expect(retired(commentsIn('a.ts', source), retiredInComments).map((each) => each.slice(0, 6))).toEqual([
      'a.ts:1',
      'a.ts:3',
    ])
  })
})

describe(`no sentence of more than ${MOST_WORDS} words`, () => {
  test('in the README', () => {
    expect(long(sentencesOf('README.md', read('README.md')))).toEqual([])
  })

  test('in a summary', () => {
    expect(long(summaries)).toEqual([])
  })

  test('in what is found before the start', () => {
    const found = filesIn('__tests__/unit', '-says.golden.md')
    expect(long(found.flatMap((path) => sentencesOf(path, read(path))))).toEqual([])
  })
})
