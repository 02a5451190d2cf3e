/** Requests of the query protocols: `A.B.member.1=x` becomes a tree, and the tree a value by its schema. */
import type { NormalizedSchema } from '@smithy/core/schema'
import { readScalar } from './scalar.ts'
import { WireError } from './schema.ts'

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
  return readStruct(schema, root, dialect, '')
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

function read(schema: NormalizedSchema, tree: Tree, dialect: Dialect, path: string): unknown {
  if (schema.isStructSchema()) return readStruct(schema, tree, dialect, path)
  if (schema.isListSchema()) return readList(schema, tree, dialect, path)
  if (schema.isMapSchema()) return readMap(schema, tree, dialect, path)
  if (tree.branches.size > 0) throw new WireError(`${path} has parts but is a single value`)
  return readScalar(schema, tree.text ?? '', path)
}

function readStruct(schema: NormalizedSchema, tree: Tree, dialect: Dialect, path: string): Record<string, unknown> {
  const left = new Map(tree.branches)
  const value: Record<string, unknown> = {}
  for (const [name, member] of schema.structIterator()) {
    const key = keyOf(name, member, dialect)
    const branch = left.get(key)
    if (!branch) continue
    left.delete(key)
    value[name] = read(member, branch, dialect, join(path, key))
  }
  if (left.size > 0)
    throw new WireError(`unknown parameter ${[...left.keys()].map((key) => join(path, key)).join(', ')}`)
  return value
}

function readList(schema: NormalizedSchema, tree: Tree, dialect: Dialect, path: string): unknown[] {
  const member = schema.getValueSchema()
  // An empty list is one empty parameter in awsQuery; EC2 has no form for it.
  if (dialect === 'awsQuery' && tree.text === '') return []
  const tag = member.getMergedTraits().xmlName ?? 'member'
  return indexed(dialect === 'ec2Query' ? tree : only(tree, tag, path), path).map(([index, item]) =>
    read(member, item, dialect, join(path, index)),
  )
}

function readMap(schema: NormalizedSchema, tree: Tree, dialect: Dialect, path: string): Record<string, unknown> {
  const entries = indexed(only(tree, 'entry', path), path).map(([index, entry]) => {
    const [key, item] = ['key', 'value'].map((part) => entry.branches.get(part))
    if (key?.text === undefined || !item) throw new WireError(`${join(path, index)} lacks key or value`)
    return [key.text, read(schema.getValueSchema(), item, dialect, join(path, index))] as const
  })
  return Object.fromEntries(entries)
}

function only(tree: Tree, tag: string, path: string): Tree {
  const branch = tree.branches.get(tag)
  if (!branch || tree.branches.size > 1) throw new WireError(`${path} must have ${tag}.N and nothing else`)
  return branch
}

function indexed(tree: Tree, path: string): readonly (readonly [string, Tree])[] {
  const wrong = [...tree.branches.keys()].find((key) => !/^[1-9]\d*$/.test(key))
  if (wrong !== undefined) throw new WireError(`${join(path, wrong)} is no place in a list`)
  return [...tree.branches].sort(([a], [b]) => Number(a) - Number(b))
}

function keyOf(name: string, member: NormalizedSchema, dialect: Dialect): string {
  const traits = member.getMergedTraits()
  const key = traits.xmlName ?? name
  if (dialect === 'awsQuery') return key
  const own = traits['ec2QueryName']
  return typeof own === 'string' ? own : key.charAt(0).toUpperCase() + key.slice(1)
}

const join = (path: string, part: string) => (path === '' ? part : `${path}.${part}`)
