/** What may be wrong in a line: for an expression or a statement, the texts that a mistake would put in its place. */
import { asNode, type Node, textOf } from './syntax.ts'

/** One mistake. `text`: what is there instead. */
export interface Mistake {
  readonly operator: string
  readonly text: string
}

/** The text of a node as it was written. */
export type Written = (node: unknown) => string

/** Mistakes in an expression; none for most. */
export function mistakesIn(node: Node, written: Written): readonly Mistake[] {
  return (expressions[node.type] ?? none)(node, written).filter(({ text }) => text !== written(node))
}

type Operator = (node: Node, written: Written) => readonly Mistake[]

const none: Operator = () => []

const comparisons: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
}
const sums: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*' }

const binary: Operator = (node, written) => {
  const [left, right, operator] = [written(node['left']), written(node['right']), textOf(node, 'operator')]
  const isText = [node['left'], node['right']].some((side) => /^['"`]/.test(written(side)))
  const swapped = sums[operator]
  return [
    ...(comparisons[operator] ?? []).map((other) => ({
      operator: 'comparison',
      text: `(${left}) ${other} (${right})`,
    })),
    ...(swapped && !isText ? [{ operator: 'arithmetic', text: `(${left}) ${swapped} (${right})` }] : []),
  ]
}

const logical: Operator = (node, written) => {
  const [left, right, operator] = [written(node['left']), written(node['right']), textOf(node, 'operator')]
  if (operator === '??') return [left, right].map((text) => ({ operator: 'fallback', text }))
  return [{ operator: 'logic', text: `(${left}) ${operator === '&&' ? '||' : '&&'} (${right})` }]
}

const conditional: Operator = (node, written) =>
  [node['consequent'], node['alternate']].map((branch) => ({ operator: 'condition', text: written(branch) }))

const unary: Operator = (node, written) => {
  const argument = written(node['argument'])
  const operator = textOf(node, 'operator')
  return operator === '!' || operator === '-' ? [{ operator: 'sign', text: argument }] : []
}

/** A number that is not nearly the same. */
export const another = (value: number): number => (value === 0 ? 1 : 2 * value)

const literal: Operator = ({ value }) => {
  if (typeof value === 'boolean') return [{ operator: 'truth', text: String(!value) }]
  if (typeof value === 'number') return [{ operator: 'number', text: String(another(value)) }]
  return typeof value === 'string' ? [{ operator: 'text', text: value === '' ? "'planted'" : "''" }] : []
}

const list: Operator = (node) => {
  const { elements } = node
  return Array.isArray(elements) && elements.length > 0 ? [{ operator: 'list', text: '[]' }] : []
}

/** Methods that a mistake leaves out, and those that it takes for another. */
const dropped: ReadonlySet<string> = new Set(['filter', 'sort', 'toSorted', 'reverse', 'slice', 'flat', 'trim'])
const confused: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  ceil: 'floor',
  floor: 'ceil',
  startsWith: 'endsWith',
  find: 'findLast',
}

const call: Operator = (node, written) => {
  const callee = asNode(node['callee'])
  if (callee?.type !== 'MemberExpression' || callee['computed'] === true) return []
  const property = asNode(callee['property'])
  const name = property ? textOf(property, 'name') : ''
  const object = written(callee['object'])
  if (dropped.has(name)) return [{ operator: 'method', text: object }]
  const other = confused[name]
  if (other === undefined || !property) return []
  const rest = written(node).slice(property.end - node.start)
  return [{ operator: 'method', text: `${written(node).slice(0, property.start - node.start)}${other}${rest}` }]
}

const expressions: Readonly<Record<string, Operator>> = {
  BinaryExpression: binary,
  LogicalExpression: logical,
  ConditionalExpression: conditional,
  UnaryExpression: unary,
  Literal: literal,
  TemplateLiteral: () => [{ operator: 'text', text: "''" }],
  ArrayExpression: list,
  CallExpression: call,
}
