/** One command on one node: Systems Manager's statuses, and what they are called beside one another. */
import type { CommandInvocationStatus } from '@aws-sdk/client-ssm'
import type { Instance } from './instance.ts'
import type { Rules } from './rules.ts'

/** Systems Manager's StatusDetails, as its guide writes them. */
export type InvocationState =
  | 'Pending'
  | 'InProgress'
  | 'Delayed'
  | 'Success'
  | 'Cancelled'
  | 'Failed'
  | 'Undeliverable'
  | 'Terminated'
  | 'DeliveryTimedOut'
  | 'ExecutionTimedOut'
  | 'InvalidPlatform'
  | 'AccessDenied'

/** Of a command on one instance. `exit`: -1 until it has run. Times in ms since epoch. */
export interface Invocation {
  readonly instance: Instance
  readonly state: InvocationState
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly startedAt?: number
  readonly endedAt?: number
}

const unfinished: ReadonlySet<InvocationState> = new Set(['Pending', 'InProgress', 'Delayed'])

/** Whether nothing more happens to it. */
export const isOver = ({ state }: Invocation): boolean => !unfinished.has(state)

/** Which ends count against MaxErrors: neither what could not be delivered nor what was not for this node does. */
const errors: ReadonlySet<InvocationState> = new Set(['Failed', 'ExecutionTimedOut'])

/** Whether it counts against MaxErrors. */
export const isError = ({ state }: Invocation): boolean => errors.has(state)

/** The Status beside the StatusDetails, which has fewer values. */
export function statusOf(state: InvocationState, rules: Rules): CommandInvocationStatus {
  switch (state) {
    case 'DeliveryTimedOut':
    case 'ExecutionTimedOut':
      return 'TimedOut'
    case 'InvalidPlatform':
    case 'AccessDenied':
      return 'Failed'
    case 'Undeliverable':
    case 'Terminated':
      return rules.statusBesideUndeliverable
    default:
      return state
  }
}

/** The StatusDetails as they are written. */
export const detailsOf = (state: InvocationState, rules: Rules): string =>
  rules.statusDetailsSpelling === 'spaced' ? state.replace(/(?<=[a-z])(?=[A-Z])/g, ' ') : state

const CUT = '--output truncated--'

/** The beginning of an output. */
export const cutOutput = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - CUT.length)}${CUT}`
