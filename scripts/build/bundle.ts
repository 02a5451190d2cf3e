/**
 * The shipped bundle, made in memory: rolldown takes what the entry really uses out of the packages (the AWS clients
 * are tree-shaken by their ES modules), ncc makes of it one file and a chunk for each part that only some runs load.
 * The result depends on sources and packages alone: not on the folder, the time or an earlier build.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Plugin, type RolldownOutput, rolldown } from 'rolldown'
import { entryFor } from './entry.ts'
import { licenses } from './licenses.ts'

/** Name in `dist` → contents. */
export type Bundle = ReadonlyMap<string, string>

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds the bundle of an entry file. Fails on any warning, any unexpected file, and any path of this machine. */
export async function bundle(entry: string): Promise<Bundle> {
  // ncc derives the numbers of modules and chunks from paths, its own among them: relative to this folder they are the
  // same on every machine.
  const cache = join(root, 'node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'bundle-'))
  try {
    const modules = await shake(entry, folder)
    const packed = [...(await pack(folder))].map(
      ([name, text]) => [name === 'index.js' ? 'main.js' : name, text] as const,
    )
    const own = [
      ['index.js', entryFor(await nodeOfAction())],
      ['post.js', post],
      ['licenses.txt', licenses(modules)],
    ] as const
    const files = new Map([...packed, ...own])
    for (const [name, contents] of files) refuseSurprises(name, contents, [root, folder])
    return files
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** First stage, into `folder`. Returns the modules that are left in the bundle. */
async function shake(entry: string, folder: string): Promise<readonly string[]> {
  const build = await rolldown({
    input: { index: entry },
    cwd: root,
    platform: 'node',
    preserveEntrySignatures: false,
    // The AWS clients' `main` is one CommonJS file that cannot be shaken: 1.6 MB for EC2 alone.
    resolve: { mainFields: ['module', 'main'] },
    plugins: [undiciBehindProxy, oidcForRolesAlone, execForVerifyAlone],
    onLog(level, log) {
      if (level === 'warn') throw new Error(log.message)
    },
  })
  const { output: apart } = await build.generate({ format: 'esm' })
  const always = loadedWith(apart, [entry])
  const begin = LOADED_SOON.map((file) => join(root, 'src', file))
  const soon = loadedWith(apart, begin)
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    // What every run loads is one chunk before its first call, and one after it. Else rolldown makes several of it, and
    // webpack's long names for each use of one in another add up. The entry stays outside: a lazy chunk would wait for
    // its top-level await for ever. So do the files that begin a chunk, which names it by them.
    codeSplitting: {
      groups: [
        { name: 'action', test: (id) => id !== entry && always.has(id) },
        { name: 'rollout', test: (id) => !begin.includes(id) && !always.has(id) && soon.has(id) },
      ],
    },
    comments: { legal: true, annotation: true, jsdoc: false },
  })
  await build.close()
  // ncc asks the nearest package.json whether a file is an ES module, and answers with one of its own for `dist`.
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  return output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
}

/** Loaded by every run, while the first answers of AWS are on their way. */
const LOADED_SOON: readonly string[] = ['reporters.ts', 'rollout/run.ts']

/** The modules of the chunks that these files begin, and of all that those import, directly or not, other than by `import()`. */
function loadedWith(output: RolldownOutput['output'], files: readonly string[]): ReadonlySet<string> {
  const chunks = output.filter((part) => part.type === 'chunk')
  const reached = chunks.filter(({ facadeModuleId }) => facadeModuleId !== null && files.includes(facadeModuleId))
  if (reached.length < files.length) throw new Error(`Not each of ${files.join(', ')} begins a chunk.`)
  for (const chunk of reached) {
    const next = chunks.filter(({ fileName }) => chunk.imports.includes(fileName))
    reached.push(...next.filter((each) => !reached.includes(each)))
  }
  return new Set(reached.flatMap(({ moduleIds }) => moduleIds))
}

const stand = join(root, 'scripts', 'build', 'undici.ts')
const undiciBehindProxy: Plugin = {
  name: 'undici-behind-proxy',
  resolveId: { filter: { id: /^undici$/ }, handler: (_, importer) => (importer === stand ? null : stand) },
}

const oidcForRolesAlone: Plugin = {
  name: 'oidc-for-roles-alone',
  resolveId: {
    filter: { id: /oidc-utils\.js$/ },
    handler: (_, importer) =>
      importer?.endsWith('/@actions/core/lib/core.js') ? join(root, 'scripts', 'build', 'oidc.ts') : null,
  },
}

/**
 * `@actions/core` imports `@actions/exec` for its `platform` alone, which nobody here uses. Without that import exec is
 * loaded with `verify` only, not by every run.
 */
const execForVerifyAlone: Plugin = {
  name: 'exec-for-verify-alone',
  resolveId: {
    filter: { id: /^@actions\/exec$/ },
    handler: (_, importer) => (importer?.includes('@actions/core/') ? NO_EXEC : null),
  },
  load: {
    filter: { id: /no-exec$/ },
    handler: () => `export const getExecOutput = () => { throw new Error('core.platform is not in the bundle') }`,
  },
}
const NO_EXEC = '\0no-exec'

/**
 * Second stage, from `folder`. ncc writes paths relative to its working folder into the chunks and takes files below it
 * for assets: so that is the folder itself, where nothing else lies.
 */
async function pack(folder: string): Promise<Bundle> {
  const options = ['--out', 'out', '--target', 'es2024', '--no-cache', '--quiet']
  await run(process.execPath, [cli, 'build', 'index.js', ...options], { cwd: folder })
  const out = join(folder, 'out')
  const names = await readdir(out, { recursive: true })
  const read = async (name: string) => [name, withoutNoise(await readFile(join(out, name), 'utf8'))] as const
  return new Map(await Promise.all(names.map(read)))
}

/** Webpack marks each import and export with a comment, and Rolldown each file: together a thirtieth of the bundle. */
const withoutNoise = (text: string): string =>
  packagesOnce(text.replaceAll(/\/\* harmony (?:import|export) \*\/ /g, ''))

/**
 * Rolldown names the file before each piece of code. Of a package's files that follow each other only the package is
 * named: the paths of all would be a fortieth of the bundle.
 */
function packagesOnce(text: string): string {
  let named = ''
  const lines = text.split('\n').flatMap((line) => {
    const [, owner = ''] = /^\/\/ (?:node_modules\/((?:@[^/]+\/)?[^/]+\/)|src\/)/.exec(line) ?? [undefined, named]
    const isRepeated = owner === named
    named = owner
    if (owner === '' || !line.startsWith('// node_modules/')) return [line]
    return isRepeated ? [] : [`// node_modules/${owner}`]
  })
  return lines.join('\n')
}

const run = promisify(execFile)
const cli = join(root, 'node_modules', '@vercel', 'ncc', 'dist', 'ncc', 'cli.js')

/** The major version of Node that action.yml asks for. */
async function nodeOfAction(): Promise<number> {
  const [, major] = /^\s*using: node(\d+)$/m.exec(await readFile(join(root, 'action.yml'), 'utf8')) ?? []
  if (major === undefined) throw new Error('action.yml names no Node.')
  return Number(major)
}

/** The entry distinguishes main from post by the file that the runner starts. */
const post = "import './index.js'\n"

const expected = /^(index\.js|main\.js|post\.js|\d+\.index\.js|package\.json|licenses\.txt)$/

function refuseSurprises(name: string, contents: string, paths: readonly string[]): void {
  if (!expected.test(name)) throw new Error(`The build made ${name}, which is no part of the bundle.`)
  const path = paths.find((candidate) => contents.includes(candidate))
  if (path !== undefined) throw new Error(`${name} names ${path}, a path of this machine.`)
}
