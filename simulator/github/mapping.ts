/** What YAML has been read into, taken apart with complaints that name what is wrong. */

export type Mapping = Readonly<Record<string, unknown>>

/** Throws if it is none. */
export function mapping(value: unknown, what: string): Mapping {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${what} is not a mapping`)
  return Object.fromEntries(Object.entries(value))
}

/** The mapping of this key; `otherwise` if the key is absent or has another value, where that is given. */
export function mappingIn(of: Mapping, key: string, otherwise?: Mapping): Mapping {
  const value = of[key]
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
  return otherwise !== undefined && !isMapping ? otherwise : mapping(value, key)
}

/** The mappings in the list of this key. */
export function mappingsIn(of: Mapping, key: string): readonly Mapping[] {
  const list = of[key]
  if (!Array.isArray(list)) throw new Error(`${key} is not a list`)
  return list.map((each, i) => mapping(each, `${key}[${i}]`))
}

/** The text of this key, if its value is a scalar. */
export function textIn(of: Mapping, key: string): string | undefined {
  const value = of[key]
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

/** A mapping of texts; empty if the key is absent. */
export function textsIn(of: Mapping, key: string): Readonly<Record<string, string>> {
  const texts = mappingIn(of, key, {})
  return Object.fromEntries(Object.keys(texts).map((name) => [name, textIn(texts, name) ?? '']))
}

export function numberIn(of: Mapping, key: string): number | undefined {
  const value = of[key]
  return typeof value === 'number' ? value : undefined
}

export function booleanIn(of: Mapping, key: string): boolean | undefined {
  const value = of[key]
  return typeof value === 'boolean' ? value : undefined
}

/** Throws if it has a key that nobody reads. */
export function refuseUnknown(of: Mapping, known: readonly string[], what: string): void {
  const unknown = Object.keys(of).filter((key) => !known.includes(key))
  if (unknown.length > 0) throw new Error(`${what} has ${unknown.join(', ')}, which this runner does not simulate`)
}
