/** The pages that people read, and the YAML in them, made whole where it is a part. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../../scripts/build/bundle.ts'
import { readContract } from '../../scripts/contract.ts'
import { pageOf } from './markdown.ts'
import { ours } from './workflow-lint.ts'

/** A file of the repository as text. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Files of a folder with this ending, as paths from the repository's root. */
export const filesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder)).flatMap((name) => (name.endsWith(ending) ? [`${folder}/${name}`] : []))

/** Whole workflows that readers copy, as paths. */
export const examples: readonly string[] = ['examples', 'examples/moving'].flatMap((folder) => filesIn(folder, '.yml'))

/** Every page, by its path. */
export const pages = new Map(
  ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'CHANGELOG.md', ...filesIn('docs', '.md')].map(
    (path) => [path, pageOf(read(path))] as const,
  ),
)

/** Every fence, with where it stands. */
export const fences = [...pages].flatMap(([path, page]) =>
  page.blocks.map(({ language, text, line }) => ({ at: `${path}:${line}`, language, text })),
)

/** Fences in some languages. */
export const inLanguage = (...languages: readonly string[]): typeof fences =>
  fences.filter(({ language }) => languages.includes(language))

const inputs: readonly string[] = readContract(join(root, 'action.yml')).inputs.map(({ name }) => name)

/** A workflow of what a fence shows, told by its first keys: steps, inputs of ours, or jobs. `undefined`: it is CloudFormation. */
export function workflowOf(text: string): string | undefined {
  const shown: unknown = parse(text, { logLevel: 'silent' })
  if (Array.isArray(shown)) return job(text)
  const keys = Object.keys(shown ?? {})
  if (keys.includes('jobs')) return text
  if (keys.includes('Resources')) return undefined
  return keys.every((key) => inputs.includes(key)) ? job(step(text, keys)) : workflow(text)
}

const workflow = (jobs: string): string => `on: workflow_dispatch\npermissions: {}\njobs:\n${indented(jobs, 2)}`
const job = (steps: string): string => workflow(`job:\n  runs-on: ubuntu-latest\n  steps:\n${indented(steps, 4)}`)

/** Inputs alone are those of a deploy, unless they say otherwise. */
function step(text: string, keys: readonly string[]): string {
  const group = keys.includes('auto-scaling-group') ? '' : 'auto-scaling-group: web\n'
  const image = ['image', 'mode', 'to'].some((key) => keys.includes(key)) ? '' : 'image: ami-0123456789abcdef0\n'
  return `- uses: ${ours}\n  with:\n${indented(`${group}${image}${text}`, 4)}`
}

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by))

/** Every fence that is a workflow or becomes one. */
export const workflows: readonly { readonly at: string; readonly text: string }[] = inLanguage('yaml').flatMap(
  ({ at, text }) => {
    const whole = workflowOf(text)
    return whole === undefined ? [] : [{ at, text: whole }]
  },
)
