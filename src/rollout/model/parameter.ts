/** Systems Manager parameters, and templates that name their image by one. */
import type { Instant } from './time.ts'

/** A Systems Manager parameter in the version that was asked for. What is secret comes encrypted. */
export interface Parameter {
  /** `String`, `StringList`, `SecureString`. */
  readonly type: string
  readonly value: string
  readonly version: number
  readonly changed?: Instant
}

/** What a Systems Manager parameter that a template names its image by has led to, and leads to. */
export interface ParameterImage {
  /** The image that it means now; missing where EC2 does not say. */
  readonly means?: string
  /** What instances in service run that were launched from this version, each image once. */
  readonly running: readonly string[]
}
