/** Files that earlier steps of the job have left. */
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

/** A file's text, or why there is none: `why` goes on after the path. */
export type Opened = { readonly path: string } & ({ readonly text: string } | { readonly why: string })

/** More than this is no file that anybody writes for this action. Bytes. */
const LARGEST = 16_000_000

/** Opens files; a relative path begins in the workspace. Never throws. */
export const opener =
  (workspace: string) =>
  (file: string): Opened => {
    const path = resolve(workspace, file)
    try {
      const { size } = statSync(path)
      return size > LARGEST
        ? { path, why: `is too large (${size} bytes)` }
        : { path, text: readFileSync(path, 'utf8').replace(/^\uFEFF/, '') }
    } catch (thrown) {
      return { path, why: reasons[codeOf(thrown)] ?? `cannot be read (${codeOf(thrown)})` }
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
