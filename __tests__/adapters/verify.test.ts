/** The user's check with real processes: its verdict, its end, its output. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { info } from '@actions/core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { hear, readerFor } from '../../simulator/github/log.ts'
import { bashProblem, type VerifyCommand, verifyByBash } from '../../src/github/verify.ts'
import { withoutCommands } from '../../src/report/plain.ts'
import type { Verification } from '../../src/rollout/ports.ts'

const LONG = 60_000

/** A probe of this command in a folder of its own, and what it wrote. */
function probing(command: string, different: Partial<VerifyCommand> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'check-'))
  const lines: string[] = []
  const probe = verifyByBash({
    command,
    aws: () => ({}),
    output: (line) => lines.push(line),
    ...different,
    env: { PATH: process.env['PATH'], FOLDER: folder, ...different.env },
  })
  onTestFinished(async () => {
    await probe.end()
    rmSync(folder, { recursive: true })
  })
  const start = (check: Partial<Verification> = {}) =>
    probe.start({ step: 'checkpoint 20 %', limit: LONG, facts: {}, instances: [], ...check })
  const verdict = () =>
    vi.waitUntil(() => (probe.result()?.result === 'running' ? undefined : probe.result()), { timeout: 60_000 })
  const wrote = (text: string) => vi.waitUntil(() => lines.some((line) => line.includes(text)), { timeout: 60_000 })
  const file = (name: string) => join(folder, name)
  return { probe, start, verdict, wrote, lines, file }
}

/** The process ids that a check wrote into a file, one a line. */
const idsIn = (file: string): readonly number[] => readFileSync(file, 'utf8').trim().split('\n').map(Number)

/** Whether a process runs; a zombie does not. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const running = (pids: readonly number[]) => pids.filter(runs)

/** Variables that are too much together, though none of them is too long. */
const many = (count: number): Verification['facts'] =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`fact-${i}`, 'x'.repeat(130_000)]))

/** Changes where programs are looked for; what it returns changes it back. */
function withPath(path: string): () => void {
  const former = process.env['PATH']
  process.env['PATH'] = path
  return () => {
    process.env['PATH'] = former
  }
}

/** Runs a script in a process of its own. */
function inProcess(script: string, env: Readonly<Record<string, string>> = {}) {
  const url = new URL('../../src/github/verify.ts', import.meta.url).href
  const program = `import { verifyByBash } from ${JSON.stringify(url)}\n${script}`
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    env: { PATH: process.env['PATH'], ...env },
    timeout: 30_000,
    encoding: 'utf8',
  })
}

