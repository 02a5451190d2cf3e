/** Where the new images come from: what was asked for, and what came of it. */

/** One image as it was asked for. */
export type ImageRef =
  | { readonly from: 'id'; readonly id: string }
  | { readonly from: 'parameter'; readonly name: string; readonly selector?: string }
  | { readonly from: 'packer'; readonly file: string }
  | { readonly from: 'newest'; readonly pattern: string }

/** How an id was come by, where it was not asked for itself. */
export interface Provenance {
  readonly from: Exclude<ImageRef['from'], 'id'>
}

/** The id that is asked for by itself; the other forms mean one that is found out later. */
export const idIn = (ref: ImageRef): string | undefined => (ref.from === 'id' ? ref.id : undefined)
