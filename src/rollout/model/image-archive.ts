/** Images that are past use: who is seen to use one, why one stays, and what becomes of the others. */
import type { Image } from './image.ts'
import type { Instant } from './time.ts'

/** Which images are archived, and how. `keep`: so many of the newest that proved themselves stay whatever else holds. */
export interface ImageArchive {
  readonly keep: number
  readonly how: 'deprecate' | 'disable'
}

/** A user of an image, as our own reading of the account finds it. */
export type ImageUse = { readonly image: string } & (
  | { readonly by: 'instance'; readonly instance: string }
  /** An override of a mixed instances policy names the image itself. */
  | { readonly by: 'override'; readonly group: string }
  | { readonly by: 'launch-configuration'; readonly name: string }
)

/** A user of an image, as EC2 finds it. `resource`: the ARN's last part, such as `launch-template/lt-…`. */
export interface ImageReference {
  readonly image: string
  readonly type: string
  readonly resource: string
}

/** Why an image stays. */
export type WhyKept =
  /** Fewer than `keep` that proved themselves are newer. */
  | { readonly why: 'newest' }
  | { readonly why: 'rollback-target'; readonly version: number }
  | { readonly why: 'version'; readonly name: string; readonly version: number }
  | { readonly why: 'instance'; readonly instance: string }
  | { readonly why: 'override'; readonly group: string }
  | { readonly why: 'launch-configuration'; readonly name: string }
  /** AWS's history no longer shows what became of it. */
  | { readonly why: 'unproven' }
  | { readonly why: 'owner' }
  | { readonly why: 'state'; readonly state: string }
  | { readonly why: 'public' }
  | { readonly why: 'shared' }
  /** It was launched within the last 30 days, or EC2 does not say when. */
  | { readonly why: 'launched'; readonly last?: Instant }
  | { readonly why: 'reference'; readonly type: string; readonly resource: string }

export interface KeptImage {
  readonly image: Image
  readonly because: WhyKept
}

/** What becomes of the images of one launch template: those to archive, oldest first, and those that stay. */
export interface ImageCleanUp {
  readonly template: string
  readonly archive: ImageArchive
  readonly archived: readonly Image[]
  readonly kept: readonly KeptImage[]
}

/** An image that EC2 did not archive, with its error. */
export interface UnarchivedImage {
  readonly image: string
  readonly code: string
  readonly message: string
}
