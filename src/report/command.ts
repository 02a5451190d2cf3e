/** Commands for a person to copy. They are shown, never run. */

/** Characters of a line that GitHub shows without scrolling sideways. */
const WIDTH = 100

/** The command's own words, and each option with its values; what is quoted or escaped belongs to them. */
const part = /(?:'[^']*'|\\.|(?! --)[^'\\])+/g

/** The command on lines of a readable width, all but the last ending in `\`: copied as a whole it is the same command. */
export function folded(command: string): readonly string[] {
  const lines: string[] = []
  for (const each of command.match(part) ?? []) {
    const last = lines.at(-1)
    const longer = `${last} ${each}`
    if (last !== undefined && longer.length <= WIDTH) lines[lines.length - 1] = longer
    else lines.push(last === undefined ? each : `  ${each}`)
  }
  return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line))
}

/** A command of the AWS CLI that asks the region in which the run was, whatever the reader's own is. */
export const inRegion = (command: string, region: string | undefined): string =>
  region && /^[a-z0-9-]+$/.test(region) && command.startsWith('aws ')
    ? `${command.replaceAll(/\$\(aws \S+ \S+/g, (inner) => `${inner} --region ${region}`)} --region ${region}`
    : command
