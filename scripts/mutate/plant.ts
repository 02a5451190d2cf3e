/**
 * Plants every mistake in a module at once, each behind a switch: `__planted(7) ? (mistake) : (what was written)`. One
 * at a time is switched on while tests run, so that nothing is built or loaded anew for it.
 */
import { another, type Mistake, mistakesIn } from './operators.ts'
import { asNode, type Child, childrenOf, isFunction, type Node, parse, textOf } from './syntax.ts'

/** A planted fault. */
export interface Fault extends Mistake {
  readonly id: number
  readonly file: string
  readonly line: number
  readonly was: string
}

/** A module with its faults. */
export interface Planted {
  readonly text: string
  readonly faults: readonly Fault[]
}

/** Plants in one module. `first`: the id of its first fault. `constants`: of all modules, by name, what else they might be. */
export function plant(file: string, text: string, first: number, constants: ReadonlyMap<string, string>): Planted {
  const planter = new Planter({ file, text, first, constants })
  return { text: planter.render(parse(text), { isLive: false, isBound: false }), faults: planter.faults }
}

/** Constants of a module: their names, and another value for each. What a module works out as it is loaded is wrong where it is used. */
export function constantsIn(text: string): readonly (readonly [string, string])[] {
  return childrenOf(parse(text))
    .map(({ node }) => asNode(node['declaration']) ?? node)
    .filter(({ type, kind }) => type === 'VariableDeclaration' && kind === 'const')
    .flatMap((declaration) => childrenOf(declaration))
    .flatMap(({ node }) => {
      const [name, value] = [asNode(node['id']), asNode(node['init'])]
      const other = value && otherThan(value)
      return name?.type === 'Identifier' && other !== undefined ? [[textOf(name, 'name'), other] as const] : []
    })
}

function otherThan({ type, value, elements, callee }: Node): string | undefined {
  if (type === 'Literal' && typeof value === 'number') return String(another(value))
  if (type === 'Literal' && typeof value === 'string') return "''"
  if (type === 'ArrayExpression' && Array.isArray(elements) && elements.length > 0) return '[]'
  const made = asNode(callee)
  return type === 'NewExpression' && made && textOf(made, 'name') === 'Set' ? 'new Set()' : undefined
}

interface Soil {
  readonly file: string
  readonly text: string
  readonly first: number
  readonly constants: ReadonlyMap<string, string>
}

/** `isLive`: in a function, so that it runs after the module has been loaded. `isBound`: a link of an optional chain, or a target: it stays as it is. */
interface Place {
  readonly isLive: boolean
  readonly isBound: boolean
}

class Planter {
  readonly faults: Fault[] = []
  readonly #soil: Soil

  constructor(soil: Soil) {
    this.#soil = soil
  }

  /** The text of a node with all faults in it. */
  render(node: Node, place: Place): string {
    const inside = this.#inside(node, place)
    if (!place.isLive || place.isBound) return inside
    if (node.type === 'ExpressionStatement') return `if (!${this.#switch(node, 'statement', '')}) { ${inside} }`
    const mistakes = mistakesIn(node, this.#written)
    const switches = mistakes.map(({ operator, text }) => `${this.#switch(node, operator, text)} ? (${text}) : `)
    return switches.length === 0 ? inside : `(${switches.join('')}(${inside}))`
  }

  readonly #written = (node: unknown): string => {
    const given = asNode(node)
    return given ? this.#soil.text.slice(given.start, given.end) : ''
  }

  #inside(node: Node, place: Place): string {
    let [text, at] = ['', node.start]
    for (const child of childrenOf(node)) {
      if (child.node.start < at) continue
      text += this.#soil.text.slice(at, child.node.start) + this.#child(node, child, place)
      at = child.node.end
    }
    return text + this.#soil.text.slice(at, node.end)
  }

  #child(parent: Node, { node, as }: Child, place: Place): string {
    const { type } = parent
    const isLive = place.isLive || isFunction(parent)
    if (isName(parent, as) || as === 'params' || as === 'id') return this.#written(node)
    if (type === 'Property' && parent['shorthand'] === true)
      return this.#shorthand(parent, node, { isLive, isBound: false })
    if (node.type === 'Identifier') return this.#constant(node, isLive)
    const isBound = isLink(parent, as, place)
    const rendered = this.render(node, { isLive, isBound })
    if (type === 'IfStatement' && as === 'test') return this.#either(node, rendered, isLive)
    const isResult = (type === 'ReturnStatement' && as === 'argument') || isShortBody(parent, node, as)
    return isResult && isLive ? this.#nothing(node, rendered) : rendered
  }

  /** A condition that is always true, or never. */
  #either(node: Node, rendered: string, isLive: boolean): string {
    if (!isLive) return rendered
    return `(${this.#switch(node, 'condition', 'true')} ? true : ${this.#switch(node, 'condition', 'false')} ? false : (${rendered}))`
  }

  /** A result that is lost. */
  #nothing(node: Node, rendered: string): string {
    return `(${this.#switch(node, 'result', 'undefined')} ? undefined : (${rendered}))`
  }

  #constant(node: Node, isLive: boolean): string {
    const name = textOf(node, 'name')
    const other = isLive ? this.#soil.constants.get(name) : undefined
    return other === undefined ? name : `(${this.#switch(node, 'constant', other)} ? (${other}) : ${name})`
  }

  /** `{ LIMIT }` has the constant for its value. */
  #shorthand(property: Node, value: Node, place: Place): string {
    if (property['value'] !== value || value.type !== 'Identifier') return this.#written(value)
    const planted = this.#constant(value, place.isLive)
    const name = textOf(value, 'name')
    return planted === name ? name : `${name}: ${planted}`
  }

  #switch(node: Node, operator: string, text: string): string {
    const { file, text: whole, first } = this.#soil
    const id = first + this.faults.length
    const line = whole.slice(0, node.start).split('\n').length
    this.faults.push({ id, file, line, operator, was: this.#written(node), text })
    return `__planted(${id})`
  }
}

/** A name that is no expression: of a member, of a property, of what is imported or exported. */
const isName = ({ type, computed }: Node, as: string): boolean =>
  (as === 'property' && type === 'MemberExpression' && computed !== true) ||
  (as === 'key' && computed !== true) ||
  (/^(Import|Export)(Named|Default|All)?(Specifier|Declaration)?$/.test(type) && as !== 'declaration') ||
  type === 'ImportSpecifier' ||
  type === 'ExportSpecifier' ||
  type === 'LabeledStatement'

/** What must stay one thing with its parent: a callee with its object, the links of an optional chain, the target of an assignment. */
function isLink({ type }: Node, as: string, { isBound }: Place): boolean {
  if (as === 'callee' || (as === 'left' && type === 'AssignmentExpression')) return true
  if (type === 'ChainExpression') return true
  if (type === 'TaggedTemplateExpression' && as === 'quasi') return true
  return isBound && (as === 'object' || as === 'callee')
}

const isShortBody = (parent: Node, node: Node, as: string): boolean =>
  parent.type === 'ArrowFunctionExpression' && as === 'body' && node.type !== 'BlockStatement'