describe('the verdict', () => {
  test('is “passed” when the command ends with 0', async () => {
    const { start, verdict, probe } = probing('echo one; echo two >&2')
    start()
    expect(probe.result()).toEqual({ step: 'checkpoint 20 %', result: 'running', tail: [] })
    const { tail, ...rest } = await verdict()
    expect(rest).toEqual({ step: 'checkpoint 20 %', result: 'passed', exit: 0 })
    expect([...tail].sort()).toEqual(['one', 'two'])
  })

  test.each([
    ['another code', 'exit 3', 3],
    ['a failing command in the middle', 'false; true', 1],
    ['a failing command in a pipe', 'false | true', 1],
    ['a variable that is not set', 'echo "$MISSING"', 1],
    ['a signal', 'kill -9 $$', 137],
    ['a command that does not exist', 'no-such-command-here', 127],
    ['text that looks like an option', '-n', 127],
  ])('is “failed” for %s', async (_what, command, exit) => {
    const { start, verdict } = probing(command)
    start()
    expect(await verdict()).toMatchObject({ result: 'failed', exit })
  })

  test('is “timed-out” when the time is up, whatever the command says then', async () => {
    const { start, verdict, probe, lines } = probing(
      'trap "echo bye; exit 0" TERM; echo $$; while :; do sleep 0.1; done',
    )
    start({ limit: 2_000 })
    expect(await verdict()).toMatchObject({ result: 'timed-out' })
    await vi.waitUntil(() => !runs(Number(lines[0])))
    await vi.waitUntil(() => lines.at(-1) === 'bye')
    expect(probe.result()).toMatchObject({ result: 'timed-out', tail: lines })
  })

  test('is “failed” with a reason when there is no bash', async () => {
    const { start, verdict } = probing('true')
    onTestFinished(withPath('/nowhere'))
    start()
    expect(await verdict()).toEqual({
      step: 'checkpoint 20 %',
      result: 'failed',
      tail: [expect.stringMatching(/^bash could not be started: Unable to locate executable file: bash/)],
    })
  })

  test.each([
    [
      'one variable',
      { instances: 'x'.repeat(131_072) },
      /AMI_ROLLOUT_INSTANCES has 131\d{3} bytes, .* at most 131071$/,
    ],
    ['all of them', many(100), /its environment has 1\d{7} bytes, and the system takes at most \d+$/],
  ])('is “failed” with a reason when the system takes no environment of this size: %s', async (_, facts, reason) => {
    const { start, verdict } = probing('true')
    start({ facts })
    expect(await verdict()).toMatchObject({ result: 'failed', tail: [expect.stringMatching(reason)] })
  })

  test('is “passed” with an environment of the size that a group of a thousand needs', async () => {
    const { start, verdict } = probing('test "$(wc -w <<<"$AMI_ROLLOUT_NEW_INSTANCES")" = 1000')
    start({ facts: { 'new-instances': 'i-0123456789abcdef0 '.repeat(1_000) } })
    expect(await verdict()).toMatchObject({ result: 'passed' })
  })

  test('is “failed” with a reason when the system refuses the start itself', () => {
    const { status, stdout, stderr } = inProcess(`
      const probe = verifyByBash({ command: 'true\\0', env: process.env, aws: () => ({}), output: console.log })
      probe.start({ step: 'bake', limit: 60_000, facts: {} })
      while (probe.result().result === 'running') await new Promise((resolve) => setTimeout(resolve, 10))
      console.log(probe.result().result)`)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^bash could not be started: .*null bytes.*\nfailed\n$/s)
  })

  test('is the exit code of a command that closes its output and goes on', async () => {
    const { start, verdict, file } = probing('echo open; exec >&- 2>&-; sleep 1; echo done > "$FOLDER/done"; exit 3')
    start()
    expect(await verdict()).toEqual({ step: 'checkpoint 20 %', result: 'failed', exit: 3, tail: ['open'] })
    expect(readFileSync(file('done'), 'utf8')).toBe('done\n')
  })

  test('does not wait for a process that has escaped and holds the output open', async () => {
    const { start, verdict, file, lines } = probing(
      `env -i FOLDER="$FOLDER" PATH="$PATH" setsid bash -c 'echo $$ > "$FOLDER/pid"; sleep 4; echo late; sleep 300' &
       until [ -s "$FOLDER/pid" ]; do sleep 0.05; done; echo passed`,
    )
    const before = Date.now()
    start()
    expect(await verdict()).toMatchObject({ result: 'passed', tail: ['passed'] })
    expect(Date.now() - before).toBeLessThan(3_500)
    onTestFinished(() => {
      for (const pid of idsIn(file('pid'))) process.kill(-pid, 'SIGKILL')
    })
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    expect(lines).toEqual(['passed'])
  })

  test('finds nothing to read on its input', async () => {
    const { start, verdict } = probing('cat; read -r line || echo end of input')
    start()
    expect(await verdict()).toMatchObject({ result: 'passed', tail: ['end of input'] })
  })

  test('is not there before the first start and after the end', async () => {
    const { probe, start } = probing('sleep 60')
    expect(probe.result()).toBeUndefined()
    start()
    await probe.end()
    expect(probe.result()).toBeUndefined()
  })
})

describe('nothing is left running', () => {
  /**
   * A child that ignores SIGTERM, a grandchild whose parent has gone, one in a session of its own, and one that has
   * forgotten its environment.
   */
  const tree = `
    echo $$ >> "$FOLDER/pids"
    bash -c 'trap "" TERM; echo $$ >> "$FOLDER/pids"; while :; do sleep 0.1; done' &
    (sleep 300 & echo $! >> "$FOLDER/pids")
    setsid bash -c 'trap "" TERM; echo $$ >> "$FOLDER/pids"; while :; do sleep 0.1; done' &
    env -i FOLDER="$FOLDER" PATH="$PATH" bash -c 'echo $$ >> "$FOLDER/pids"; while :; do sleep 0.1; done' &
    while [ "$(wc -l < "$FOLDER/pids")" -lt 5 ]; do sleep 0.05; done
    echo ready`
  const hangs = `${tree}; trap "" TERM; while :; do sleep 0.1; done`

  test('when the time is up', async () => {
    const { start, verdict, file, probe } = probing(hangs)
    start({ limit: 4_000 })
    expect(await verdict()).toMatchObject({ result: 'timed-out', tail: ['ready'] })
    const pids = idsIn(file('pids'))
    expect(pids).toHaveLength(5)
    await vi.waitUntil(() => running(pids).length === 0, { timeout: 60_000 })
    expect(probe.result()).toMatchObject({ result: 'timed-out' })
  })

  test('after the end was asked for', async () => {
    const { probe, start, file, wrote } = probing(hangs)
    start()
    await wrote('ready')
    const pids = idsIn(file('pids'))
    expect(running(pids)).toEqual(pids)
    await probe.end()
    expect(running(pids)).toEqual([])
  })

  test('when the command itself has passed', async () => {
    const { start, file, verdict } = probing(tree)
    start()
    expect(await verdict()).toMatchObject({ result: 'passed' })
    expect(running(idsIn(file('pids')))).toEqual([])
  })

  test('of the former check when a newer one starts, which waits for that', async () => {
    const { start, wrote, verdict, file, lines } = probing(
      `if [ "$AMI_ROLLOUT_STEP" = bake ]; then
         while read -r pid; do [ -e "/proc/$pid/exe" ] && exit 9; done < "$FOLDER/pids"
         echo alone; exit 0
       fi
       ${hangs}`,
    )
    start()
    await wrote('ready')
    start({ step: 'bake' })
    expect(await verdict()).toEqual({ step: 'bake', result: 'passed', exit: 0, tail: ['alone'] })
    expect(running(idsIn(file('pids')))).toEqual([])
    expect(lines).toEqual(['ready', 'alone'])
  })

  test('when the action itself ends in the middle', () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const { status } = inProcess(
      `const output = (line) => line === 'ready' && process.exit(7)
       const probe = verifyByBash({ command: process.env.COMMAND, env: process.env, aws: () => ({}), output })
       probe.start({ step: 'bake', limit: 60_000, facts: {} })`,
      { FOLDER: folder, COMMAND: hangs },
    )
    expect(status).toBe(7)
    expect(running(idsIn(join(folder, 'pids')))).toEqual([])
  })
})

