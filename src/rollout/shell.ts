/** Commands that a person may copy. They are shown, never run. */

/** A name as one word of a POSIX shell, whatever stands in it: the command is for a person to copy. */
export const quote = (word: string): string => (/^[\w.:/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
