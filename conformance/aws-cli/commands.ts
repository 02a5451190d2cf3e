/** The AWS CLI commands that people are given: by the action in logs and summaries, and by the documentation. */

/** Commands of a Markdown page: in its shell fences, and in code spans that name at least one option. */
export function commandsIn(quoted: string): readonly string[] {
  // Summaries give commands inside of alerts too.
  const page = quoted.replaceAll(/^> ?/gm, '')
  const fenced = [...page.matchAll(/^ *```(?:sh|bash|shell)\n([\s\S]*?)^ *```/gm)].flatMap(([, text = '']) =>
    scriptCommands(text),
  )
  const spans = [...page.matchAll(/`(aws [a-z0-9]+ [a-z-]+[^`\n]* --[^`\n]+)`/g)].map(([, text = '']) => text)
  return [...fenced, ...spans.map(readable)]
}

/** Commands of a shell script, a continued line with those that follow it. What is not the AWS CLI's is left out. */
function scriptCommands(script: string): readonly string[] {
  const commands: string[] = []
  for (const line of script.replaceAll(/\\\n\s*/g, '').split('\n')) {
    const before = commands.at(-1)
    if (before !== undefined && isOpen(before)) commands.splice(-1, 1, `${before} ${line.trim()}`)
    else commands.push(readable(line.trim()))
  }
  return commands.filter((command) => command.startsWith('aws '))
}

/** A single quote is left open: JSON that goes on in the next line. */
const isOpen = (command: string): boolean => command.split("'").length % 2 === 0

/** GitHub shows some characters of a table's cell by their numbers. */
const readable = (text: string): string =>
  text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))

/** One of each kind: commands that differ in ids, numbers and times alone are the same. */
export function distinct(commands: readonly string[]): readonly string[] {
  const kinds = new Map(commands.map((command) => [kindOf(command), command]))
  return [...kinds.values()].toSorted()
}

const kindOf = (command: string): string =>
  command
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g, 'UUID')
    .replaceAll(/\b(ami|i|lt|sg|vol|subnet)-[0-9a-f]+/g, '$1')
    .replaceAll(/\b\d[\d:.TZ-]*/g, '0')
    .replaceAll(/targetgroup\/\S+/g, 'targetgroup')
