/** Raw logs name folders and ports of the machine that wrote them: what is kept names none. */
import { homedir, tmpdir } from 'node:os'

/** `text` without the folders of this machine. The longest name first: one folder may lie in another. */
export function scrub(text: string, folders: Readonly<Record<string, string>>): string {
  const known = Object.entries({ ...folders, HOME: homedir(), TMP: tmpdir() })
  return known
    .filter(([, folder]) => folder.length > 1)
    .toSorted(([, a], [, b]) => b.length - a.length)
    .reduce((rest, [name, folder]) => rest.replaceAll(folder, `$${name}`), text)
}

/** Keeps begin and end of a log that is longer than `limit` characters, and says what is left out. */
export function shortened(log: string, limit: number): string {
  if (log.length <= limit) return log
  const half = Math.floor(limit / 2)
  const begin = log.slice(0, log.lastIndexOf('\n', half) + 1)
  const end = log.slice(log.indexOf('\n', log.length - half) + 1)
  const left = log.slice(begin.length, log.length - end.length).split('\n').length - 1
  return `${begin}… ${left} lines left out …\n${end}`
}
