/**
 * Plants every mistake in a module at once, each behind a switch: `__planted(7) ? (mistake) : (what was written)`. One
 * at a time is switched on while tests run, so that nothing is built or loaded again for it.
 */
import type { Constants } from './constants.ts'
import { type Mistake, mistakesIn } from './operators.ts'
import { asNode, type Child, childrenOf, isFunction, type Node, parse, textOf } from './syntax.ts'

/** A planted fault. */
export interface Fault extends Mistake {
  readonly id: number
  readonly file: string
  readonly line: number
  readonly was: string
  /** Whether only what people read depends on it. */
  readonly isWording: boolean
}

/** A module with its faults. */
export interface Planted {
  readonly text: string
  readonly faults: readonly Fault[]
}

/** Plants in one module. `first`: the id of its first fault. */
export function plant(file: string, text: string, { first, constants }: Pick<Soil, 'first' | 'constants'>): Planted {
  const planter = new Planter({ file, text, first, constants })
  return { text: planter.render(parse(text), { isLive: false, isBound: false, isSaid: false }), faults: planter.faults }
}

interface Soil {
  readonly file: string
  readonly text: string
  readonly first: number
  readonly constants: Constants
}

/** `isLive`: in a function, so that it runs after the module has been loaded. `isBound`: a link of an optional chain, or a target: it stays as it is. `isSaid`: in what a finding says. */
interface Place {
  readonly isLive: boolean
  readonly isBound: boolean
  readonly isSaid: boolean
}

/** Members of a finding that people read. */
const said: ReadonlySet<string> = new Set(['says', 'remedy'])

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
    // In a block, since a bare `if` would take the `else` that follows.
    if (node.type === 'ExpressionStatement') return `{ if (!${this.#switch(node, place, nothing)}) { ${inside} } }`
    const switches = mistakesIn(node, this.#written).map(
      (mistake) => `${this.#switch(node, place, mistake)} ? (${mistake.text}) : `,
    )
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
    const key = type === 'Property' && as === 'value' ? asNode(parent['key']) : undefined
    const inner: Place = {
      isLive: place.isLive || isFunction(parent),
      isBound: isLink(parent, as, place),
      isSaid: place.isSaid || (key !== undefined && said.has(textOf(key, 'name'))),
    }
    if (isName(parent, as) || as === 'params' || as === 'id') return this.#written(node)
    if (type === 'Property' && parent['shorthand'] === true) return this.#shorthand(parent, node, inner)
    if (node.type === 'Identifier') return this.#constant(node, inner)
    const rendered = this.render(node, inner)
    if (type === 'IfStatement' && as === 'test') return this.#either(node, rendered, inner)
    const isResult = (type === 'ReturnStatement' && as === 'argument') || isShortBody(parent, node, as)
    return isResult && inner.isLive ? this.#lost(node, rendered, inner) : rendered
  }

  /** A condition that is always true, or never. */
  #either(node: Node, rendered: string, place: Place): string {
    if (!place.isLive) return rendered
    const [always, never] = ['true', 'false'].map((text) => this.#switch(node, place, { operator: 'condition', text }))
    return `(${always} ? true : ${never} ? false : (${rendered}))`
  }

  #lost(node: Node, rendered: string, place: Place): string {
    return `(${this.#switch(node, place, { operator: 'result', text: 'undefined' })} ? undefined : (${rendered}))`
  }

  #constant(node: Node, place: Place): string {
    const name = textOf(node, 'name')
    const others = place.isLive && !place.isBound ? (this.#soil.constants.get(name) ?? []) : []
    const switches = others.map((text) => `${this.#switch(node, place, { operator: 'constant', text })} ? (${text}) : `)
    return switches.length === 0 ? name : `(${switches.join('')}${name})`
  }

  /** `{ LIMIT }` has the constant for its value. */
  #shorthand(property: Node, value: Node, place: Place): string {
    if (property['value'] !== value || value.type !== 'Identifier') return this.#written(value)
    const planted = this.#constant(value, { ...place, isBound: false })
    const name = textOf(value, 'name')
    return planted === name ? name : `${name}: ${planted}`
  }

  #switch(node: Node, { isSaid }: Place, { operator, text }: Mistake): string {
    const { file, text: whole, first } = this.#soil
    const id = first + this.faults.length
    const line = whole.slice(0, node.start).split('\n').length
    const was = this.#written(node)
    // Words of a closed list hold no blank: a sentence and a command do.
    const isWording = isSaid || (operator === 'text' && was.includes(' '))
    this.faults.push({ id, file, line, operator, was, text, isWording })
    return `__planted(${id})`
  }
}

const nothing: Mistake = { operator: 'statement', text: '' }

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
