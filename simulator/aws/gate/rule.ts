/** What AWS's models demand of a single value, in the words of AWS's validation. */

/** `broken`: the demands that the value does not meet, empty if it is fine. `all`: every demand, as AWS lists them for items. */
export interface Rule {
  broken(value: unknown): readonly string[]
  readonly all: readonly string[]
}

interface Demand {
  readonly says: string
  readonly holds: (value: unknown) => boolean
}

const rule = (...demands: readonly Demand[]): Rule => ({
  broken: (value) => demands.filter(({ holds }) => !holds(value)).map(({ says }) => says),
  all: demands.map(({ says }) => says),
})

/** A number from `min` to `max`, both included. */
export const between = (min: number, max = Number.POSITIVE_INFINITY): Rule =>
  rule(...(max === Number.POSITIVE_INFINITY ? [] : [atMost('value', max, Number)]), atLeast('value', min, Number))

/** Length of a text in characters, or of a list in items. */
export const long = (min: number, max: number): Rule =>
  rule(atMost('length', max, lengthOf), atLeast('length', min, lengthOf))

/** A text that the pattern fits as a whole; the pattern is shown as it is written here. */
export const like = (pattern: string): Rule =>
  rule({
    says: `Member must satisfy regular expression pattern: ${pattern}`,
    holds: (value) => new RegExp(`^(?:${pattern})$`, 'u').test(String(value)),
  })

/** One of a closed set, in AWS's order. */
export const oneOf = (...values: readonly string[]): Rule =>
  rule({
    says: `Member must satisfy enum value set: [${values.join(', ')}]`,
    holds: (value) => values.includes(String(value)),
  })

/** Every item of a list meets the rule. */
export const each = (item: Rule): Rule =>
  rule({
    says: `Member must satisfy constraint: [${item.all.join(', ')}]`,
    holds: (value) => Array.isArray(value) && value.every((one) => item.broken(one).length === 0),
  })

/** All of the rules. */
export const both = (...rules: readonly Rule[]): Rule => ({
  broken: (value) => rules.flatMap((one) => one.broken(value)),
  all: rules.flatMap((one) => one.all),
})

type Measure = (value: unknown) => number

const atMost = (what: string, max: number, measure: Measure): Demand => ({
  says: `Member must have ${what} less than or equal to ${max}`,
  holds: (value) => measure(value) <= max,
})

const atLeast = (what: string, min: number, measure: Measure): Demand => ({
  says: `Member must have ${what} greater than or equal to ${min}`,
  holds: (value) => measure(value) >= min,
})

const lengthOf: Measure = (value) => (Array.isArray(value) ? value.length : String(value).length)
