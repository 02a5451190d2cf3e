/** A launch template that the group names, with what the survey knows of it. */
import type { Image } from './image.ts'
import type { Template, TemplateReference, Version } from './launch-template.ts'
import type { ParameterImage } from './parameter.ts'
import type { Problem } from './problem.ts'

/**
 * Why a version is the rollback target. `chain`: our markers lead to it. `history`: the newest lower version that a
 * successful refresh named. `stays`: the rollout being rolled back did not change this template.
 */
export type RollbackReason = 'chain' | 'history' | 'asked' | 'newest-with-image' | 'stays'

/**
 * An existing version; an image for which a version must be made; or nothing, with versions to suggest instead.
 * `parameter`: the version exists but names its image by this parameter.
 */
export type RollbackTarget =
  | { readonly type: 'version'; readonly version: Version; readonly why: RollbackReason }
  | { readonly type: 'image'; readonly image: string }
  | { readonly type: 'none'; readonly candidates: readonly Version[]; readonly parameter?: string }

/** A launch template that the group names, and what is known of it. */
export interface GroupTemplate {
  readonly named: TemplateReference
  readonly template?: Template
  /** The version that the saved number or alias means now. */
  readonly saved?: Version
  /** Versions that instances or the active refresh name, and those newer than the saved one. */
  readonly versions: readonly Version[]
  /** Only where `saved` names its image by a parameter and is to be pinned. */
  readonly parameter?: ParameterImage
  /** The image of `saved`, or what it is to be pinned to. */
  readonly current?: Image
  /** Where the current image is gone: the architectures of the template's instance types. */
  readonly architectures?: readonly string[]
  /** The image to roll out with it. */
  readonly target?: Image
  /** EC2's error in a trial launch (dry run) of that image with this template. */
  readonly launch?: Problem
  /** Only for a rollback. */
  readonly rollbackTarget?: RollbackTarget
}
