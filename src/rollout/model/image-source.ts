/** What a user can name an image by, and how AWS resolves it. The functions over these types are in launch-template/image-source.ts. */
import type { Image } from './image.ts'
import type { Instant } from './time.ts'

/** One image as it was asked for. */
export type ImageRef =
  | { readonly from: 'id'; readonly id: string }
  /** A Systems Manager parameter, by name or ARN; `selector`: a version or a label. */
  | { readonly from: 'parameter'; readonly name: string; readonly selector?: string }
  | ({ readonly from: 'packer'; readonly file: string } & Artifact)
  /** The newest of our own whose name matches; `*` and `?` are wildcards. */
  | { readonly from: 'newest'; readonly pattern: string }

/** An image as Packer's manifest has it. */
export interface Artifact {
  readonly id: string
  /** The build's name in the template. */
  readonly build: string
  /** The UUID of Packer's run. */
  readonly run: string
  readonly built?: Instant
  readonly commit?: string
}

/** How AWS came from what was asked for to an id. `changed`: when the parameter got this value; `of`: how many are available. */
export type Provenance =
  | { readonly from: 'parameter'; readonly version: number; readonly changed?: Instant }
  | { readonly from: 'newest'; readonly of: number; readonly newer?: NamedImage }

/** An image that is not the one meant, and why it is not. */
export interface NamedImage {
  readonly id: string
  readonly name: string
  readonly state: string
}

/** Why no id came of what was asked for. `newest`: the newest that matches, though it cannot be launched. */
export type Unresolved =
  | { readonly type: 'no-parameter' | 'no-version' | 'secret' | 'list' | 'no-image-id' }
  | { readonly type: 'none-available'; readonly newest?: NamedImage }
  | { readonly type: 'several-newest'; readonly ids: readonly string[] }

/** What was asked for, the id that it means, and the image, as far as each is there. */
export interface ImageCandidate {
  readonly ref: ImageRef
  readonly id?: string
  readonly image?: Image
  readonly source?: Provenance
  /** Why there is no id, if AWS has answered. */
  readonly unresolved?: Unresolved
  /** What it means by now, if anything, when this run is in progress with what it meant before. */
  readonly overtakenBy?: { readonly id?: string }
}
