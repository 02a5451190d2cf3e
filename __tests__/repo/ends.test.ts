/** What somebody who was just woken reads on the first screen of every kind of end. */
import { describe, expect, test } from 'vitest'
import { allEnds } from '../../scripts/pictures/ends.ts'
import { goldenSummaries } from '../../scripts/pictures/goldens.ts'

const summaries = goldenSummaries()
const ends = allEnds.flatMap((group) => group.ends.map(({ name, summary }) => [name, summary] as const))

/** Lines that nobody has to scroll for. */
const FIRST_SCREEN = 12

describe('the first screen of an end', () => {
  test.each(ends)('%s: what happened, in which state the group is, and what to do', (_, summary) => {
    const lines = (summaries.get(summary) ?? '').split('\n')
    const screen = lines.slice(0, FIRST_SCREEN).join('\n')
    const [headline = ''] = lines
    expect(headline).toMatch(/^## \S+ (Refused: the inputs|(Not started: |Plan for )?web\b)/)
    expect(screen).toMatch(/\b(runs?|be seen|Instance refresh) |AWS was not asked/)
    if (!/^## (✅|🔍|⏳ web is under way)/u.test(headline)) expect(screen).toContain('**Next:**')
    // Where there is something to type, it begins here.
    const details = lines.findIndex((line) => /^(\*\*Seen:|Ended |As of )/.test(line))
    const first = lines.indexOf('```sh')
    if (first >= 0 && first < details) expect(lines.slice(0, FIRST_SCREEN)[first + 1]).toMatch(/^(aws|for) /)
  })
})
