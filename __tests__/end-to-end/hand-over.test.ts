/**
 * The chain of jobs of examples/longer-than-a-job.yml, as it stands there, with the shipped bundle. Its twenty hours are
 * played in the scenarios; here all of its times are a tenth, which leaves a busy machine time enough for each answer.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { goesBad } from '../../simulator/aws/world/behaviour.ts'
import { standingKey } from '../../simulator/aws/world/credentials.ts'
import { runWorkflow, type WorkflowJob, type WorkflowResult } from '../../simulator/github/workflow.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { root, type Stage, setUp } from '../../simulator/stage.ts'
import { minutesOf, ours } from '../repo/workflow-lint.ts'

/** Virtual seconds in a real one. */
const SPEED = 100
const TENTH = 10

interface Job {
  readonly if?: string
  readonly needs?: string | readonly string[]
  readonly 'timeout-minutes': number
  readonly outputs?: Readonly<Record<string, string>>
  readonly steps: readonly {
    readonly uses?: string
    readonly id?: string
    readonly if?: string
    readonly run?: string
    readonly 'continue-on-error'?: boolean
    readonly with?: Readonly<Record<string, string>>
  }[]
}

const { jobs }: { jobs: Readonly<Record<string, Job>> } = parse(
  readFileSync(fileURLToPath(new URL('../../examples/longer-than-a-job.yml', import.meta.url)), 'utf8'),
)

/** Inputs of the example that this world takes from elsewhere. */
const given: Readonly<Record<string, string>> = {
  'auto-scaling-group': 'web',
  image: NEW_IMAGE,
  'aws-region': 'eu-west-1',
  'role-to-assume': '',
}

const shorter = (inputs: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(
    ['hand-over', 'checkpoint-delay'].map((name) => [name, `${minutesOf(inputs[name] ?? '') / TENTH}m`]),
  )

function jobsOf({ url, account, clock }: Stage): Readonly<Record<string, WorkflowJob>> {
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: account.region,
    AWS_ACCESS_KEY_ID: standingKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
    ...clock.environment(),
  }
  return Object.fromEntries(
    Object.entries(jobs).flatMap(([id, job]) => {
      const step = job.steps.find(({ uses }) => uses === ours)
      if (!step) return []
      const behind = job.steps.filter(({ run }) => run === 'exit 1')
      return [
        [
          id,
          {
            needs: [job.needs ?? []].flat(),
            ...(job.if !== undefined && { if: job.if }),
            step: {
              action: root,
              id: step.id ?? 'step',
              inputs: { ...step.with, ...given, ...shorter(step.with) },
              continueOnError: step['continue-on-error'] === true,
              jobTimeoutMinutes: job['timeout-minutes'] / TENTH,
              failIf: behind.flatMap((each) => each.if ?? []),
              jobOutputs: Object.keys(job.outputs ?? {}),
              env,
              clock,
              nodeArguments: ['--import', fileURLToPath(new URL('../../simulator/fast-clock.ts', import.meta.url))],
            },
          } satisfies WorkflowJob,
        ],
      ]
    }),
  )
}

async function play(scene: Web): Promise<{ readonly aws: Stage; readonly result: WorkflowResult }> {
  const aws = await setUp(
    { name: 'chain', says: '', inputs: {}, speed: SPEED, build: (agenda) => web(agenda, scene) },
    SPEED,
  )
  const result = await runWorkflow({ jobs: jobsOf(aws) }).done
  return { aws, result }
}

const codes = (result: WorkflowResult) => Object.values(result).map(({ outputs }) => outputs['failure-code'] ?? '')
const refreshes = ({ account, clock }: Stage) => {
  account.agenda.runUntil(clock.now())
  return account.groups.get('web')?.refreshes.all.map(({ status }) => status)
}

test.concurrent('a good image: handed over from job to job, none fails, and the last that runs succeeds', async () => {
  const { aws, result } = await play({ version: '$Latest' })
  await using _ = aws
  const ran = Object.values(result).filter((job) => job.result !== 'skipped')
  expect(ran).toHaveLength(4)
  expect(ran.map((job) => job.result)).toEqual(ran.map(() => 'success'))
  expect(codes(result).slice(0, ran.length)).toEqual([...ran.slice(1).map(() => 'handed-over'), ''])
  expect(ran.at(-1)?.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(refreshes(aws)).toEqual(['Successful'])
  expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
}, 300_000)

test.concurrent('an image that goes bad after an hour: rolled back by the job that watches then, and the run is red', async () => {
  const { aws, result } = await play({ behaviour: goesBad(3_600), group: { healthCheckType: 'EC2' } })
  await using _ = aws
  const ran = Object.values(result).filter((job) => job.result !== 'skipped')
  expect(ran.length).toBeGreaterThan(1)
  expect(ran.slice(0, -1).map((job) => job.result)).toEqual(ran.slice(1).map(() => 'success'))
  expect(ran.at(-1)).toMatchObject({ result: 'failure', outputs: { outcome: 'failed' } })
  expect(refreshes(aws)).toEqual(['RollbackSuccessful'])
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
}, 300_000)
