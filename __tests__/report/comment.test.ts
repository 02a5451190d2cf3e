import { describe, expect, it } from 'vitest'
import { article } from '../../simulator/github/page.ts'
import { commentOf } from '../../src/report/comment.ts'
import type { Finding } from '../../src/rollout/model/finding.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { timelineOf } from './emitting.ts'
import { group, policy, survey, T } from './fleet.ts'

const run = {
  server: 'https://github.com',
  repository: 'acme/shop',
  runId: '1',
  actor: 'octocat',
  actionRoot: '',
  region: 'eu-west-1',
}
const planning = { ...policy, mode: 'plan' } as const

/** A plan with so many warnings, of which each fills a screen. */
function planWith(warnings: number, seen: Survey = survey): string {
  const finding = (i: number): Finding => ({
    level: 'warning',
    rule: `rule-${i}`,
    says: `${i} ${'says '.repeat(300)}`,
    remedy: 'none',
  })
  const findings = Array.from({ length: warnings }, (_, i) => finding(i))
  const decided = plan(seen, planning)
  return commentOf(
    timelineOf([
      { type: 'surveyed', at: T, survey: seen, settings: planning },
      { type: 'planned', at: T, plan: { ...decided, findings } },
      { type: 'concluded', at: T, outcome: { type: 'planned', fleetStatus: decided.fleetStatus } },
    ]),
    run,
  )
}

describe('a comment', () => {
  it('that is short is whole', () => {
    const body = planWith(3)
    expect(body).toContain('3 warnings')
    expect(body).not.toContain('Cut here')
  })

  it('that is long leaves out the part that does not fit, says so, and keeps the others whole', () => {
    const body = planWith(60)
    expect(body.length).toBeLessThanOrEqual(65_000)
    expect(body).toContain('Cut here')
    expect(body).toContain('Plan for web')
    expect(body).toContain('What a deploy would change in AWS')
    expect(body).not.toContain('60 warnings')
    expect(article(body).match(/<details>/g)?.length).toBe(body.match(/<details>/g)?.length)
  })

  it('names no account, not even in what AWS says', () => {
    const arn = `arn:aws:iam::${group.account}:user/someone`
    const seen = { ...survey, group: { ...group, name: arn } }
    const body = planWith(1, seen)
    expect(body).toContain('arn:aws:iam::ACCOUNT:user/someone')
    expect(body).not.toContain(group.account)
  })
})
