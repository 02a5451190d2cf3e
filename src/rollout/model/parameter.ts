/** Systems Manager parameters, and templates that name their image by one. */
import type { Instant } from './time.ts'

/** A Systems Manager parameter in the requested version. A `SecureString` is not decrypted. */
export interface Parameter {
  /** `String`, `StringList`, `SecureString`. */
  readonly type: string
  readonly value: string
  readonly version: number
  readonly changed?: Instant
}

/** The images that a template's Systems Manager parameter means now and meant when its instances were launched. */
export interface ParameterImage {
  /** The image that it means now; missing where EC2 does not resolve it. */
  readonly means?: string
  /** The distinct images of the instances in service that were launched from this version. */
  readonly running: readonly string[]
}
