/** A source of the action with a fault in it: one text put for another. Nothing on the disk changes. */

/** `file`: below src. `was` is there exactly once. */
export interface Patch {
  readonly file: string
  readonly was: string
  readonly becomes: string
}

/** The source with the patch; as it is where the patch is for another file. Throws where the text is not there exactly once. */
export function planted(url: string, source: string, { file, was, becomes }: Patch): string {
  if (!url.endsWith(`/src/${file}`)) return source
  const [before, after, ...more] = source.split(was)
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`src/${file} does not hold exactly once: ${was}`)
  return before + becomes + after
}
