/** Constants of modules, and what else they might be: what a module works out as it is loaded is wrong where it is used. */
import { dirname, join } from 'node:path/posix'
import { another } from './operators.ts'
import { asNode, childrenOf, type Node, parse, textOf } from './syntax.ts'

/** By the constant's name, the texts that a mistake would put in its place. */
export type Constants = ReadonlyMap<string, readonly string[]>

/** Modules by their paths. */
export type Modules = ReadonlyMap<string, string>

/** The constants that a module sees: its own, and those that it imports. */
export function constantsSeen(path: string, modules: Modules): Constants {
  const text = modules.get(path)
  if (text === undefined) return new Map()
  return new Map([...importsOf(path, text).flatMap((each) => importedBy(each, modules)), ...constantsIn(text)])
}

interface Import {
  readonly path: string
  readonly names: ReadonlySet<string>
}

const importsOf = (path: string, text: string): readonly Import[] =>
  childrenOf(parse(text)).flatMap(({ node }) => {
    const source = node.type === 'ImportDeclaration' ? asNode(node['source'])?.['value'] : undefined
    if (typeof source !== 'string') return []
    const names = childrenOf(node).flatMap(({ node: { local } }) => textOf(asNode(local) ?? node, 'name'))
    return [{ path: join(dirname(path), source), names: new Set(names) }]
  })

const importedBy = ({ path, names }: Import, modules: Modules): readonly (readonly [string, readonly string[]])[] =>
  [...constantsIn(modules.get(path) ?? '')].filter(([name]) => names.has(name))

const constantsIn = (text: string): Constants =>
  new Map(
    childrenOf(parse(text))
      .map(({ node }) => asNode(node['declaration']) ?? node)
      .filter(({ type, kind }) => type === 'VariableDeclaration' && kind === 'const')
      .flatMap((declaration) => childrenOf(declaration))
      .flatMap(({ node }) => {
        const [id, value] = [asNode(node['id']), asNode(node['init'])]
        const name = id?.type === 'Identifier' ? textOf(id, 'name') : ''
        const others = name !== '' && value ? othersThan(value, name) : []
        return others.length > 0 ? [[name, others] as const] : []
      }),
  )

function othersThan(node: Node, name: string): readonly string[] {
  const { type, value } = node
  if (type === 'Literal' && typeof value === 'number') return [String(another(value))]
  if (type === 'Literal' && typeof value === 'string') return ["''"]
  if (type === 'ArrayExpression') return membersOf(node).map((_, i) => `${name}.toSpliced(${i}, 1)`)
  const made = type === 'NewExpression' && textOf(asNode(node['callee']) ?? node, 'name') === 'Set'
  const [list] = made ? membersOf({ ...node, elements: node['arguments'] }) : []
  return list ? membersOf(list).map((_, i) => `new Set([...${name}].toSpliced(${i}, 1))`) : []
}

const membersOf = ({ elements }: Node): readonly Node[] =>
  Array.isArray(elements) ? elements.flatMap((each) => asNode(each) ?? []) : []
