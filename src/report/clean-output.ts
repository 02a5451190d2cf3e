/** Cleans text for outputs, so that it cannot break the outputs file and GitHub does not drop it as a secret. */
import { visible } from './plain.ts'

/** Most characters of one output. */
const LONGEST = 4_000

/** Replaces the twelve digits of an account id. */
const REPLACEMENT = 'ACCOUNT'

const inArn = /\b(arn:[\w-]+:[\w-]*:[\w-]*:)\d{12}(?=:)/g

/**
 * One line without control characters. The account id is replaced, and in ARNs that of any account: where
 * configure-aws-credentials masks it, GitHub drops a job output that contains it (actions/runner #1498).
 * `account`: twelve digits, or empty where it is not known.
 */
export const cleanOutput = (text: string, account: string): string => withoutAccount(visible(text, LONGEST), account)

/** The text without the id of this account, and in ARNs without that of any account. */
export function withoutAccount(text: string, account: string): string {
  const outside = text.replace(inArn, `$1${REPLACEMENT}`)
  return /^\d{12}$/.test(account) ? outside.replace(new RegExp(`(?<!\\d)${account}(?!\\d)`, 'g'), REPLACEMENT) : outside
}

/** A path is only made one line without control characters; it must still name the file. */
export const cleanPath = (path: string): string => visible(path, Number.POSITIVE_INFINITY)
