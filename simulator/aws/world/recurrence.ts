/** Recurrences of scheduled actions: the five fields of cron, in a time zone. */

/** Minute, hour, day of the month, month, day of the week. */
export type Recurrence = string

interface Field {
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const fields: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: ['', ...MONTHS] },
  { least: 0, most: 7, names: DAYS },
]

const MINUTE = 60_000
/** A recurrence that does not come within four years never comes. */
const HORIZON = 4 * 366 * 24 * 60 * MINUTE

/** The first time after `from` (ms since epoch) that a recurrence means; nothing for one that never comes. Throws for bad syntax. */
export function nextTime(recurrence: Recurrence, from: number, timeZone = 'UTC'): number | undefined {
  const matches = matcher(recurrence)
  for (let at = Math.floor(from / MINUTE) * MINUTE + MINUTE; at < from + HORIZON; ) {
    const { minute, hour, date, month, day } = clockIn(timeZone, at)
    if (!matches.isDay(date, month, day)) at += (24 - hour) * 60 * MINUTE - minute * MINUTE
    else if (!matches.hours.has(hour)) at += (60 - minute) * MINUTE
    else if (!matches.minutes.has(minute)) at += MINUTE
    else return at
  }
  return undefined
}

function matcher(recurrence: Recurrence) {
  const parts = recurrence.trim().split(/\s+/)
  if (parts.length !== fields.length) throw new Error(`a recurrence has five fields: ${recurrence}`)
  const [minutes, hours, dates, months, days] = parts.map((part, index) => valuesOf(part, fields[index]))
  if (!minutes || !hours || !dates || !months || !days) throw new Error(`a recurrence has five fields: ${recurrence}`)
  // Cron: where both kinds of day are given, either is enough.
  const eitherDay = parts[2] !== '*' && parts[4] !== '*'
  const isDayOfEither = (date: number, day: number) =>
    eitherDay ? dates.has(date) || days.has(day) : dates.has(date) && days.has(day)
  return {
    minutes,
    hours,
    isDay: (date: number, month: number, day: number) => months.has(month) && isDayOfEither(date, day),
  }
}

function valuesOf(text: string, field: Field | undefined): ReadonlySet<number> {
  if (!field) return new Set()
  const { least, most, names = [] } = field
  const number = (name: string) => {
    const index = names.indexOf(name.toLowerCase())
    const value = index >= 0 ? index : Number(name)
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Error(`${name} is not between ${least} and ${most}`)
    return value
  }
  return new Set(
    text.split(',').flatMap((item) => {
      const [range = '', step = '1'] = item.split('/')
      const [first = '', last] = range === '*' ? [String(least), String(most)] : range.split('-')
      const end = last === undefined ? (item.includes('/') ? most : number(first)) : number(last)
      const values = []
      // Sunday is 0 and 7.
      for (let value = number(first); value <= end; value += Number(step)) values.push(most === 7 ? value % 7 : value)
      return values
    }),
  )
}

/** What a clock in that zone shows. */
function clockIn(timeZone: string, at: number) {
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return {
    minute: Number(parts.get('minute')),
    hour: Number(parts.get('hour')),
    date: Number(parts.get('day')),
    month: Number(parts.get('month')),
    day: DAYS.indexOf((parts.get('weekday') ?? '').toLowerCase()),
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>()
function formatter(timeZone: string): Intl.DateTimeFormat {
  const options = { minute: 'numeric', hour: 'numeric', day: 'numeric', month: 'numeric', weekday: 'short' } as const
  const made = formatters.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { ...options, hourCycle: 'h23', timeZone })
  formatters.set(timeZone, made)
  return made
}
