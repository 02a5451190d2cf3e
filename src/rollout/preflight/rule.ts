/** The type of the preflight rules, and helpers to make findings. */

import type { Finding } from '../model/finding.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import type { Instant, Ms } from '../model/time.ts'

/** A rule: a pure function from a survey to findings. */
export type Rule = (survey: Survey, settings: RolloutSettings) => readonly Finding[]

/** A finding that makes the plan refuse. */
export const error = (rule: string, says: string, remedy: string): Finding => ({ level: 'error', rule, says, remedy })

/** A finding that is reported and does not refuse. */
export const warning = (rule: string, says: string, remedy: string): Finding => ({
  level: 'warning',
  rule,
  says,
  remedy,
})

/** A finding about the group that does not depend on this rollout. */
export const note = (rule: string, says: string, remedy: string): Finding => ({ level: 'note', rule, says, remedy })

/** The operations that get credentials. If one fails, no read succeeds. */
export const identity: ReadonlySet<string> = new Set(['GetIdentityToken', 'AssumeRoleWithWebIdentity'])

/** Whether this read failed, so that its result is unknown. */
export const isUnseen = (operation: string, problems: Survey['problems']): boolean =>
  problems.some((problem) => problem.operation === operation || identity.has(problem.operation))

/** `2026-11-21`, in UTC. */
export const day = (at: Instant): string => new Date(at).toISOString().slice(0, 10)

/** A rounded age: `12 min`, `3 h`, `5 days`. */
export function roughly(age: Ms): string {
  const minutes = Math.max(0, Math.round(age / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`
}
