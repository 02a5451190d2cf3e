/** An error from AWS or from the connection to it. */
import type { EnvironmentFault } from './environment-fault.ts'

/** An error from AWS or from the connection to it. Only the adapter makes these, from error codes, never from messages. */
export interface Problem {
  readonly kind:
    | 'throttled' // too many requests: AWS answered, and has not executed it; a later retry succeeds
    | 'passing' // 5xx, connection failure: a retry may succeed
    | 'lost' // a write without an answer: it may have taken effect
    | 'denied'
    | 'expired' // the credentials have expired
    | 'missing' // the named resource does not exist
    | 'conflict' // another instance refresh is in progress
    | 'idle' // no instance refresh is in progress
    | 'irreversible' // this refresh cannot be rolled back
    | 'environment' // a fault of the runner's environment: a retry does not help
    | 'rejected' // anything else that AWS refuses
  readonly operation: string
  readonly code: string
  readonly message: string
  /** Set when the fault is in the run's environment; `diagnosisOf` gives its sentence and remedy. */
  readonly fault?: EnvironmentFault
}
