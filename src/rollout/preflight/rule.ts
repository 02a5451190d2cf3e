/** The form of every rule. */

import type { Finding } from '../model/finding.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import type { Instant, Ms } from '../model/time.ts'

/** What one rule finds in a survey; most find nothing. */
export type Rule = (survey: Survey, settings: RolloutSettings) => readonly Finding[]

/** A finding that refuses. */
export const error = (rule: string, says: string, remedy: string): Finding => ({ level: 'error', rule, says, remedy })

/** A finding that is told and stops nothing. */
export const warning = (rule: string, says: string, remedy: string): Finding => ({
  level: 'warning',
  rule,
  says,
  remedy,
})

/** A finding that is good to know of the group, whatever is rolled. */
export const note = (rule: string, says: string, remedy: string): Finding => ({ level: 'note', rule, says, remedy })

/** Getting credentials: without them nothing is seen. */
export const identity: ReadonlySet<string> = new Set(['GetIdentityToken', 'AssumeRoleWithWebIdentity'])

/** Whether a poll of this kind failed: then nothing can be said of what it would have shown. */
export const isUnseen = (operation: string, problems: Survey['problems']): boolean =>
  problems.some((problem) => problem.operation === operation || identity.has(problem.operation))

/** `2026-11-21`, in UTC. */
export const day = (at: Instant): string => new Date(at).toISOString().slice(0, 10)

/** `12 min`, `3 h`, `5 days`: an age, roughly. */
export function roughly(age: Ms): string {
  const minutes = Math.max(0, Math.round(age / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`
}
