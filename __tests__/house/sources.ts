import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { root } from '../../scripts/build/bundle.ts'

/** A source file, its path from the repository's root with `/`. */
export interface Source {
  readonly path: string
  readonly text: string
  /** What it imports, types too: a path like its own, or the name of a package. */
  readonly imports: readonly string[]
}

/** All TypeScript below a folder of the repository. */
export const sourcesOf = (folder: string): readonly Source[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) =>
      source(posix.join(folder, name.replaceAll('\\', '/')), readFileSync(join(root, folder, name), 'utf8')),
    )

/** Reads a source's imports. Fails if it does not parse. */
export function source(path: string, text: string): Source {
  const { module, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const requests = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) => found.entries.map((entry) => entry.moduleRequest?.value)),
    ...module.dynamicImports.map(({ moduleRequest }) => text.slice(moduleRequest.start + 1, moduleRequest.end - 1)),
  ]
  const specifiers = requests.filter((request) => request !== undefined && request !== null)
  return { path, text, imports: specifiers.map((request) => resolve(path, request)) }
}

const resolve = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier
