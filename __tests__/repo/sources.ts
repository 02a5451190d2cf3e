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
  /** The names that it exports and declares itself. */
  readonly exports: readonly string[]
  /** The names of its types, functions, constants and of the members of its types and classes; not of locals. */
  readonly declares: readonly string[]
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
  const { module, program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const requests = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) => found.entries.map((entry) => entry.moduleRequest?.value)),
    ...module.dynamicImports.map(({ moduleRequest }) => text.slice(moduleRequest.start + 1, moduleRequest.end - 1)),
  ]
  const specifiers = requests.filter((request) => request !== undefined && request !== null)
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.filter(({ moduleRequest }) => !moduleRequest).map(({ exportName }) => exportName.name ?? 'default'),
  )
  return {
    path,
    text,
    imports: specifiers.map((request) => resolve(path, request)),
    exports,
    declares: [...new Set(declaredIn(program))],
  }
}

/** Nodes that declare a name which other files, or readers of a type, meet. */
const declarations: ReadonlySet<unknown> = new Set([
  'ClassDeclaration',
  'FunctionDeclaration',
  'MethodDefinition',
  'PropertyDefinition',
  'TSEnumDeclaration',
  'TSInterfaceDeclaration',
  'TSMethodSignature',
  'TSPropertySignature',
  'TSTypeAliasDeclaration',
])

function declaredIn(program: object): readonly string[] {
  const visit = (node: object, isTop: boolean): readonly string[] => {
    const own = declarations.has(member(node, 'type')) || (isTop && member(node, 'type') === 'VariableDeclarator')
    const name = own ? (nameOf(member(node, 'id')) ?? nameOf(member(node, 'key'))) : undefined
    const isStillTop = isTop && !nested.has(String(member(node, 'type')))
    const inner = Object.values(node).flatMap((value: unknown) =>
      typeof value === 'object' && value !== null ? visit(value, isStillTop) : [],
    )
    return name === undefined ? inner : [name, ...inner]
  }
  return visit(program, true)
}

/** What is declared within these is a local. */
const nested: ReadonlySet<string> = new Set(['ArrowFunctionExpression', 'BlockStatement', 'FunctionExpression'])

const member = (node: object, name: string): unknown => Object.getOwnPropertyDescriptor(node, name)?.value

function nameOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const name = member(node, 'name')
  return typeof name === 'string' ? name : undefined
}

const resolve = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier
