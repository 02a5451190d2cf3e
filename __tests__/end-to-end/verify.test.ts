/** The user's check for real: bash beside the shipped bundle, at checkpoints and in the bake. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scenes } from '../../simulator/scenes/index.ts'
import { NEW_IMAGE, OLD_IMAGE } from '../../simulator/scenes/web.ts'
import { setUp } from '../../simulator/stage.ts'

/** Virtual seconds in a real one; bash itself runs in real time. */
const SPEED = 50
/** All instances at once: how the fleet gets there is not what is looked at. */
const atOnce = { 'min-healthy-percentage': '100', 'max-healthy-percentage': '200' }

/** Runs the good image with a check; `workspace` is where the check leaves what it saw. */
async function checked(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const scene = scenes.get('good-image')
  if (!scene) throw new Error('no such scene')
  const workspace = mkdtempSync(join(tmpdir(), 'verify-'))
  await using aws = await setUp(scene, SPEED, { blocks: ['on-instance'] })
  const job = await aws.start({ inputs: { ...atOnce, ...inputs }, env, workspace }).done
  aws.account.agenda.runUntil(aws.clock.now())
  const images = aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
  const left = (file: string) => readFileSync(join(workspace, file), 'utf8').trim()
  return {
    job,
    images,
    left,
    writes: aws.journal.writes(),
    commands: aws.account.commands.all,
    [Symbol.dispose]: () => rmSync(workspace, { recursive: true }),
  }
}

test.concurrent('passes at the checkpoint and in the bake, on the runner and on each new instance: told what is new, and the rollout goes on', async () => {
  using run = await checked({
    'verify-on-instance': 'systemctl is-active web',
    checkpoints: '1',
    'checkpoint-delay': '3m',
    verify: 'echo "$AMI_ROLLOUT_STEP|$AMI_ROLLOUT_IMAGE_ID|$(wc -w <<<"$AMI_ROLLOUT_NEW_INSTANCE_ADDRESSES")" >> seen',
  })
  expect(run.job).toMatchObject({ conclusion: 'success', outputs: { outcome: 'succeeded', fleet: 'new' } })
  expect(run.left('seen').split('\n')).toEqual([
    expect.stringMatching(`^checkpoint 1 %\\|${NEW_IMAGE}\\|[12]$`),
    `bake|${NEW_IMAGE}|6`,
  ])
  const passed = run.commands.flatMap(({ invocations }) =>
    invocations.map(({ instance, state }) => `${instance.id} ${state}`),
  )
  expect(passed.filter((each) => each.endsWith(' Success'))).toHaveLength(6)
}, 120_000)

test.concurrent('fails at the first checkpoint: one instance saw the new image, and back it goes', async () => {
  using run = await checked({ checkpoints: '1', verify: 'echo "the shop is closed" >&2; exit 7' })
  expect(run.job).toMatchObject({
    conclusion: 'failure',
    outputs: { outcome: 'failed', fleet: 'previous', 'failure-code': 'verify' },
  })
  expect(run.job.outputs['reason']).toContain('the shop is closed')
  expect(run.images).toEqual(Array(6).fill(OLD_IMAGE))
}, 120_000)

test.concurrent('hangs: no verdict in time is a failure, and nothing of it is left running', async () => {
  using run = await checked({
    checkpoints: '1',
    'verify-timeout': '100s',
    verify: '(trap "" TERM; sleep 600) & echo $! > child; echo $$ > shell; wait',
  })
  expect(run.job).toMatchObject({ conclusion: 'failure', outputs: { fleet: 'previous', 'failure-code': 'verify' } })
  expect(run.job.outputs['reason']).toContain('no verdict in time')
  for (const file of ['child', 'shell']) expect(() => process.kill(Number(run.left(file)), 0)).toThrow('ESRCH')
}, 120_000)

test.concurrent('leaves a process out of reach that holds the output open: the step ends all the same', async () => {
  using run = await checked({
    verify: `env -i PATH="$PATH" setsid bash -c 'echo $$ > escaped; sleep 600' & until [ -s escaped ]; do sleep 0.05; done`,
  })
  expect(run.job).toMatchObject({ conclusion: 'success', outputs: { outcome: 'succeeded' } })
  const escaped = Number(run.left('escaped'))
  expect(process.kill(escaped, 0)).toBe(true)
  process.kill(-escaped, 'SIGKILL')
}, 120_000)

test.concurrent('a runner without bash: refused before anything is changed', async () => {
  using run = await checked({ verify: 'true' }, { PATH: '/nowhere' })
  expect(run.job).toMatchObject({
    conclusion: 'failure',
    outputs: { outcome: 'refused', 'failure-code': 'invalid-input', changed: 'false' },
  })
  expect(run.job.outputs['reason']).toContain('Unable to locate executable file: bash')
  expect(run.writes).toEqual([])
}, 120_000)
