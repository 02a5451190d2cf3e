/** How long the shipped bundle takes to its first AWS request, beside bare Node and the AWS CLI; and how large it is. Real time. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { scenes } from '../../simulator/scenes/index.ts'
import { setUp } from '../../simulator/stage.ts'
import { root } from '../build/bundle.ts'
import { jobEnvironment } from './job.ts'
import { figure, median, table } from './table.ts'

const RUNS = 15
const dist = join(root, 'dist')

/** One thing to start; `env` besides PATH and a home of its own. Milliseconds until `until`. */
interface Starter {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly until: 'exit' | 'request'
  readonly env: Readonly<Record<string, string>>
}

export async function start(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'bench-'))
  const server = createServer((_, response) => response.writeHead(400).end())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const all = startersFor(`http://127.0.0.1:${port}`, home)
    const versions = new Map(await Promise.all(all.map(async (each) => [each.name, await versionOf(each)] as const)))
    const starters = all.filter(({ name }) => versions.get(name) !== undefined)
    const times = new Map<string, number[]>()
    // One warms the disk's cache, and is not counted.
    for (let run = 0; run <= RUNS; run++)
      for (const starter of starters) {
        const took = await time(starter, server)
        if (run > 0) times.set(starter.name, [...(times.get(starter.name) ?? []), took])
      }
    return [startTable(times, versions), '', await sizes()].join('\n')
  } finally {
    server.close()
    server.closeAllConnections()
    rmSync(home, { recursive: true })
  }
}

function startersFor(url: string, home: string): readonly Starter[] {
  const job = { ...jobEnvironment(url, { mode: 'plan' }), HOME: home, RUNNER_TEMP: home }
  const cli = process.env['AWS_CLI'] ?? 'aws'
  const describe = ['autoscaling', 'describe-auto-scaling-groups', '--auto-scaling-group-names', 'web']
  return [
    { name: BARE, command: [process.execPath, '-e', '0'], until: 'exit', env: {} },
    { name: OURS, command: [process.execPath, join(dist, 'index.js')], until: 'request', env: job },
    {
      name: CLI,
      command: [cli, ...describe, '--region', 'eu-west-1', '--endpoint-url', url],
      until: 'request',
      env: { ...job, AWS_MAX_ATTEMPTS: '1' },
    },
  ]
}

const BARE = 'node -e 0, whole process'
const OURS = 'dist/index.js, to its first AWS request'
const CLI = 'aws, to its first request'

/** What `--version` says; missing if the program is not installed. */
async function versionOf({ command: [file], env }: Starter): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(file, ['--version'], { env: environment(env) })).stdout.trim()
  } catch {
    return undefined
  }
}

const environment = (env: Starter['env']) => ({ PATH: process.env['PATH'] ?? '', ...env })

/** Milliseconds from the start to what is waited for; the process has ended when this returns. Throws if it ends before. */
async function time({ name, command: [file, ...args], until, env }: Starter, server: Server): Promise<number> {
  const request = once(server, 'request').then(() => performance.now())
  const began = performance.now()
  const child = spawn(file, args, { stdio: 'ignore', env: environment(env) })
  const exit = once(child, 'exit').then(() => performance.now())
  const early = exit.then(() => {
    throw new Error(`${name}: ended without a request`)
  })
  const at = until === 'exit' ? exit : Promise.race([request, early])
  early.catch(() => {})
  const took = (await at) - began
  await ended(child, exit)
  return took
}

async function ended(child: ChildProcess, exit: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL')
  await exit
}

function startTable(
  times: ReadonlyMap<string, readonly number[]>,
  versions: ReadonlyMap<string, string | undefined>,
): string {
  const middle = (name: string) => median(times.get(name) ?? [Number.NaN])
  const row = (name: string) => [
    name,
    figure(middle(name)),
    figure(middle(name) / middle(BARE), 2),
    times.has(CLI) ? figure(middle(name) / middle(CLI), 3) : '–',
  ]
  return [
    `Real time on this machine, which had other work too: medians of ${RUNS} interleaved runs, a loopback server in AWS's place.`,
    times.has(CLI)
      ? `Node ${versions.get(BARE)}; ${versions.get(CLI)}.`
      : 'The AWS CLI is not installed here; set AWS_CLI to its path if it is elsewhere.',
    '',
    table(['start', 'ms', '× bare Node', '× AWS CLI'], [...times.keys()].map(row)),
  ].join('\n')
}

/** Bytes in dist, and what of it a rollout loads. */
async function sizes(): Promise<string> {
  const scripts = readdirSync(dist).filter((name) => name.endsWith('.js'))
  const bytes = (names: readonly string[]) => names.reduce((sum, name) => sum + statSync(join(dist, name)).size, 0)
  const loaded = await loadedBy('good-image')
  return table(
    ['bundle', 'files', 'bytes'],
    [
      ['main: dist/index.js and main.js', '2', figure(bytes(['index.js', 'main.js']))],
      ['loaded in an ordinary rollout', figure(loaded.length), figure(bytes(loaded))],
      ['all scripts', figure(scripts.length), figure(bytes(scripts))],
    ],
  )
}

/** Names of the scripts in dist that a scene of the demo has loaded, by V8's own account of its coverage. */
async function loadedBy(name: string): Promise<readonly string[]> {
  const scene = scenes.get(name)
  if (!scene) throw new Error(`no scene is called ${name}`)
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    await using stage = await setUp(scene, 120)
    const { main } = await stage.start({ env: { NODE_V8_COVERAGE: folder } }).done
    if (main.exit !== 0) throw new Error(`the scene ${name} ended with exit code ${main.exit}`)
    const urls = readdirSync(folder).flatMap((file) => {
      const { result }: { result: readonly { url: string }[] } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      return result.map(({ url }) => url)
    })
    const names = urls.filter((url) => url.includes('/dist/')).map((url) => basename(url))
    return readdirSync(dist).filter((file) => names.includes(file))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
