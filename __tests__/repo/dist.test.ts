import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bundle, bundle, root } from '../../scripts/build/bundle.ts'
import { openCommandFiles } from '../../simulator/github/command-files.ts'

const dist = join(root, 'dist')

describe('dist', () => {
  let built: Bundle
  beforeAll(async () => {
    built = await bundle(join(root, 'src', 'index.ts'))
  })

  test('is what the sources build, byte for byte', () => {
    const same = (name: string) => readFileSync(join(dist, name), 'utf8') === built.get(name)
    expect([...built.keys()].filter((name) => readdirSync(dist).includes(name) && !same(name))).toEqual([])
  })

  test('has no file too many and none too few, on disk and in the repository', () => {
    const tracked = execFileSync('git', ['ls-files', '-z', 'dist'], { cwd: root, encoding: 'utf8' })
    const expected = [...built.keys()].sort()
    expect(readdirSync(dist).sort()).toEqual(expected)
    expect(tracked.split('\0').filter((path) => path !== '')).toEqual(expected.map((name) => `dist/${name}`))
  })

  test('keeps the file that every run loads within 0.9 MB', () => {
    expect(Buffer.byteLength(built.get('main.js') ?? '')).toBeLessThanOrEqual(900_000)
  })
})

describe('the bundle, alone in a folder', () => {
  const bad = { mode: 'deplyo', 'poll-interval': 'soon', 'on-failure': 'panic' }
  const folder = mkdtempSync(join(tmpdir(), 'bare-'))
  let calls = 0
  const aws = createServer((_, response) => {
    calls += 1
    response.writeHead(500).end()
  })
  beforeAll(async () => {
    cpSync(dist, join(folder, 'dist'), { recursive: true })
    await once(aws.listen(0, '127.0.0.1'), 'listening')
  })
  afterAll(() => {
    aws.close()
    rmSync(folder, { recursive: true })
  })

  /** Runs a stage of the step with these inputs, and the state that main left to post. */
  async function run(
    stage: 'index.js' | 'post.js',
    inputs: Readonly<Record<string, string>>,
    state: Readonly<Record<string, string>> = {},
    flags: readonly string[] = [],
  ) {
    const prefixed = (prefix: string, values: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]))
    const files = openCommandFiles(folder)
    const child = spawn(process.execPath, [...flags, join(folder, 'dist', stage)], {
      cwd: folder,
      env: {
        ...files.env,
        ...prefixed('STATE_', state),
        ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        GITHUB_REPOSITORY: 'owner/repository',
        GITHUB_RUN_ID: '1',
        GITHUB_WORKSPACE: folder,
        RUNNER_TEMP: folder,
      },
    })
    const [stdout, stderr, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    const errors = stdout.split('\n').filter((line) => line.startsWith('::error'))
    return { exit, stderr, stdout, errors, state: files.collect().state }
  }

  test('answers bad inputs with one error that names them all, having asked AWS nothing', async () => {
    const { exit, stderr, errors } = await run('index.js', bad)
    expect({ exit, stderr, calls }).toEqual({ exit: 1, stderr: '', calls: 0 })
    expect(errors).toHaveLength(1)
    for (const name of ['auto-scaling-group', ...Object.keys(bad)]) expect(errors[0]).toContain(name)
  })

  test('says in one sentence that the machine’s Node is too old, and nothing in the post step', async () => {
    const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.19.0'}})`
    const main = await run('index.js', bad, {}, ['--import', old])
    expect(main).toMatchObject({ exit: 1, stderr: '' })
    expect(main.stdout).toBe(`${main.errors[0]}\n`)
    expect(main.stdout).toMatch(/needs Node 24 or newer .* this is Node 20\.19\.0\. Nothing was changed\./)
    expect(await run('post.js', bad, {}, ['--import', old])).toMatchObject({ exit: 0, stdout: '', stderr: '' })
  })

  test('begins with what an old Node can read', () => {
    expect(readFileSync(join(dist, 'index.js'), 'utf8')).not.toMatch(/=>|\b(const|let|await|async|class)\b|\?\?|\?\./)
  })

  test('has nothing to do and nothing to say in the post step of a run that changed nothing', async () => {
    const main = await run('index.js', bad)
    const post = await run('post.js', bad, main.state)
    expect(post).toMatchObject({ exit: 0, stdout: '', stderr: '', state: {} })
    expect(calls).toBe(0)
  })
})
