/** The shipped bundle where AWS answers badly or the job is too short: the end of the fleet is the same. Time runs fast. */
import { describe, expect, test } from 'vitest'
import { type Effect, type Fault, foreign, stalled, throttled } from '../../simulator/aws/gate/faults.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import { NEW_IMAGE, OLD_IMAGE } from '../../simulator/scenes/web.ts'
import { type Stage, setUp, type Trouble } from '../../simulator/stage.ts'
import { brief } from '../brief.ts'

/** Virtual seconds in a real one. */
const SPEED = 40
const LONG = 240_000

function stage(name: string, trouble: Trouble = {}): Promise<Stage> {
  const scene = scenes.get(name)
  if (!scene) throw new Error(`no scene ${name}`)
  return setUp({ ...scene, inputs: { ...scene.inputs, ...brief } }, SPEED, trouble)
}

const refreshes = ({ account }: Stage) => account.groups.get('web')?.refreshes.all ?? []
const images = ({ account, clock }: Stage) => {
  account.agenda.runUntil(clock.now())
  return account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
}

/** Until a refresh of the group has taken `count` instances out. */
async function untilReplaced(aws: Stage, count: number): Promise<void> {
  while (images(aws).filter((image) => image === NEW_IMAGE).length < count)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

/** The first call of each operation meets `what`, whatever the operation. Collects their names. */
function firstOfEach(what: Effect, met: Set<string>): Fault {
  const where: NonNullable<Fault['on']['where']> = ({ operation }) => {
    if (met.has(operation)) return false
    met.add(operation)
    return true
  }
  return { on: { where }, what }
}

describe('the first answer of every operation stops in its middle, for ever', () => {
  test.concurrent.each(['headers', 'half'] as const)(
    'after its %s: a good image is rolled all the same, once',
    async (sent) => {
      const met = new Set<string>()
      await using aws = await stage('good-image', { faults: () => [firstOfEach(stalled('after-effect', sent), met)] })
      const job = await aws.start().done
      expect(job).toMatchObject({ conclusion: 'success', outputs: { outcome: 'succeeded', fleet: 'new' } })
      expect(images(aws)).toEqual(Array(6).fill(NEW_IMAGE))
      expect(refreshes(aws)).toHaveLength(1)
      expect(aws.account.templates.all[0]?.latestVersion).toBe(8)
      for (const operation of [
        'DescribeAutoScalingGroups',
        'DescribeLaunchTemplateVersions',
        'DescribeImages',
        'DescribeInstances',
        'DescribeTargetHealth',
        'DescribeInstanceRefreshes',
        'CreateLaunchTemplateVersion',
        'StartInstanceRefresh',
      ])
        expect(met).toContain(operation)
    },
    LONG,
  )

  test.concurrent(
    'a bad image is rolled back all the same',
    async () => {
      const met = new Set<string>()
      await using aws = await stage('bad-image', { faults: () => [firstOfEach(stalled('before-effect'), met)] })
      const job = await aws.start().done
      expect(job).toMatchObject({ conclusion: 'failure', outputs: { outcome: 'failed', fleet: 'previous' } })
      expect(met).toContain('RollbackInstanceRefresh')
      expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
      expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    },
    LONG,
  )
})

test.concurrent(
  'the rollback is throttled for a minute: it is sent as soon as AWS takes it',
  async () => {
    const on: Fault['on'] = {
      operation: 'RollbackInstanceRefresh',
      since: { call: { operation: 'RollbackInstanceRefresh' }, lastsMs: 60_000 },
    }
    await using aws = await stage('bad-image', { faults: () => [{ on, what: throttled }] })
    const job = await aws.start().done
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'instances-died' })
    expect(aws.journal.of('RollbackInstanceRefresh').length).toBeGreaterThan(1)
    expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  },
  LONG,
)

test.concurrent(
  'a proxy answers HTML to a start that took effect: the refresh is found and watched, not started again',
  async () => {
    const html = foreign('after-effect', { status: 502, body: 'html' })
    const faults = (): readonly Fault[] => [{ on: { operation: 'StartInstanceRefresh', nth: 1 }, what: html }]
    await using aws = await stage('good-image', { faults })
    const job = await aws.start().done
    expect(job).toMatchObject({ conclusion: 'success', outputs: { outcome: 'succeeded', fleet: 'new' } })
    expect(refreshes(aws)).toHaveLength(1)
  },
  LONG,
)

test.concurrent(
  'cancelled, and the post step gets none of the inputs: it ends the rollback by its state alone',
  async () => {
    // Main cannot send its rollback in the runner's seconds, so post has to.
    const on: Fault['on'] = {
      operation: 'RollbackInstanceRefresh',
      since: { call: { operation: 'RollbackInstanceRefresh' }, lastsMs: 20_000 },
    }
    await using aws = await stage('good-image', { faults: () => [{ on, what: throttled }] })
    const running = aws.start({ postInputs: {} })
    await untilReplaced(aws, 1)
    running.cancel()
    const job = await running.done
    expect(job).toMatchObject({ conclusion: 'cancelled', post: { exit: 0 } })
    while (refreshes(aws)[0]?.status === 'RollbackInProgress') {
      await new Promise((resolve) => setTimeout(resolve, 50))
      images(aws)
    }
    expect(refreshes(aws).map(({ status }) => status)).toEqual(['RollbackSuccessful'])
    expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  },
  LONG,
)

test.concurrent(
  'longer than its job: handed over, and taken up by the same step in the next job',
  async () => {
    await using aws = await stage('good-image')
    const inputs = { 'hand-over': '10m', checkpoints: '50', 'checkpoint-delay': '12m' }
    const first = await aws.start({ inputs }).done
    expect(first).toMatchObject({
      conclusion: 'failure',
      outputs: { outcome: 'failed', 'failure-code': 'handed-over', fleet: 'mixed' },
      post: { exit: 0 },
    })
    // On a busy machine the rest takes longer than the first job had.
    const second = await aws.start({ inputs: { ...inputs, 'hand-over': '5h' } }).done
    expect(second).toMatchObject({ conclusion: 'success', outputs: { outcome: 'succeeded', fleet: 'new' } })
    expect(refreshes(aws)).toHaveLength(1)
    expect(images(aws)).toEqual(Array(6).fill(NEW_IMAGE))
  },
  LONG,
)
