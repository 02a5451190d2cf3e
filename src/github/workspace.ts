/** Reads files that earlier steps of the job wrote. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'

/** A file's text, or why it cannot be read. `why` continues a sentence after the path. */
export type Opened = { readonly path: string } & ({ readonly text: string } | { readonly why: string })

/** The largest file that is read. Bytes. */
const LARGEST = 16_000_000

/** Reads regular files. Relative paths start in the workspace. Never throws, and never blocks on a pipe. */
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

/**
 * Checks and reads the same open file, so that the path cannot change in between. Without O_NONBLOCK a pipe would
 * block.
 */
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

/** Reads up to the limit. The bytes are counted, because the reported size may be wrong. */
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
