/** What an action gets, and what becomes of what it gives. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readAction } from '../../github/action.ts'
import { run } from './job.ts'

describe('inputs', () => {
  test('every declared input is there, with its default or empty, and its name keeps its hyphens', async () => {
    const { outputs } = await run('greets')
    expect(outputs['inputs']).toBe('INPUT_EMPTY-ONE INPUT_REQUIRED-ONE INPUT_TWO_WORDS INPUT_WHO')
    expect(outputs['greeting']).toBe('hello world')
    expect(outputs['two-words']).toBe('2')
  })

  test('what is given wins over the default, whatever the case of its name', async () => {
    const { outputs } = await run('greets', { inputs: { WHO: 'moon' } })
    expect(outputs['greeting']).toBe('hello moon')
  })

  test('an input that is not declared is warned about and passed on', async () => {
    const { outputs, annotations, conclusion } = await run('greets', { inputs: { whom: 'x', 'two words': '3' } })
    expect(annotations).toEqual([
      {
        level: 'warning',
        message: "Unexpected input(s) 'whom', valid inputs are ['who', 'empty-one', 'Two Words', 'required-one']",
      },
    ])
    expect(outputs['inputs']).toContain('INPUT_WHOM')
    expect(outputs['two-words']).toBe('3')
    expect(conclusion).toBe('success')
  })

  test('an action that this runner cannot run truthfully is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'action-'))
    const definition = (text: string) => writeFileSync(join(folder, 'action.yml'), text)
    definition('name: x\nruns: { using: node20, main: main.js }')
    expect(() => readAction(folder)).toThrow("runs.using is 'node20'")
    definition('name: x\nruns: { using: node24 }')
    expect(() => readAction(folder)).toThrow('runs.main is missing')
    definition(
      "name: x\ninputs: { token: { default: '${" + "{ github.actor }}' } }\nruns: { using: node24, main: m.js }",
    )
    expect(() => readAction(folder)).toThrow('inputs.token.default is an expression')
    rmSync(folder, { recursive: true })
  })
})

describe('the environment', () => {
  test('is the runner’s, and nothing of this process leaks into it', async () => {
    process.env['LEAK'] = 'from the test'
    const { outputs } = await run('greets', {
      env: { AWS_REGION: 'eu-west-1' },
      context: { runId: '42', runAttempt: 2, repository: 'o/r' },
    }).finally(() => delete process.env['LEAK'])
    const environment: Record<string, string> = JSON.parse(outputs['environment'] ?? '')
    expect(environment).toMatchObject({
      GITHUB_ACTIONS: 'true',
      GITHUB_RUN_ID: '42',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_REPOSITORY_OWNER: 'o',
      GITHUB_REF_NAME: 'main',
      RUNNER_OS: 'Linux',
      AWS_REGION: 'eu-west-1',
    })
    expect(environment).not.toHaveProperty('LEAK')
    expect(environment).not.toHaveProperty('NODE_OPTIONS')
    expect(outputs['node']).toMatch(/^v24\./)
  })

  test('has flags for Node where the runner is told so', async () => {
    const preload = `data:text/javascript,${encodeURIComponent("process.env.INPUT_WHO = 'preloaded'")}`
    const { outputs } = await run('greets', { nodeArguments: ['--import', preload] })
    expect(outputs['greeting']).toBe('hello preloaded')
  })

  test('shows the event', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'workspace-'))
    const read = `data:text/javascript,${encodeURIComponent("import fs from 'node:fs'; fs.copyFileSync(process.env.GITHUB_EVENT_PATH, 'event.json')")}`
    await run('says', { event: { action: 'published' }, workspace, nodeArguments: ['--import', read] })
    expect(JSON.parse(readFileSync(join(workspace, 'event.json'), 'utf8'))).toEqual({ action: 'published' })
    rmSync(workspace, { recursive: true })
  })
})

describe('the inputs of post', () => {
  test('are main’s, with their defaults', async () => {
    const job = await run('greets', { inputs: { who: 'moon' } })
    expect(job.log).toContain('post greeted moon, input moon')
  })

  test.each([
    ['those of an enclosing action, without a default of its own', { greeting: 'x' }],
    ['none at all', {}],
  ])('may be others in nested composite actions: %s', async (_what, postInputs) => {
    const job = await run('greets', { inputs: { who: 'moon' }, postInputs })
    expect(job.log).toContain('post greeted moon, input ')
    expect(job.outputs['inputs']).toContain('INPUT_WHO')
  })
})

describe('a failure', () => {
  const failing = { inputs: { 'exit-code': '3', 'output-file': 'code=handed-over\n' } }

  test('that may go on leaves the job green', async () => {
    expect(await run('says', { ...failing, continueOnError: true })).toMatchObject({
      conclusion: 'success',
      outcome: 'failure',
      main: { exit: 3 },
    })
  })

  test.each([
    ["steps.roll.outcome == 'failure' && steps.roll.outputs.code != 'handed-over'", 'success'],
    ["steps.roll.outcome == 'failure' && steps.roll.outputs.code != 'timeout'", 'failure'],
    ["steps.roll.conclusion == 'failure'", 'success'],
  ])('is let pass, or not, by a step behind it: %s', async (condition, conclusion) => {
    const job = await run('says', { ...failing, id: 'roll', continueOnError: true, failIf: [condition] })
    expect(job).toMatchObject({ conclusion, outcome: 'failure' })
  })
})

describe('the outputs of a job', () => {
  test('are those of the step that it names, but for empty ones and those that hold a secret', async () => {
    const job = await run('says', {
      inputs: {
        stdout: '::add-mask::123456789012',
        'output-file': 'a=1\nb=arn:aws:iam::123456789012:role/x\nc=\nd=4\n',
      },
      jobOutputs: ['a', 'b', 'c', 'e'],
    })
    expect(job.jobOutputs).toEqual({ a: '1' })
    expect(job.outputs).toMatchObject({ b: 'arn:aws:iam::123456789012:role/x', d: '4' })
    expect(job.annotations).toEqual([{ level: 'warning', message: "Skip output 'b' since it may contain secret." }])
  })
})

describe('what main leaves behind', () => {
  test('outputs keep their line ends, state and variables reach post, and each stage has its own summary', async () => {
    const job = await run('greets', { inputs: { who: 'moon' } })
    expect(job.outputs).toMatchObject({ lines: 'one\ntwo=2\nthree<<3', 'from-post': 'x' })
    expect(job.state).toEqual({ greeted: 'moon' })
    expect(job.log).toContain('post greeted moon, input moon')
    expect(job.log).toContain('post has GREETED=yes and PATH /opt/greetings')
    expect(job.summary.main).toContain('<h1>Greeting</h1>')
    expect(job.summary.main).not.toContain('post')
    expect(job.summary.post).toBe('post was here')
    expect(job).toMatchObject({
      conclusion: 'success',
      main: { exit: 0, signal: null },
      post: { exit: 0, signal: null },
    })
  })

  test('a summary over 1 MiB is dropped with an error, and the step stays green', async () => {
    const fits = await run('says', { inputs: { 'summary-bytes': '1048576' } })
    expect(fits.summary.main).toHaveLength(1_048_576)
    const job = await run('says', { inputs: { 'summary-bytes': '1048577' } })
    expect(job.summary.main).toBe('')
    expect(job.annotations[0]?.message).toMatch(/supports content up to a size of 1024k, got 1024k/)
    expect(job.conclusion).toBe('success')
  })

  test('an output file that the runner cannot read fails the step, and what came before the fault stands', async () => {
    const job = await run('says', { inputs: { 'output-file': 'a=1\nb<<EOF\nnever ends\n' } })
    expect(job.annotations.map(({ message }) => message)).toEqual([
      "Unable to process file command 'output' successfully.",
      "Invalid value. Matching delimiter not found 'EOF'",
    ])
    expect(job).toMatchObject({ conclusion: 'failure', main: { exit: 0 }, outputs: { a: '1' } })
  })

  test('an exit code other than 0 is a failure', async () => {
    expect(await run('says', { inputs: { 'exit-code': '3' } })).toMatchObject({
      conclusion: 'failure',
      main: { exit: 3 },
    })
  })

  test('a process that goes on after the job is ended', async () => {
    const { outputs } = await run('leaves-child')
    const pid = outputs['pid'] ?? ''
    expect(pid).toMatch(/^\d+$/)
    await expect.poll(() => commandLine(pid)).toBe('')
  })
})

/** Empty once the process is gone, also while nobody has buried it. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
