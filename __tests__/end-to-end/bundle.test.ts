/** The shipped bundle in processes of its own, on the simulated runner, against the simulated AWS; time runs fast. */
import { expect, test } from 'vitest'
import { scenes } from '../../simulator/scenes/index.ts'
import { NEW_IMAGE, OLD_IMAGE } from '../../simulator/scenes/web.ts'
import { type Stage, setUp } from '../../simulator/stage.ts'

/** Virtual seconds in a real one: slow enough for a signal's seconds to be enough for an answer on a busy machine. */
const SPEED = 40

function stage(name: string, inputs: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const scene = scenes.get(name)
  if (!scene) throw new Error(`no scene ${name}`)
  return setUp({ ...scene, inputs: { ...scene.inputs, ...inputs } }, SPEED)
}

/** Three instances at a time: one half after the other. */
const halves = { 'min-healthy-percentage': '100', 'max-healthy-percentage': '150' }

const images = ({ account, clock }: Stage) => {
  account.agenda.runUntil(clock.now())
  return account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
}
const refreshes = ({ account }: Stage) => account.groups.get('web')?.refreshes.all ?? []

test.concurrent('a good image is rolled over the fleet', async () => {
  await using aws = await stage('good-image')
  const job = await aws.start().done
  expect(job).toMatchObject({
    conclusion: 'success',
    main: { exit: 0 },
    post: { exit: 0 },
    outputs: { outcome: 'succeeded', fleet: 'new' },
  })
  expect(images(aws)).toEqual(Array(6).fill(NEW_IMAGE))
  expect(job.summary.main).toMatch(/^## ✅ web runs version 8: 6 of 6 instances\n/)
  expect(job.summary.post).toBe('')
  expect(aws.journal.unknown).toEqual([])
  expect(aws.journal.bugs).toEqual([])
})

test.concurrent('bad input: all problems at once, nothing asked of AWS', async () => {
  await using aws = await stage('good-image')
  const job = await aws.start({
    inputs: { image: 'web', 'bake-time': 'soon', 'on-failure': 'panic', 'ssm-template': 'keep' },
  }).done
  expect(job).toMatchObject({
    conclusion: 'failure',
    main: { exit: 1 },
    outputs: { outcome: 'refused', 'failure-code': 'invalid-input' },
  })
  expect(job.annotations).toHaveLength(1)
  for (const input of ['image', 'bake-time', 'on-failure', 'ssm-template'])
    expect(job.annotations[0]?.message).toContain(input)
  expect(aws.journal.entries).toEqual([])
})

test.concurrent('never healthy in one of two target groups: red, and back where it was', async () => {
  await using aws = await stage('never-healthy')
  const job = await aws.start().done
  expect(job).toMatchObject({
    conclusion: 'failure',
    main: { exit: 1 },
    outputs: { outcome: 'failed', fleet: 'previous' },
  })
  expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
}, 120_000)

/** Until the simulated AWS has replaced `count` instances. */
async function untilReplaced(aws: Stage, count: number): Promise<void> {
  while (images(aws).filter((image) => image === NEW_IMAGE).length < count)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

test.concurrent('cancelled in the middle: the rollback is sent within the runner’s seconds, and AWS ends it', async () => {
  await using aws = await stage('good-image')
  const running = aws.start()
  await untilReplaced(aws, 2)
  running.cancel()
  const job = await running.done
  expect(job.conclusion).toBe('cancelled')
  expect(aws.journal.of('RollbackInstanceRefresh').map(({ outcome }) => outcome)).toContain('ok')
  while (refreshes(aws)[0]?.status === 'RollbackInProgress') {
    await new Promise((resolve) => setTimeout(resolve, 50))
    images(aws)
  }
  expect(refreshes(aws).map(({ status }) => status)).toEqual(['RollbackSuccessful'])
  expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
}, 120_000)

test.concurrent('kill -9 and run again: one refresh, one version, taken up and brought to its end', async () => {
  await using aws = await stage('good-image', { ...halves, 'bake-time': '150s' })
  const first = aws.start()
  await untilReplaced(aws, 1)
  first.kill()
  expect(await first.done).toMatchObject({ main: { signal: 'SIGKILL' } })
  const second = await aws.start({ context: { runAttempt: 2 } }).done
  expect(second).toMatchObject({ conclusion: 'success', outputs: { outcome: 'succeeded', fleet: 'new' } })
  expect(refreshes(aws)).toHaveLength(1)
  expect(aws.account.templates.all[0]?.latestVersion).toBe(8)
  expect(images(aws)).toEqual(Array(6).fill(NEW_IMAGE))
}, 120_000)
