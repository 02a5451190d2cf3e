/** Launch templates, their versions, and which groups use them. */
import type { Disk } from './image.ts'
import type { Instant } from './time.ts'

/** One numbered version of a launch template, with the image that it launches. */
export interface TemplateVersion {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly image: string
}

/** The template versions that a group runs or is to run: one for each distinct launch template of the group. */
export interface Revision {
  readonly templates: readonly TemplateVersion[]
  /** Only where instances that ran these versions before are replaced, too: those count that were launched since. */
  readonly since?: LaunchedSince
}

/** Which instances are new although older ones run the same versions. */
export interface LaunchedSince {
  /** When their refresh began, or the moment before it, on AWS's clock. */
  readonly began: Instant
  /** The instances that the group and its warm pool had by then, as far as that is known. */
  readonly knownBefore: readonly string[]
}

/** A launch template version whose meaning can change without a change to the group. */
export type Alias = '$Latest' | '$Default'

/** A launch template as a group names it: the version is a number, `$Latest` or `$Default`. */
export interface TemplateReference {
  readonly id: string
  readonly name: string
  readonly version: string
}

/** What a group has saved of a template: a number or an alias. */
export interface SavedVersion {
  readonly id: string
  readonly version: string | number
}

/** A launch template and the version numbers that its aliases mean now. */
export interface Template {
  readonly id: string
  readonly name: string
  readonly latest: number
  readonly default: number
  /** The service that alone may change the template. */
  readonly operator?: string
}

/** How a group uses a template: the versions that it has saved or that its instances were launched from. */
export interface TemplateUse {
  readonly template: string
  readonly group: string
  readonly versions: readonly (number | Alias)[]
  /** Set when the group has a mixed instances policy. */
  readonly mixed?: true
}

/** A version that EC2 did not delete, with EC2's error code and message. */
export interface UndeletedVersion {
  readonly version: number
  readonly code: string
  readonly message: string
}

/** A launch template's contents as EC2 returns them. They are only compared member by member. */
export type TemplateData = Readonly<Record<string, unknown>>

/** One version of a launch template with its whole contents. */
export interface Version extends TemplateVersion {
  readonly description: string
  readonly created: Instant
  /** The instance type that it names, if it names one. */
  readonly type?: string
  readonly disks: readonly Disk[]
  readonly data: TemplateData
}

/** A version to make: `source` with another image. */
export interface VersionDraft {
  readonly template: string
  readonly source: number
  readonly image: string
  readonly description: string
  /** At most 128 ASCII characters; the same for every attempt of one run. */
  readonly token: string
}

/** One member of a launch template that differs. `undefined`: the member is missing on that side. */
export interface Difference {
  readonly path: string
  readonly from: string | undefined
  readonly to: string | undefined
}
