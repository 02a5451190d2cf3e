/** Calls as gates see them. */
import type { Call } from '../../aws/call.ts'
import { AwsError } from '../../aws/error.ts'

export const T0 = Date.parse('2026-11-21T03:00:00Z')

/** A call of Auto Scaling's StartInstanceRefresh, but for what is given. */
export function call(part: Partial<Call> = {}): Call {
  return {
    service: 'Auto Scaling',
    operation: 'StartInstanceRefresh',
    input: {},
    region: 'eu-west-1',
    accessKeyId: 'AKIA1',
    at: T0,
    ...part,
  }
}

/** What the innermost answers. */
export const ANSWER = { answered: true }
export const next = async (): Promise<object> => ANSWER

/** The code, the status and the words of what is thrown; `ok` if nothing is. */
export async function outcome(attempt: () => Promise<object>): Promise<string> {
  try {
    await attempt()
    return 'ok'
  } catch (error) {
    if (!(error instanceof AwsError)) return String(error)
    return `${error.code} ${error.status} ${error.message}`
  }
}
