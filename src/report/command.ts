/** Formats commands for a person to copy. They are never run. */

/** The longest line that GitHub shows without horizontal scrolling, in characters. */
const WIDTH = 100

/** Matches the command's words, or an option with its values, including quoted and escaped text. */
const part = /(?:'[^']*'|\\.|(?! --)[^'\\])+/g

/** The command wrapped to readable lines that end in `\`, so that the copied text is still one command. */
export function folded(command: string): readonly string[] {
  const lines: string[] = []
  for (const each of command.match(part) ?? []) {
    const last = lines.at(-1)
    const longer = `${last} ${each}`
    if (last !== undefined && longer.length <= WIDTH) lines[lines.length - 1] = longer
    else lines.push(last === undefined ? each : `  ${each}`)
  }
  return lines.flatMap(foldedList).flatMap((line, i, all) => foldedJson(i < all.length - 1 ? `${line} \\` : line))
}

/** Words without a quote, such as many ids. */
const list = /^ *[\w.:;&/=,-]+(?: [\w.:;&/=,-]+){2,}$/

function foldedList(line: string): readonly string[] {
  if (line.length <= WIDTH || !list.test(line)) return [line]
  const lines: string[] = []
  for (const each of line.match(/^ *\S+|\S+/g) ?? []) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + each.length < WIDTH) lines[lines.length - 1] = `${last} ${each}`
    else lines.push(last === undefined ? each : `    ${each}`)
  }
  return lines
}

/** JSON that is longer still is broken. */
const LONGEST_JSON = WIDTH + 6

/** A member of JSON, with the comma after it. Within its quotes a new line is white space of JSON. */
const member = /(?:[^,"]|"[^"]*")+,?/g

function foldedJson(line: string): readonly string[] {
  if (line.length <= LONGEST_JSON || !/^ *--[a-z-]+ '\{/.test(line)) return [line]
  const lines: string[] = []
  for (const each of line.match(member) ?? []) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + each.length <= WIDTH) lines[lines.length - 1] = last + each
    else lines.push(last === undefined ? each : `    ${each}`)
  }
  return lines
}

/** A line with a command to paste, or where it is if the line would be cut: half a command must not be pasted. */
export const commandLine = (command: string, longest: number): string =>
  command.length + 2 > longest ? 'The command is too long for here: the summary has it.' : `$ ${command}`

/** A call of the AWS CLI, also within another command or after one. */
const call = /(?<=^|\$\(|; |\bdo )aws [a-z0-9-]+ (?:wait )?[a-z0-9-]+/g

/** An AWS CLI command with the run's region in each call, since the reader's default may differ. */
export const inRegion = (command: string, region: string | undefined): string =>
  region && /^[a-z0-9-]+$/.test(region) ? command.replaceAll(call, `$& --region ${region}`) : command

/** A command in a text: between backticks, in HTML where Markdown has none, or on a line of its own after `$`. */
const command = /(?<=`|<code>)aws [^`<]+|(?<=^ *\$ )aws .+/gm

/** A text whose commands have the run's region. */
export const withRegion = (text: string, region: string | undefined): string =>
  text.replaceAll(command, (each) => inRegion(each, region))
