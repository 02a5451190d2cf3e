/** A launch template that the group names, with what the survey knows of it. */
import type { Image } from './image.ts'
import type { Template, TemplateReference, Version } from './launch-template.ts'
import type { ParameterImage } from './parameter.ts'
import type { Problem } from './problem.ts'

/**
 * `chain`: our markers lead there. `history`: the newest lower version that a successful refresh named. `stays`: the
 * template was not changed by what is gone back from.
 */
export type RollbackReason = 'chain' | 'history' | 'asked' | 'newest-with-image' | 'stays'

/** A standing version; an image that no version launches yet; or nothing, with what could be asked for instead. `parameter`: the version is there, and names its image by it. */
export type RollbackTarget =
  | { readonly type: 'version'; readonly version: Version; readonly why: RollbackReason }
  | { readonly type: 'image'; readonly image: string }
  | { readonly type: 'none'; readonly candidates: readonly Version[]; readonly parameter?: string }

/** A launch template that the group names, and what is known of it. */
export interface GroupTemplate {
  readonly named: TemplateReference
  readonly template?: Template
  /** The version that the saved template means now. */
  readonly saved?: Version
  /** Versions that instances or the active refresh name, and those newer than the saved one. */
  readonly versions: readonly Version[]
  /** Only where `saved` names its image by a parameter and is to be pinned. */
  readonly parameter?: ParameterImage
  /** The image of `saved`, or what it is to be pinned to. */
  readonly current?: Image
  /** Where that image is gone, the architectures of the template's instance types. */
  readonly architectures?: readonly string[]
  /** The image that it shall launch. */
  readonly target?: Image
  /** What EC2 says against a launch of that image with this template. */
  readonly launch?: Problem
  /** Only for a rollback: where it goes. */
  readonly rollbackTarget?: RollbackTarget
}
