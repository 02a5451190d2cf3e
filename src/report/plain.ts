/** Text from outside, made fit to be shown. It may come from AWS, from GitHub or from inputs, and is never trusted. */

/** Most characters of one foreign text that are shown. */
const LONGEST = 2_000

/** What cannot be seen, or moves what can: control, format (bidirectional marks too), surrogate, private, unassigned. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu

/** One line, cut at `most` characters with a word about it; white space is blanks, and what cannot be seen is `�`. */
export function visible(text: string, most: number = LONGEST): string {
  const rest = text.length - most
  const cut = rest > 0 ? `${text.slice(0, most)}… (${rest} more characters)` : text
  return cut.replace(/[^\S ]+/gu, ' ').replace(unseen, '\uFFFD')
}

/** Most characters of a line of the log. */
const LONGEST_LINE = 4_000

/**
 * A line for the runner's log that is no workflow command, whatever stands in it. The runner takes `::` at the start
 * (blanks allowed) and the older `##[` anywhere in a line.
 */
export const harmless = (line: string): string =>
  visible(line, LONGEST_LINE)
    .replace(/^( *):(?=:)/, '$1: ')
    .replaceAll('##[', '## [')
