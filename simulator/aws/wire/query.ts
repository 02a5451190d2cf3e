/** Requests of the query protocols: `A.B.member.1=x` becomes a tree, and the tree a value by its schema. */
import type { NormalizedSchema } from '@smithy/core/schema'
import { readScalar } from './scalar.ts'
import { membersOf, WireError } from './schema.ts'

/** EC2 has a dialect of its own: lists without a member tag, keys with a capital, names apart from those in its XML. */
export type Dialect = 'awsQuery' | 'ec2Query'

interface Tree {
  text?: string
  readonly branches: Map<string, Tree>
}

/** Parameters of a form → typed input. Throws `WireError` for a parameter that the schema does not know. */
export function readQuery(schema: NormalizedSchema, form: URLSearchParams, dialect: Dialect): Record<string, unknown> {
  const root = grow(form)
  root.branches.delete('Action')
  root.branches.delete('Version')
  return readStruct(schema, root, { dialect, path: '' })
}

function grow(form: URLSearchParams): Tree {
  const root: Tree = { branches: new Map() }
  for (const [key, text] of form) {
    let at = root
    for (const part of key.split('.')) {
      const next = at.branches.get(part) ?? { branches: new Map() }
      at.branches.set(part, next)
      at = next
    }
    at.text = text
  }
  return root
}

/** Where in the request the reader is; `path` names it in errors. */
interface Nesting {
  readonly dialect: Dialect
  readonly path: string
}

function read(schema: NormalizedSchema, tree: Tree, at: Nesting): unknown {
  if (schema.isStructSchema()) return readStruct(schema, tree, at)
  if (schema.isListSchema()) return readList(schema, tree, at)
  if (schema.isMapSchema()) return readMap(schema, tree, at)
  if (tree.branches.size > 0) throw new WireError(`${at.path} has parts but is a single value`)
  return readScalar(schema, tree.text ?? '', at.path)
}

function readStruct(schema: NormalizedSchema, tree: Tree, at: Nesting): Record<string, unknown> {
  const left = new Map(tree.branches)
  const value: Record<string, unknown> = {}
  for (const [name, member] of membersOf(schema).all) {
    const key = keyOf(name, member, at.dialect)
    const branch = left.get(key)
    if (!branch) continue
    left.delete(key)
    value[name] = read(member, branch, within(at, key))
  }
  const unknown = Array.from(left.keys(), (key) => within(at, key).path)
  if (unknown.length > 0) throw new WireError(`unknown parameter ${unknown.join(', ')}`)
  return value
}

function readList(schema: NormalizedSchema, tree: Tree, at: Nesting): unknown[] {
  const member = schema.getValueSchema()
  // An empty list is one empty parameter in awsQuery; EC2 has no form for it.
  if (at.dialect === 'awsQuery' && tree.text === '') return []
  const tag = member.getMergedTraits().xmlName ?? 'member'
  const items = at.dialect === 'ec2Query' ? tree : only(tree, tag, at)
  return indexed(items, at).map(([index, item]) => read(member, item, within(at, index)))
}

function readMap(schema: NormalizedSchema, tree: Tree, at: Nesting): Record<string, unknown> {
  const entries = indexed(only(tree, 'entry', at), at).map(([index, entry]) => {
    const key = entry.branches.get('key')?.text
    const item = entry.branches.get('value')
    if (key === undefined || !item) throw new WireError(`${within(at, index).path} lacks key or value`)
    return [key, read(schema.getValueSchema(), item, within(at, index))] as const
  })
  return Object.fromEntries(entries)
}

function only(tree: Tree, tag: string, { path }: Nesting): Tree {
  const branch = tree.branches.get(tag)
  if (!branch || tree.branches.size > 1) throw new WireError(`${path} must have ${tag}.N and nothing else`)
  return branch
}

function indexed(tree: Tree, at: Nesting): readonly (readonly [string, Tree])[] {
  const wrong = [...tree.branches.keys()].find((key) => !/^[1-9]\d*$/.test(key))
  if (wrong !== undefined) throw new WireError(`${within(at, wrong).path} is no place in a list`)
  return [...tree.branches].sort(([a], [b]) => Number(a) - Number(b))
}

function keyOf(name: string, member: NormalizedSchema, dialect: Dialect): string {
  const traits = member.getMergedTraits()
  const key = traits.xmlName ?? name
  if (dialect === 'awsQuery') return key
  const own = traits['ec2QueryName']
  return typeof own === 'string' ? own : key.charAt(0).toUpperCase() + key.slice(1)
}

const within = ({ dialect, path }: Nesting, part: string): Nesting => ({
  dialect,
  path: path === '' ? part : `${path}.${part}`,
})
