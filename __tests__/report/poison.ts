/** Foreign text in every text of what a run tells, however deep and whatever its name; only words of closed lists stay. */
import type { Event } from '../../src/rollout/events.ts'
import { words } from './fields.ts'

/** What becomes of the `n`th text that is met. */
export type Dose = (text: string, n: number) => string

/** States that AWS gives: spared, they show what is shown of a fleet that goes its way. */
const states: ReadonlySet<string> = new Set([
  'InService',
  'Pending',
  'healthy',
  'unhealthy',
  'InProgress',
  'Baking',
  'Successful',
  'RollbackInProgress',
  'RollbackSuccessful',
])

/** The events with each text changed by `dose`, equal texts alike. */
export function poisoned(events: readonly Event[], dose: Dose, spare: 'nothing' | 'states'): readonly Event[] {
  const seen = new Map<string, string>()
  const change = (key: string, text: string): string => {
    if (text === '' || words.get(key)?.includes(text) || (spare === 'states' && states.has(text))) return text
    const changed = seen.get(text) ?? dose(text, seen.size)
    seen.set(text, changed)
    return changed
  }
  return events.map((event) => walk(event, change))
}

/** Every text with the key that it stands under; of a map names and values alike. */
export function textsIn(events: readonly Event[]): readonly (readonly [key: string, text: string])[] {
  const found: (readonly [string, string])[] = []
  for (const event of events)
    walk(event, (key, text) => {
      found.push([key, text])
      return text
    })
  return found
}

/** The same shape with other texts: what has no text is given back as it is, and the type stays what it was. */
function walk<T>(value: T, change: (key: string, text: string) => string, key?: string): T
function walk(value: unknown, change: (key: string, text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return change(key, value)
  if (Array.isArray(value)) return value.map((item) => walk(item, change, key))
  if (value instanceof Map)
    return new Map([...value].map(([name, item]) => [walk(name, change, key), walk(item, change, key)]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, change, name)]))
}
