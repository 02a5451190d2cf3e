import type { VerifyResult } from '../model/observation.ts'
import { type FailureRow, none } from './row.ts'

/** The `verify` script failed, or did not end in time. */
export interface VerifyFailed {
  readonly code: 'verify'
  readonly verified: VerifyResult
}

/** The row of `verify`. */
export const verify = ({ verified }: VerifyFailed): FailureRow => ({
  action: 'on-failure',
  sentence: verifyWords(verified),
  nextStep: 'The output of verify is in the log. Fix the image or the check, then deploy again.',
  runAgain: false,
  commands: none,
})

/** The sentence ends with the last line that the script printed. */
export function verifyWords({ step, result, exit, tail }: VerifyResult): string {
  const last = tail.at(-1)
  const said = last === undefined ? '' : ` Its last line: “${last}”`
  if (result === 'timed-out') return `verify gave no verdict in time (${step}).${said}`
  return `verify failed (${step})${exit === undefined ? '' : ` with exit code ${exit}`}.${said}`
}
