/** Run Command of Systems Manager: a script that runs on instances. */
import type { Ms } from './time.ts'

/** An instance that Systems Manager manages. `isOnline`: its agent is in touch. */
export interface ManagedInstance {
  readonly id: string
  readonly isOnline: boolean
  readonly isWindows: boolean
}

/** A script for some instances of one platform. `comment`: by which the command is found again; at most 100 characters. */
export interface InstanceCommand {
  readonly comment: string
  /** As the user wrote it. */
  readonly script: string
  readonly instances: readonly string[]
  readonly isWindows: boolean
  /** How long the script may run; at least 5 s. */
  readonly limit: Ms
}

/** Systems Manager's StatusDetails of a command on one instance, without blanks. `unfinished`: none of them is final. */
export interface Invocation {
  readonly instance: string
  readonly status: 'unfinished' | 'Success' | FailedInvocation
}

/** The final states but Success; what is not known yet by name is one of them. */
export type FailedInvocation =
  | 'Failed'
  | 'Cancelled'
  | 'Undeliverable'
  | 'Terminated'
  | 'DeliveryTimedOut'
  | 'ExecutionTimedOut'
  | 'InvalidPlatform'
  | 'AccessDenied'
  | 'TimedOut'
  | 'Other'

/** What a script printed, foreign text: the last lines. `exit` is missing where it never ran. */
export interface CommandOutput {
  readonly exit?: number
  readonly tail: readonly string[]
}

/** Why `verify-on-instance` has not passed on an instance. */
export interface InstanceFinding {
  readonly instance: string
  /**
   * `script`: it failed. `command`: Systems Manager ended it otherwise. `unmanaged`: Systems Manager does not reach the
   * instance. `late`: there is no end yet. `refused`: the command could not be sent.
   */
  readonly cause: 'script' | 'command' | 'unmanaged' | 'late' | 'refused'
  /** AWS's word for it, or a sentence. */
  readonly says: string
}
