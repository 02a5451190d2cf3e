/** AWS's paging: a page of records and a token that leads on from the last of them. */
import { createHash } from 'node:crypto'
import { AwsError } from '../error.ts'

/** How one operation pages. */
export interface Paging<T> {
  /** The request without its paging members: a token serves only the request that it was given for. */
  readonly request: unknown
  readonly size: number
  readonly token: string | undefined
  /** Distinguishes the records; a list that changes between two pages is taken up behind the last one seen. */
  key(record: T): string
  /** AWS's refusal of a token that it did not give. */
  readonly invalid: () => AwsError
}

/** One page. `next` is missing on the last. */
export interface Page<T> {
  readonly records: readonly T[]
  readonly next?: string
}

/** What a token says. `index` is used when the last record is gone. */
interface Mark {
  readonly last: string
  readonly index: number
  readonly request: string
}

/** The page behind the token, or the first. */
export function takePage<T>(records: readonly T[], { request, size, token, key, invalid }: Paging<T>): Page<T> {
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16)
  const start = token === undefined ? 0 : resume(records, token, { fingerprint, key, invalid })
  const taken = records.slice(start, start + size)
  const last = taken.at(-1)
  if (last === undefined || start + size >= records.length) return { records: taken }
  return { records: taken, next: encode({ last: key(last), index: start + size, request: fingerprint }) }
}

function resume<T>(
  records: readonly T[],
  token: string,
  { fingerprint, key, invalid }: Pick<Paging<T>, 'key' | 'invalid'> & { readonly fingerprint: string },
): number {
  const mark = decode(token)
  if (mark?.request !== fingerprint) throw invalid()
  const found = records.findIndex((record) => key(record) === mark.last)
  return found < 0 ? mark.index : found + 1
}

const encode = (mark: Mark): string => Buffer.from(JSON.stringify(mark)).toString('base64url')

function decode(token: string): Mark | undefined {
  try {
    const mark: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    return isMark(mark) ? mark : undefined
  } catch {
    return undefined
  }
}

const isMark = (mark: unknown): mark is Mark =>
  typeof mark === 'object' && mark !== null && 'last' in mark && 'index' in mark && 'request' in mark

/** Throws in the frame of AWS's ValidationError unless a page size is within its limits. */
export function pageSize(
  size: number | undefined,
  name: string,
  { least = 1, most, usual = most }: PageLimits,
): number {
  if (size === undefined) return usual
  if (size > most) throw outOfRange(size, name, `less than or equal to ${most}`)
  if (size < least) throw outOfRange(size, name, `greater than or equal to ${least}`)
  return size
}

/** Bounds of a page's size, and its size when none is asked for. */
export interface PageLimits {
  readonly least?: number
  readonly most: number
  readonly usual?: number
}

const outOfRange = (value: number, name: string, constraint: string): AwsError =>
  new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${constraint}`,
  )
