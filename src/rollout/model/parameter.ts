/** Systems Manager parameters, and templates that name their image by one. */
import type { Problem } from './problem.ts'
import type { Instant } from './time.ts'

/** A Systems Manager parameter in the requested version. A `SecureString` is not decrypted. */
export interface Parameter {
  /** `String`, `StringList`, `SecureString`. */
  readonly type: string
  readonly value: string
  readonly version: number
  /** `text`, `aws:ec2:image` or another. */
  readonly dataType: string
  readonly changed?: Instant
}

/** The parameter that is to hold the id of the image that proves itself. */
export interface ParameterToSet {
  readonly name: string
  /** As it is before the rollout; or why it is not known. */
  readonly found: Parameter | 'no-parameter' | 'no-version' | Problem
}

/** The parameter as the survey found it. Written only while its version is still this one, and not if it is overtaken. */
export interface SettableParameter {
  readonly name: string
  readonly dataType: string
  readonly version: number
  readonly value: string
  readonly changed?: Instant
  /** Somebody has written it since this run began, which was in an earlier job or attempt. */
  readonly isOvertaken?: true
}

/** The images that a template's Systems Manager parameter means now and meant when its instances were launched. */
export interface ParameterImage {
  /** The image that it means now; missing where EC2 does not resolve it. */
  readonly means?: string
  /** The distinct images of the instances in service that were launched from this version. */
  readonly running: readonly string[]
}
