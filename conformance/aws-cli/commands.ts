/** The AWS CLI commands that people are given: by the action in logs and summaries, and by the documentation. */

/** Commands of a Markdown page: in its shell fences, and in code spans that name at least one option. */
export function commandsIn(page: string): readonly string[] {
  const fenced = [...page.matchAll(/^ *```(?:sh|bash|shell)\n([\s\S]*?)^ *```/gm)].flatMap(([, text = '']) =>
    scriptCommands(text),
  )
  const spans = [...page.matchAll(/`(aws [a-z0-9]+ [a-z-]+[^`\n]* --[^`\n]+)`/g)].map(([, text = '']) => text)
  return [...fenced, ...spans.map(readable)]
}

/** Commands of a shell script, a continued line with those that follow it. What is not the AWS CLI's is left out. */
function scriptCommands(script: string): readonly string[] {
  return script
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => readable(line.trim()))
    .filter((line) => line.startsWith('aws '))
}

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
