/** The report file: the whole timeline as JSON, for machines. Versioned: what changes its shape changes `schema`. */
import type { Timeline, Turn } from '../rollout/timeline.ts'
import { foresightOf } from './foresight.ts'
import { codeOf, exitOf } from './outcomes.ts'
import { outputsOf } from './outputs.ts'

/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Members that hold a time; all other numbers are counts, percentages, versions or lengths (milliseconds, in AWS's preferences seconds). */
const instants: ReadonlySet<string> = new Set([
  'at',
  'began',
  'ended',
  'now',
  'since',
  'wrongSince',
  'deadline',
  'built',
  'changed',
  'created',
  'deprecated',
  'launched',
])

/** The report of a run, finished or not: `outcome` is null while it is under way. Times are ISO 8601 in UTC. */
export function reportOf(timeline: Timeline): { readonly [key: string]: Json } {
  const { began, now, policy, survey, plan, drift, to, legs, turns, outcome } = timeline
  const foresight = foresightOf(timeline)
  return {
    schema: 1,
    began: iso(began),
    now: iso(now),
    outcome: outcome ? json(outcome) : null,
    exit: outcome ? exitOf(outcome) : null,
    failureCode: outcome ? codeOf(outcome) : null,
    reason: outputsOf(timeline).reason,
    policy: json(policy),
    survey: json(survey),
    plan: json(plan),
    foresight: json(foresight && { steps: foresight.steps, rights: foresight.rights }),
    drift: json(drift),
    to: json(to),
    legs: json(legs),
    events: turns.map(eventOf),
  }
}

/** The survey, the plan, the drift and the outcome stand beside the events already. */
function eventOf(turn: Turn): Json {
  const { at, is } = turn
  switch (turn.is) {
    case 'surveyed':
      return { at: iso(at), is }
    case 'planned':
      return { at: iso(at), is, will: turn.plan.will }
    case 'checked':
      return { at: iso(at), is }
    case 'concluded':
      return { at: iso(at), is, outcome: turn.outcome.is }
    default:
      return json(turn)
  }
}

const iso = (at: number): string => new Date(at).toISOString()

/** A value of the domain as JSON: maps become objects, times text, and what is not known is left out. */
function json(value: unknown, key = ''): Json {
  // User data may hold secrets, and a report may be uploaded: its length is enough.
  if (key === 'UserData' && typeof value === 'string') return `${value.length} characters, not shown`
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return instants.has(key) ? iso(value) : value
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((item) => json(item))
  if (value instanceof Map) return members([...value].map(([name, item]) => [String(name), item]))
  if (typeof value === 'object' && value !== null) return members(Object.entries(value))
  return null
}

const members = (entries: readonly (readonly [string, unknown])[]): Json =>
  Object.fromEntries(entries.filter(([, item]) => item !== undefined).map(([name, item]) => [name, json(item, name)]))
