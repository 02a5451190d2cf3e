/** A syntax tree as far as faults are planted in it: any node, its place in the text, its children in order. */
import { parseAst } from 'rolldown/parseAst'

/** A node of the tree: ESTree with TypeScript. Offsets count UTF-16 units. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

/** The tree of a TypeScript module. Throws where it cannot be read. */
export const parse = (text: string): Node =>
  asNode(parseAst(text, { lang: 'ts' })) ?? { type: 'Program', start: 0, end: 0 }

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value

/** A member that is a node. */
export const asNode = (value: unknown): Node | undefined => (isNode(value) ? value : undefined)

/** A child, and the member of its parent that it is. */
export interface Child {
  readonly node: Node
  readonly as: string
}

/** The children that run, in the order of the text: types and their like are left out. */
export function childrenOf(node: Node): readonly Child[] {
  return Object.entries(node)
    .flatMap(([as, value]) =>
      [value].flat().flatMap((each): readonly Child[] => {
        const child = asNode(each)
        return child && runs(child) ? [{ node: child, as }] : []
      }),
    )
    .toSorted((a, b) => a.node.start - b.node.start)
}

/** TypeScript's own nodes are types, but for those that hold an expression. */
const runs = ({ type }: Node): boolean =>
  !type.startsWith('TS') ||
  type === 'TSAsExpression' ||
  type === 'TSSatisfiesExpression' ||
  type === 'TSNonNullExpression'

/** A member that is text. */
export const textOf = (node: Node, member: string): string => {
  const value = node[member]
  return typeof value === 'string' ? value : ''
}

/** Functions: what is in them runs later than the module. */
export const isFunction = ({ type }: Node): boolean =>
  type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'FunctionDeclaration'
