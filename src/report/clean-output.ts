/** What later steps get: text that cannot break a file of outputs, and that GitHub does not withhold. */
import { visible } from './plain.ts'

/** Most characters of one output. */
const LONGEST = 4_000

/** Stands for the twelve digits of an account id. */
const REPLACEMENT = 'ACCOUNT'

const inArn = /\b(arn:[\w-]+:[\w-]*:[\w-]*:)\d{12}(?=:)/g

/**
 * One line, without a control character. The account id is replaced, in ARNs that of any account: where
 * configure-aws-credentials masks it, GitHub drops a job output that holds it (actions/runner #1498).
 * `account`: twelve digits, or empty where it is not known.
 */
export const cleanOutput = (text: string, account: string): string => withoutAccount(visible(text, LONGEST), account)

/** The same text without the id of this account, and in ARNs without that of any. */
export function withoutAccount(text: string, account: string): string {
  const outside = text.replace(inArn, `$1${REPLACEMENT}`)
  return /^\d{12}$/.test(account) ? outside.replace(new RegExp(`(?<!\\d)${account}(?!\\d)`, 'g'), REPLACEMENT) : outside
}

/** A path stays what it is: one line without a control character. */
export const cleanPath = (path: string): string => visible(path, Number.POSITIVE_INFINITY)
