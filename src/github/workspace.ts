/** Files that earlier steps of the job have left. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'

/** A file's text, or why there is none: `why` goes on after the path. */
export type Opened = { readonly path: string } & ({ readonly text: string } | { readonly why: string })

/** More than this is no file that anybody writes for this action. Bytes. */
const LARGEST = 16_000_000

/** Opens regular files; a relative path begins in the workspace. Never throws, and never waits for a writer. */
export const opener =
  (workspace: string) =>
  (file: string): Opened => {
    const path = resolve(workspace, file)
    try {
      return { path, ...contents(path) }
    } catch (thrown) {
      return { path, why: reasons[codeOf(thrown)] ?? `cannot be read (${codeOf(thrown)})` }
    }
  }

/** What is read is what was looked at: the open file, not the path. A pipe would be waited for without O_NONBLOCK. */
function contents(path: string): { readonly text: string } | { readonly why: string } {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stats = fstatSync(file)
    if (stats.isDirectory()) return { why: 'is a folder' }
    if (!stats.isFile()) return { why: 'is not a regular file' }
    if (stats.size > LARGEST) return { why: `is too large (${stats.size} bytes)` }
    return bounded(file)
  } finally {
    closeSync(file)
  }
}

/** A size is what the file system says; what comes is counted. */
function bounded(file: number): { readonly text: string } | { readonly why: string } {
  const chunks: Buffer[] = []
  let length = 0
  for (;;) {
    const chunk = Buffer.alloc(64 * 1024)
    const read = readSync(file, chunk)
    if (read === 0)
      return {
        text: Buffer.concat(chunks)
          .toString('utf8')
          .replace(/^\uFEFF/, ''),
      }
    chunks.push(chunk.subarray(0, read))
    length += read
    if (length > LARGEST) return { why: `is too large (more than ${LARGEST} bytes)` }
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'may not be read',
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown)
