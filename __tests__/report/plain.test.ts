import { describe, expect, it } from 'vitest'
import { hear, readerFor } from '../../simulator/github/log.ts'
import { printed } from '../../src/report/log/line.ts'
import { visible, withoutCommands } from '../../src/report/plain.ts'
import { hostile } from './hostile.ts'

describe('text from outside in the log', () => {
  it.each(hostile)('is text for the runner, never a command: %j', (foreign) => {
    for (const line of [foreign, `  ${foreign}`, `03:00:00  ${foreign}`]) {
      const { lines, effects } = hear(readerFor(), withoutCommands(line))
      expect(effects).toEqual([])
      expect(lines).toEqual([{ type: 'text', text: withoutCommands(line), inGroup: false }])
    }
  })

  it.each(hostile)('is one line of what can be seen: %j', (foreign) => {
    expect(withoutCommands(foreign)).not.toMatch(/[\r\n\t\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    expect(withoutCommands(foreign).length).toBeLessThan(4_100)
  })

  it('opens a group by its title alone', () => {
    const { lines, effects } = hear(readerFor(), printed({ type: 'group', text: '100 %0A\n::error::boo' }))
    expect(effects).toEqual([])
    expect(lines).toEqual([{ type: 'group', text: '100 %0A ::error::boo', inGroup: false }])
  })

  it('says how much it cut', () => {
    expect(visible('abcdef', 4)).toBe('abcd… (2 more characters)')
  })

  it('leaves ordinary text as it is', () => {
    expect(withoutCommands('03:00:00  ░░ 0 of 6 run ami-1 · “ok” :: → 日本')).toBe(
      '03:00:00  ░░ 0 of 6 run ami-1 · “ok” :: → 日本',
    )
  })
})
