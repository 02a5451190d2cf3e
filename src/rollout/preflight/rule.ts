/** The form of every rule. */
import type { Survey } from '../facts.ts'
import type { Finding } from '../model.ts'
import type { Policy } from '../policy.ts'

/** What one rule finds in a survey; most find nothing. */
export type Rule = (survey: Survey, policy: Policy) => readonly Finding[]
