/**
 * What a text of ours leaves open until it is known where it is read: the addresses of this action's own pages, which
 * sentences name by their path, and the region of commands.
 */
import { withRegion } from './command.ts'

const page = /(?<![\w./-])docs\/[a-z-]+\.(?:md|json)\b/g

/** Where a text is read. */
export interface Readership {
  /** The address of this action at its commit, with a slash at its end; empty where it is not known. */
  readonly actionRoot: string
  readonly region?: string
}

/** For the log and annotations. */
export const asText = (text: string, { actionRoot, region }: Readership): string => {
  const complete = withRegion(text, region)
  return actionRoot === '' ? complete : complete.replace(page, (path) => actionRoot + path)
}

/** For Markdown: pages are links. */
export const asMarkdown = (markdown: string, { actionRoot, region }: Readership): string => {
  const complete = withRegion(markdown, region)
  return actionRoot === '' ? complete : complete.replace(page, (path) => `[${path}](${actionRoot}${path})`)
}
