/** Makes foreign text safe to show. It may come from AWS, GitHub or inputs and is never trusted. */

/** Most characters of one foreign text that are shown. */
const LONGEST = 2_000

/**
 * Invisible characters and those that reorder text: control, format (with bidirectional marks), surrogate, private,
 * unassigned.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu

/** One line, cut at `most` characters with a note. White space becomes spaces, invisible characters become `�`. */
export function visible(text: string, most: number = LONGEST): string {
  const rest = text.length - most
  const cut = rest > 0 ? `${text.slice(0, most)}… (${rest} more characters)` : text
  return cut.replace(/[^\S ]+/gu, ' ').replace(unseen, '\uFFFD')
}

/** Most characters of a line of the log. */
const LONGEST_LINE = 4_000

/**
 * A line for the runner's log that cannot be a workflow command. The runner recognises `::` at the start of a line (after
 * spaces too) and the older `##[` anywhere in it.
 */
export const withoutCommands = (line: string): string =>
  visible(line, LONGEST_LINE)
    .replace(/^( *):(?=:)/, '$1: ')
    .replaceAll('##[', '## [')
