/** Reads thrown values of the SDK without assuming their type. */

/** The members by which errors are recognised. */
export interface Thrown {
  readonly name: string
  readonly message: string
  /** The system's error code of a network failure. */
  readonly code?: string
  readonly syscall?: string
  /** The HTTP status. */
  readonly status?: number
  /** Whether there was an error answer that could be parsed, from AWS or something in between. */
  readonly answered: boolean
}

/** Reads an error; `undefined` for a value that is none. */
export function read(thrown: unknown): Thrown | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { name, message } = thrown
  const status = numberAt(at(thrown, '$metadata'), 'httpStatusCode')
  const [code, syscall] = [textAt(thrown, 'code'), textAt(thrown, 'syscall')]
  return {
    name,
    message,
    ...(code !== undefined && { code }),
    ...(syscall !== undefined && { syscall }),
    ...(status !== undefined && { status }),
    answered: '$fault' in thrown && status !== undefined,
  }
}

/**
 * Whether an answer could not be parsed: the SDK's deserializer attaches the answer to such an error as a hidden
 * member.
 */
export const isDeserialization = (thrown: unknown): boolean =>
  thrown instanceof Error && '$response' in thrown && !('$fault' in thrown)

/** A member of a value of any type. */
export const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined

/** A member that is a string. */
export const textAt = (value: unknown, key: string): string | undefined => {
  const found = at(value, key)
  return typeof found === 'string' ? found : undefined
}

/** A member that is a number. */
export const numberAt = (value: unknown, key: string): number | undefined => {
  const found = at(value, key)
  return typeof found === 'number' ? found : undefined
}
