import { posix } from 'node:path'
import type { Source } from './sources.ts'

interface Layer {
  /** Prefixes of the paths in `src` that it may import. */
  readonly paths: readonly string[]
  readonly packages: RegExp
}

/** Everything points inwards to the domain, and the AWS SDK's types end in `src/aws`. */
const layers: Readonly<Record<string, Layer>> = {
  'src/rollout/': { paths: ['src/rollout/'], packages: /^$/ },
  'src/aws/': { paths: ['src/aws/', 'src/rollout/'], packages: /^(node:|@aws-sdk\/|@smithy\/)/ },
  'src/github/': { paths: ['src/github/', 'src/rollout/'], packages: /^(node:|@actions\/)/ },
  'src/report/': { paths: ['src/report/', 'src/rollout/'], packages: /^(node:|@actions\/)/ },
  'src/': { paths: ['src/'], packages: /^(node:|@actions\/)/ },
}

/** Imports that point in a direction that their layer does not have. */
export const misdirected = (sources: readonly Source[]): readonly string[] =>
  sources.flatMap(({ path, imports }) => {
    const layer = Object.entries(layers).find(([prefix]) => path.startsWith(prefix))?.[1]
    const allowed = (target: string) =>
      layer?.packages.test(target) || layer?.paths.some((prefix) => target.startsWith(prefix))
    return imports.filter((target) => !allowed(target)).map((target) => `${path} imports ${target}`)
  })

/** Circles of imports, each told once from where it was entered. */
export function cycles(sources: readonly Pick<Source, 'path' | 'imports'>[]): readonly string[] {
  const imports = new Map(sources.map((source) => [source.path, source.imports]))
  const done = new Set<string>()
  const walk = (path: string, way: readonly string[]): readonly string[] => {
    if (way.includes(path)) return [[...way.slice(way.indexOf(path)), path].join(' → ')]
    if (done.has(path)) return []
    const found = (imports.get(path) ?? []).flatMap((target) => walk(target, [...way, path]))
    done.add(path)
    return found
  }
  return sources.flatMap(({ path }) => walk(path, []))
}

/** Uses of timers that a simulated clock cannot speed up: they are bound before it is put in, or not JavaScript's own. */
export const unfakeableTimers = (sources: readonly Source[]): readonly string[] =>
  sources
    .filter(({ imports, text }) => imports.some(isTimers) || /\bAbortSignal\.timeout\b/.test(text))
    .map(({ path }) => path)
const isTimers = (target: string): boolean => /^(node:)?timers(\/|$)/.test(target)

/** Files that set the step's exit. */
export const failing = (sources: readonly Source[]): readonly string[] =>
  sources.filter(({ text }) => /\bsetFailed\b|\bprocess\.exit(Code)?\b/.test(text)).map(({ path }) => path)

/**
 * Circles between the entries of a folder, files and folders alike: whatever is below an entry counts as that entry. So a
 * folder may use what lies beside it, but never what uses the folder.
 */
export function folderCycles(sources: readonly Source[]): readonly string[] {
  const paths = new Set(sources.map(({ path }) => path))
  const edges = new Map<string, Set<string>>()
  for (const { path, imports } of sources)
    for (const target of imports.filter((one) => paths.has(one))) {
      const [from, to] = whereTheyPart(path, target)
      if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to))
    }
  return cycles(Array.from(edges, ([path, imports]) => ({ path, imports: [...imports] })))
}

/** Of two paths, the entries of the deepest folder that they share. */
function whereTheyPart(a: string, b: string): readonly [string, string] {
  const [left, right] = [a.split('/'), b.split('/')]
  const depth = left.findIndex((part, index) => part !== right[index]) + 1
  return [left.slice(0, depth).join('/'), right.slice(0, depth).join('/')]
}

/** Names that more than one file exports. */
export function exportedTwice(sources: readonly Source[]): readonly string[] {
  const files = new Map<string, string[]>()
  for (const { path, exports } of sources)
    for (const name of exports) files.set(name, [...(files.get(name) ?? []), path])
  return Array.from(files, ([name, paths]) => ({ name, paths }))
    .filter(({ paths }) => paths.length > 1)
    .map(({ name, paths }) => `${name}: ${paths.join(', ')}`)
}

/** Files of more lines than that: a file of one subject is shorter. */
export const tooLong = (sources: readonly Source[], limit: number): readonly string[] =>
  sources
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > limit)
    .map(({ path, lines }) => `${path}: ${lines} lines`)

/** Declared names, and names of files, that are on the list of retired ones. */
export function retiredNames(sources: readonly Source[], retired: Readonly<Record<string, string>>): readonly string[] {
  const isRetired = (name: string) => Object.hasOwn(retired, name)
  return sources.flatMap(({ path, declares }) =>
    [...new Set([posix.basename(path, '.ts'), ...declares])]
      .filter(isRetired)
      .map((name) => `${path}: ${name} → ${retired[name]}`),
  )
}
