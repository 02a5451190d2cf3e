import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { summaryOf } from '../../src/report/summary.ts'
import { stories, timelineOf } from './stories.ts'

const run = { server: 'https://github.com', repository: 'acme/shop', runId: '19283746', region: 'eu-west-1' }
const golden = (name: string): URL =>
  new URL(`golden/${name.replaceAll(' ', '-').replaceAll(',', '')}.golden.md`, import.meta.url)

describe('the summary', () => {
  for (const [name, events] of Object.entries(stories))
    it(`of the story «${name}» is the golden one`, () => {
      const summary = summaryOf(timelineOf(events), run)
      if (process.env['UPDATE_GOLDEN'] === '1') {
        mkdirSync(new URL('golden/', import.meta.url), { recursive: true })
        writeFileSync(golden(name), summary)
      }
      expect(existsSync(golden(name)), 'run with UPDATE_GOLDEN=1 to make it').toBe(true)
      expect(summary).toBe(readFileSync(golden(name), 'utf8'))
    })
})
