/** Addresses of this action's own pages: sentences name them by their path, which the reader's repository does not have. */

const page = /(?<![\w./-])docs\/[a-z-]+\.(?:md|json)\b/g

/** For the log. `root`: the address of this action at its commit, with a slash at its end; empty where it is not known. */
export const withAddresses = (text: string, root: string): string =>
  root === '' ? text : text.replace(page, (path) => root + path)

/** The same in Markdown, as links. */
export const withLinks = (markdown: string, root: string): string =>
  root === '' ? markdown : markdown.replace(page, (path) => `[${path}](${root}${path})`)
