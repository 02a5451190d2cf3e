/** Numbers, times and names as people read them. */
import type { Instant, Ms } from './model/time.ts'

const SECOND: Ms = 1_000
const MINUTE: Ms = 60 * SECOND
const HOUR: Ms = 60 * MINUTE
const DAY: Ms = 24 * HOUR

/** The two largest units that matter: `45 s`, `4 min 10 s`, `1 h 5 min`, `2 d 3 h`. */
export function duration(length: Ms): string {
  const ms = Math.max(0, Math.round(length / SECOND) * SECOND)
  if (ms < MINUTE) return `${ms / SECOND} s`
  if (ms < HOUR) return pair(ms, MINUTE, 'min', SECOND, 's')
  if (ms < DAY) return pair(ms, HOUR, 'h', MINUTE, 'min')
  return pair(ms, DAY, 'd', HOUR, 'h')
}

function pair(ms: Ms, large: Ms, largeUnit: string, small: Ms, smallUnit: string): string {
  const rest = Math.floor((ms % large) / small)
  return `${Math.floor(ms / large)} ${largeUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ''}`
}

/** `03:12:45`, in UTC. */
export const clock = (at: Instant): string => new Date(at).toISOString().slice(11, 19)

/** `2026-11-21 03:12:45 UTC`. */
export const moment = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** `1 instance`, `3 instances`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** `a, b and 3 more`. */
export function list(items: readonly string[], most = 3): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`
  return items.length > 1 ? `${items.slice(0, -1).join(', ')} and ${items.at(-1)}` : (items[0] ?? '')
}

/** A target group's name, from its ARN: `…:targetgroup/<name>/<id>`. */
export const targetGroupName = (arn: string): string => /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn
