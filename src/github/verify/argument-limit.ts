/**
 * The system's limits on arguments and environment of a new program. They are checked before the start, because the
 * toolkit's promise never settles where `spawn` throws. Linux: execve(2), "Limits on size of arguments and environment".
 */
import { readFileSync } from 'node:fs'

/** The longest single string, its NUL included: 32 pages of 4 KiB. Bytes. */
const LONGEST_STRING = 131_072
/** Linux takes a quarter of the stack limit, at least 32 pages and at most 6 MiB. Bytes. */
const LEAST_TOTAL = 131_072
const MOST_TOTAL = 6 * 1_048_576
/** macOS takes 1 MiB (`getconf ARG_MAX`), and where nothing is known this is enough. Bytes. */
const OTHER_TOTAL = 1_048_576
/**
 * Each string is counted with its NUL and a pointer to it; the program's path and the kernel's own data need room,
 * too.
 */
const PER_STRING = 9
const RESERVED = 8_192

/** Why these cannot be passed to a program; `undefined` if they can. `total`: the limit of all together, in bytes. */
export function tooLarge(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  total: number = totalLimit(),
): string | undefined {
  const strings = [
    ...args.map((text) => ({ name: 'the command', text })),
    ...Object.entries(env).map(([name, value]) => ({ name, text: `${name}=${value}` })),
  ].map(({ name, text }) => ({ name, bytes: Buffer.byteLength(text) }))
  const [longest] = strings.toSorted((a, b) => b.bytes - a.bytes)
  if (longest && longest.bytes >= LONGEST_STRING)
    return `${longest.name} has ${longest.bytes} bytes, and the system takes at most ${LONGEST_STRING - 1}`
  const sum = strings.reduce((bytes, each) => bytes + each.bytes + PER_STRING, RESERVED)
  return sum > total ? `its environment has ${sum} bytes, and the system takes at most ${total}` : undefined
}

/** Bytes of all arguments and variables together. */
function totalLimit(): number {
  try {
    const soft = /^Max stack size\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    if (soft === undefined) return OTHER_TOTAL
    return soft === 'unlimited' ? MOST_TOTAL : Math.min(MOST_TOTAL, Math.max(LEAST_TOTAL, Number(soft) / 4))
  } catch {
    // No /proc: not Linux.
    return OTHER_TOTAL
  }
}
