/** What AWS, or the connection to it, answered instead of what was asked for. */
import type { EnvironmentFault } from './environment-fault.ts'

/** What AWS, or the way to it, answered instead. Recognised by code, once, at the adapter. */
export interface Problem {
  readonly kind:
    | 'passing' // throttled, 5xx, connection: may work in a moment
    | 'lost' // a write whose answer never came: it may have taken effect
    | 'denied'
    | 'expired' // the credentials
    | 'missing' // the thing named does not exist
    | 'conflict' // another instance refresh is at work
    | 'idle' // no instance refresh is at work
    | 'irreversible' // this refresh cannot be rolled back
    | 'environment' // the machine's surroundings: stays until somebody changes them
    | 'rejected' // anything else that AWS will not do
  readonly operation: string
  readonly code: string
  readonly message: string
  /** Where the fault lies in the surroundings of the run: its sentence and remedy are `diagnosisOf` it. */
  readonly fault?: EnvironmentFault
}
