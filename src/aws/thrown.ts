/** What the SDK throws, read without trusting its shape. */

/** The members that tell errors apart. */
export interface Thrown {
  readonly name: string
  readonly message: string
  /** The system's word, for a failure on the way. */
  readonly code?: string
  readonly syscall?: string
  /** HTTP. */
  readonly status?: number
  /** AWS, or somebody in its place, answered with an error that could be read. */
  readonly answered: boolean
}

/** Reads an error; `undefined` for what is none. */
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

/** Whether an answer had come and could not be read: the SDK's deserializer hides the answer in what it throws. */
export const isDeserialization = (thrown: unknown): boolean =>
  thrown instanceof Error && '$response' in thrown && !('$fault' in thrown)

/** A member of something, whatever it is. */
export const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined

/** A member that is text. */
export const textAt = (value: unknown, key: string): string | undefined => {
  const found = at(value, key)
  return typeof found === 'string' ? found : undefined
}

/** A member that is a number. */
export const numberAt = (value: unknown, key: string): number | undefined => {
  const found = at(value, key)
  return typeof found === 'number' ? found : undefined
}
