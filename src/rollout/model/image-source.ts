/** How a user can name an image, and how AWS resolves it. What is done with references is in launch-template/image-source.ts. */
import type { Image } from './image.ts'
import type { Instant } from './time.ts'

/** One image as the inputs name it. */
export type ImageRef =
  | { readonly from: 'id'; readonly id: string }
  /** A Systems Manager parameter, by name or ARN; `selector`: a version or a label; `member`: of its value, which is JSON. */
  | { readonly from: 'parameter'; readonly name: string; readonly selector?: string; readonly member?: string }
  /** `named`: the build that was asked for by its name. */
  | ({ readonly from: 'packer'; readonly file: string; readonly named?: string } & Artifact)
  /** The account's newest image whose name matches; `*` and `?` are wildcards. */
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

/** How a reference was resolved to an id. `changed`: when the parameter got this value; `of`: how many images match. */
export type Provenance =
  | { readonly from: 'parameter'; readonly version: number; readonly changed?: Instant }
  | { readonly from: 'newest'; readonly of: number; readonly newer?: NamedImage }

/** An image that was found but not chosen, and why. */
export interface NamedImage {
  readonly id: string
  readonly name: string
  readonly state: string
}

/** Why a reference could not be resolved. `newest`: the newest match, which cannot be launched. */
export type Unresolved =
  | { readonly type: 'no-parameter' | 'no-version' | 'secret' | 'list' | 'no-image-id' }
  /** The value is no JSON object, or has no such member; `members`: the names of those that it has. */
  | { readonly type: 'no-json' }
  | { readonly type: 'no-member'; readonly members: readonly string[] }
  | { readonly type: 'none-available'; readonly newest?: NamedImage }
  | { readonly type: 'several-newest'; readonly ids: readonly string[] }

/** An image reference, and what it means. */
export type ImageCandidate =
  /** AWS could not be read, so it is not known what the reference means. */
  | { readonly type: 'unread'; readonly ref: ImageRef }
  /** AWS answered, and the reference means no image. */
  | { readonly type: 'unresolved'; readonly ref: ImageRef; readonly unresolved: Unresolved }
  | ResolvedImage
  /** This run is already rolling out `image`, and by now the reference means `meansNow`, or no image. */
  | {
      readonly type: 'overtaken'
      readonly ref: ImageRef
      readonly id: string
      readonly image: Image
      readonly meansNow?: string
    }

/** A reference that means the image `id`. `image` is missing where EC2 does not list it or could not be read. */
export interface ResolvedImage {
  readonly type: 'resolved'
  readonly ref: ImageRef
  readonly id: string
  readonly image?: Image
  readonly source?: Provenance
}

/** The id that the reference means for this run. */
export const candidateId = (candidate: ImageCandidate): string | undefined =>
  'id' in candidate ? candidate.id : undefined

/** The image that the reference means for this run, if EC2 lists it. */
export const candidateImage = (candidate: ImageCandidate): Image | undefined =>
  'image' in candidate ? candidate.image : undefined