describe('the output', () => {
  test('arrives line by line while the command runs', async () => {
    const { probe, start, wrote, lines } = probing('echo first; printf "second, not ended"; sleep 60')
    start()
    await wrote('first')
    expect(lines).toEqual(['first'])
    expect(probe.result()).toMatchObject({ result: 'running', tail: ['first'] })
  })

  test('has characters whose bytes come apart, and a last line without an end', async () => {
    const { start, verdict } = probing(
      'printf "K\\303"; sleep 0.2; printf "\\266ln \\360\\237"; sleep 0.2; printf "\\232\\200"',
    )
    start()
    expect((await verdict()).tail).toEqual(['Köln 🚀'])
  })

  test('has nothing but what the command wrote, also where a signal ends it', async () => {
    const { start, verdict } = probing('echo mine; kill -SEGV $$')
    start()
    expect(await verdict()).toEqual({ step: 'checkpoint 20 %', result: 'failed', exit: 139, tail: ['mine'] })
  })

  test('keeps its last 20 lines', async () => {
    const { start, verdict } = probing('for i in {1..100}; do echo "line $i"; done')
    start()
    const { tail } = await verdict()
    expect(tail).toEqual(Array.from({ length: 20 }, (_, i) => `line ${i + 81}`))
  })

  test('that is a flood of lines is shown in part, and its end is kept', async () => {
    const { start, verdict, lines } = probing('{ yes "all work and no play" || true; } | head -n 2000000; echo the end')
    const before = process.memoryUsage().heapUsed
    start()
    expect((await verdict()).tail.at(-1)).toBe('the end')
    expect(lines).toHaveLength(1_001)
    expect(lines.at(-1)).toBe('… further output is not shown')
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000)
  })

  test('that is one endless line is cut', async () => {
    const { start, verdict, lines } = probing('head -c 100000000 /dev/zero | tr "\\0" x; echo; echo the end')
    start()
    expect((await verdict()).result).toBe('passed')
    expect(lines).toEqual([`${'x'.repeat(2_000)}…`, 'the end'])
  })

  test('that is binary garbage stays text', async () => {
    const { start, verdict, lines } = probing(
      'printf "a\\377\\376\\0b\\n"; head -c 1000000 /dev/urandom; echo; echo the end',
    )
    start()
    expect((await verdict()).tail.at(-1)).toBe('the end')
    expect(lines[0]).toBe('a\uFFFD\uFFFD\0b')
    expect(lines.every((line) => line.length <= 2_001 && line.isWellFormed())).toBe(true)
  })

  test('does nothing to the runner once it is printed as a harmless line', async () => {
    const commands = [
      '::set-output name=outcome::succeeded',
      '  ::add-mask::a',
      '::stop-commands::x',
      'text ##[error]not an error',
      '##[save-state name=unsettled;]no',
      '::error::nothing happened\r::warning::nor here',
    ]
    let reader = readerFor()
    const seen: string[] = []
    const effects: unknown[] = []
    const print = (line: string) => {
      const heard = hear(reader, line)
      reader = heard.reader
      effects.push(...heard.effects)
      seen.push(...heard.lines.map(({ text }) => text))
    }
    const log = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      for (const line of String(text)
        .split(/\r\n|\n|\r/)
        .slice(0, -1))
        print(line)
      return true
    })
    onTestFinished(() => log.mockRestore())
    const { start, verdict, file } = probing('cat "$FOLDER/commands"; exit 1', {
      output: (line) => info(withoutCommands(line)),
    })
    writeFileSync(file('commands'), commands.join('\n'))
    start()
    expect(await verdict()).toMatchObject({ result: 'failed' })
    log.mockRestore()
    expect(effects).toEqual([])
    expect(reader).toEqual(readerFor())
    expect(seen).toHaveLength(7)
  })
})

