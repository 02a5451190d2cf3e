/** Workflow files on the simulated runner: scripts and actions in one job, what they hand on, and matrices. */
import { describe, expect, test } from 'vitest'
import { runWorkflow, type WorkflowResult } from '../../github/workflow.ts'
import { inputsContext, jobsOf } from '../../github/workflow-file.ts'
import { fixture } from './job.ts'

/** `$` is apart, so that nobody takes GitHub's expressions for a template's. */
const $ = '$'

async function ran(jobs: string, inputs: Readonly<Record<string, string>> = {}): Promise<WorkflowResult> {
  const text = `on:\n  workflow_dispatch:\n    inputs:\n      who:\n        default: world\njobs:\n${jobs}`
  const machineOf = ({ mayProveItself }: { readonly mayProveItself: boolean }) => ({
    variables: { MAY_PROVE_ITSELF: String(mayProveItself) },
  })
  return runWorkflow({
    jobs: jobsOf(text, { actionOf: (uses) => fixture(uses.replace(/^.*\/|@.*$/g, '')), machineOf }),
    contexts: { inputs: inputsContext(text, inputs) },
  }).done
}

const steps = (...lines: readonly string[]): string =>
  `  job:\n    steps:\n${lines.map((line) => `      ${line}\n`).join('')}`
const logOf = (result: WorkflowResult, id = 'job'): readonly string[] =>
  result[id]?.legs.flatMap(({ log }) => log) ?? []

describe('a step', () => {
  test('hands outputs and variables on to those behind it', async () => {
    const result = await ran(
      steps(
        '- id: first',
        `  run: |`,
        '    echo "image=ami-1" >> "$GITHUB_OUTPUT"',
        '    echo "COLOUR=red" >> "$GITHUB_ENV"',
        `- run: echo "$IMAGE is $COLOUR, ${$}{{ env.COLOUR }}, for ${$}{{ inputs.who }}"`,
        '  env:',
        `    IMAGE: ${$}{{ steps.first.outputs.image }}`,
        '- uses: octo-org/greets@v1',
        '  with:',
        `    who: ${$}{{ steps.first.outputs.image }}`,
      ),
      { who: 'you' },
    )
    expect(logOf(result)).toContain('ami-1 is red, red, for you')
    expect(result['job']?.legs[0]?.steps[2]?.outputs['greeting']).toBe('hello ami-1')
  })

  test('that fails ends the job, but for those whose condition holds all the same', async () => {
    const result = await ran(
      steps(
        '- run: "false"',
        '- id: usual',
        '  run: echo usual',
        `- if: failure() && steps.usual.outcome == 'skipped'`,
        '  run: echo after a failure',
      ),
    )
    expect(result['job']?.result).toBe('failure')
    expect(logOf(result)).toContain('Error: Process completed with exit code 1.')
    expect(logOf(result)).toContain('after a failure')
    expect(logOf(result)).not.toContain('usual')
  })

  test.each([
    ['', 'success'],
    ['  shell: bash', 'failure'],
  ])('fails with a pipe that fails only where it says bash: %j', async (shell, conclusion) => {
    const result = await ran(steps('- run: "false | true"', ...(shell === '' ? [] : [shell])))
    expect(result['job']?.result).toBe(conclusion)
  })

  test('has its post after all others, in reverse', async () => {
    const uses = (who: string) => ['- uses: octo-org/greets@v1', `  with: { who: ${who} }`]
    const result = await ran(steps(...uses('moon'), ...uses('sun'), '- run: echo last'))
    expect(logOf(result).filter((line) => /^last|^post greeted/.test(line))).toEqual([
      'last',
      'post greeted sun, input sun',
      'post greeted moon, input moon',
    ])
  })
})

describe('a job', () => {
  test('can prove who it is only with the permission', async () => {
    const job = (id: string, permission: string) =>
      `  ${id}:\n${permission}    steps:\n      - run: echo "$MAY_PROVE_ITSELF"\n`
    const result = await ran(job('with', '    permissions: { id-token: write }\n') + job('without', ''))
    expect(logOf(result, 'with')).toContain('true')
    expect(logOf(result, 'without')).toContain('false')
  })

  test('with a matrix runs once for each combination, and the first failure cancels the rest', async () => {
    const job = (strategy: string) =>
      `  job:\n    strategy:\n${strategy}      matrix:\n        group: [a, b]\n        size: [1, 2]\n    steps:\n` +
      `      - run: echo "ran ${$}{{ matrix.group }}${$}{{ matrix.size }}"; [ ${$}{{ matrix.group }}${$}{{ matrix.size }} != a2 ]\n`
    const legs = (result: WorkflowResult) => logOf(result).filter((line) => line.startsWith('ran'))
    const one = await ran(job('      max-parallel: 1\n'))
    expect([one['job']?.result, legs(one)]).toEqual(['failure', ['ran a1', 'ran a2']])
    const all = await ran(job('      fail-fast: false\n'))
    expect([all['job']?.result, legs(all)]).toEqual(['failure', ['ran a1', 'ran a2', 'ran b1', 'ran b2']])
  })

  test.each([
    ['    services: {}\n', 'job job has services'],
    ['    strategy: { matrix: { include: [] } }\n', 'matrix.include is not simulated'],
  ])('is refused where this runner would not run it truthfully: %j', async (key, complaint) => {
    await expect(ran(`  job:\n${key}    steps: []\n`)).rejects.toThrow(complaint)
  })
})
