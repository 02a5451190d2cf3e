/** Several jobs of one run: who waits for whom, what they hand on, and what a re-run repeats. */
import { describe, expect, test } from 'vitest'
import type { JobSpec } from '../../github/job-spec.ts'
import type { ActionStep } from '../../github/step.ts'
import { runWorkflow, type Workflow, type WorkflowJob } from '../../github/workflow.ts'
import { fixture, HandClock } from './job.ts'

/** A job whose step writes these outputs and exits with this code. */
const says = (output: string, code = 0, step: Partial<ActionStep> = {}): WorkflowJob => ({
  legs: [
    {
      steps: [
        {
          type: 'action',
          action: fixture('says'),
          id: 'says',
          inputs: { 'output-file': output, 'exit-code': String(code) },
          ...step,
        },
      ],
      outputs: Object.fromEntries(['code', 'image'].map((name) => [name, `\${{ steps.says.outputs.${name} }}`])),
    },
  ],
})

/** A job of one action. */
const uses = (
  name: string,
  { inputs = {}, ...leg }: Partial<JobSpec> & { readonly inputs?: ActionStep['inputs'] } = {},
): WorkflowJob => ({ legs: [{ steps: [{ type: 'action', action: fixture(name), inputs }], ...leg }] })

const results = async (workflow: Workflow) => {
  const finished = await runWorkflow(workflow).done
  return Object.fromEntries(Object.entries(finished).map(([id, { result }]) => [id, result]))
}

describe('a job', () => {
  test('waits for what it needs, and gets its outputs', async () => {
    const finished = await runWorkflow({
      jobs: {
        deploy: { needs: ['build'], ...uses('greets', { inputs: { who: '$' + '{{ needs.build.outputs.image }}' } }) },
        build: says('image=ami-1\n'),
      },
      context: { runId: '42' },
    }).done
    const outputs = finished['deploy']?.legs[0]?.steps[0]?.outputs
    expect(outputs?.['greeting']).toBe('hello ami-1')
    const environment: Record<string, string> = JSON.parse(outputs?.['environment'] ?? '')
    expect(environment).toMatchObject({ GITHUB_JOB: 'deploy', GITHUB_RUN_ID: '42' })
  })

  test('is skipped when something that it needs has failed, and so is what needs it', async () => {
    const jobs = {
      first: { ...says('', 1) },
      second: { needs: ['first'], ...says('') },
      third: { needs: ['second'], ...says('') },
      report: { needs: ['third'], if: 'failure()', ...says('') },
      always: { needs: ['third'], if: 'always()', ...says('') },
    }
    expect(await results({ jobs })).toEqual({
      first: 'failure',
      second: 'skipped',
      third: 'skipped',
      report: 'success',
      always: 'success',
    })
  })

  test('takes up what another handed over, and only then', async () => {
    const handedOver = (code: string): WorkflowJob => {
      const { legs } = says(`code=${code}\n`, 1, { continueOnError: true })
      const condition = "steps.says.outcome == 'failure' && steps.says.outputs.code != 'handed-over'"
      const gate = { type: 'script', run: 'exit 1', if: condition } as const
      return { legs: legs.map((leg) => ({ ...leg, steps: [...leg.steps, gate] })) }
    }
    const takeUp = (code: string): Workflow['jobs'] => ({
      roll: handedOver(code),
      more: {
        needs: ['roll'],
        if: "!cancelled() && needs.roll.outputs.code == 'handed-over'",
        ...says(''),
      },
    })
    expect(await results({ jobs: takeUp('handed-over') })).toEqual({ roll: 'success', more: 'success' })
    expect(await results({ jobs: takeUp('timeout') })).toEqual({ roll: 'failure', more: 'skipped' })
  })

  test('that needs itself, or one that is not there, is refused', () => {
    const job = (...needs: string[]) => ({ needs, ...says('') })
    expect(() => runWorkflow({ jobs: { a: job('b'), b: job('a') } })).toThrow('job a needs itself')
    expect(() => runWorkflow({ jobs: { a: job('c') } })).toThrow('job a needs c, which is not there')
  })
})

describe('a run that is cancelled', () => {
  test('signals who is at work; others begin only if their condition holds all the same', async () => {
    const waiting = Promise.withResolvers<void>()
    const run = runWorkflow({
      jobs: {
        roll: uses('waits', {
          clock: new HandClock(),
          onLine: ({ text }) => text.includes('waiting') && waiting.resolve(),
        }),
        next: { needs: ['roll'], if: '!cancelled()', ...says('') },
        last: { needs: ['roll'], if: 'always()', ...says('') },
      },
    })
    await waiting.promise
    run.cancel()
    const finished = await run.done
    expect(Object.values(finished).map(({ result }) => result)).toEqual(['cancelled', 'skipped', 'success'])
    expect(finished['roll']?.legs[0]?.log).toContain('got SIGINT')
  })

  test('is not what a job’s own time-out is', async () => {
    const clock = new HandClock()
    const run = runWorkflow({
      jobs: {
        roll: uses('waits', { clock, timeoutMinutes: 5 }),
        next: { needs: ['roll'], if: '!cancelled()', ...says('') },
        usual: { needs: ['roll'], ...says('') },
      },
    })
    await clock.end(300_000)
    const finished = await run.done
    expect(Object.values(finished).map(({ result }) => result)).toEqual(['cancelled', 'success', 'skipped'])
  })
})

describe('a re-run of the failed jobs', () => {
  test('keeps what succeeded, with its outputs, and repeats what failed and what depends on it', async () => {
    const jobs = (code: number): Workflow['jobs'] => ({
      build: { ...says('image=ami-1\n') },
      roll: { needs: ['build'], ...says('', code) },
      tell: {
        needs: ['build', 'roll'],
        ...says('', 0, { inputs: { 'output-file': 'image=$' + '{{ needs.build.outputs.image }}\n' } }),
      },
    })
    const first = await runWorkflow({ jobs: jobs(1) }).done
    expect(first['tell']?.result).toBe('skipped')
    const second = await runWorkflow({ jobs: jobs(0), previous: first, context: { runAttempt: 2 } }).done
    expect(second['build']).toEqual({ result: 'success', outputs: { image: 'ami-1' }, legs: [] })
    expect(second['roll']?.legs[0]?.conclusion).toBe('success')
    expect(second['tell']?.outputs).toEqual({ image: 'ami-1' })
  })
})
