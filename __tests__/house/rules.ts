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
export function cycles(sources: readonly Source[]): readonly string[] {
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