describe('before the start', () => {
  test('a runner with bash has no problem', async () => {
    expect(await bashProblem(process.env)).toBeUndefined()
  })

  test('a runner without bash has one', async () => {
    onTestFinished(withPath('/nowhere'))
    expect(await bashProblem(process.env)).toContain('Unable to locate executable file: bash')
  })

  test('so has a job whose environment is too large', async () => {
    expect(await bashProblem({ ...process.env, LARGE: 'x'.repeat(200_000) })).toContain('LARGE has 200006 bytes')
  })
})

describe('the environment', () => {
  test('has the job’s functions and BASH_ENV, once, and no ~/.bashrc', async () => {
    const home = mkdtempSync(join(tmpdir(), 'home-'))
    onTestFinished(() => rmSync(home, { recursive: true }))
    writeFileSync(join(home, 'env'), 'echo BASH_ENV')
    writeFileSync(join(home, '.bashrc'), 'echo .bashrc')
    const { start, verdict } = probing('greet', {
      env: { HOME: home, BASH_ENV: join(home, 'env'), 'BASH_FUNC_greet%%': '() { echo "a function"; }' },
    })
    start()
    expect(await verdict()).toMatchObject({ result: 'passed', tail: ['BASH_ENV', 'a function'] })
  })

  const shown = async (different: Partial<VerifyCommand>, facts: Verification['facts'] = {}) => {
    const { start, verdict, file } = probing('env -0 > "$FOLDER/env"', different)
    start({ facts })
    expect(await verdict()).toMatchObject({ result: 'passed' })
    const pairs = readFileSync(file('env'), 'utf8').split('\0').slice(0, -1)
    return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
  }

  test('has facts under names of ours, and their text is never more than text', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facts-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const { start, verdict, lines } = probing(
      'echo "$AMI_ROLLOUT_GROUP"; echo $AMI_ROLLOUT_GROUP; printf "%s" "$AMI_ROLLOUT_NEW_INSTANCES"',
    )
    const hostile = `$(touch ${folder}/run); \`touch ${folder}/run\`; "; touch ${folder}/run; '`
    start({ facts: { group: hostile, 'new-instances': 'i-1 i-2\nBASH_ENV=/tmp/x\0i-3' } })
    expect(await verdict()).toMatchObject({ result: 'passed' })
    expect(lines).toEqual([hostile, hostile, 'i-1 i-2', 'BASH_ENV=/tmp/x\uFFFDi-3'])
    expect(existsSync(join(folder, 'run'))).toBe(false)
  })

  test('has no fact outside of ours', async () => {
    const env = await shown({}, { path: '/evil', 'LD_PRELOAD=x': 'y', 'image-id': 'ami-1' })
    expect(env.get('PATH')).not.toBe('/evil')
    expect(env.get('AMI_ROLLOUT_IMAGE_ID')).toBe('ami-1')
    expect(env.get('AMI_ROLLOUT_STEP')).toBe('checkpoint 20 %')
    expect([...env.keys()].filter((name) => name.startsWith('LD_'))).toEqual([])
  })

  test('has the rollout’s AWS variables instead of the job’s', async () => {
    const env = await shown({
      env: { AWS_PROFILE: 'mine', AWS_ACCESS_KEY_ID: 'old', HOME: '/root' },
      aws: () => ({ AWS_PROFILE: undefined, AWS_ACCESS_KEY_ID: 'new' }),
    })
    expect(env.get('AWS_ACCESS_KEY_ID')).toBe('new')
    expect(env.has('AWS_PROFILE')).toBe(false)
    expect(env.get('HOME')).toBe('/root')
  })

  test('has nothing to speak to the runner with in the action’s name', async () => {
    const names = [
      'INPUT_VERIFY',
      'STATE_unsettled',
      'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
      'ACTIONS_ID_TOKEN_REQUEST_URL',
      'ACTIONS_RUNTIME_TOKEN',
      'GITHUB_STATE',
      'GITHUB_OUTPUT',
      'GITHUB_ENV',
      'GITHUB_PATH',
      'GITHUB_STEP_SUMMARY',
    ]
    const kept = ['GITHUB_TOKEN', 'GITHUB_ENVIRONMENT', 'RUNNER_TRACKING_ID']
    const env = await shown({ env: Object.fromEntries([...names, ...kept].map((name) => [name, 'x'])) })
    expect(names.filter((name) => env.has(name))).toEqual([])
    expect(kept.filter((name) => env.has(name))).toEqual(kept)
  })
})
