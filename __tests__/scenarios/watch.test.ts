/** `mode: watch`: somebody else's refresh is watched with all guards to its true end, and nothing is ever sent. */
import { describe, expect, test } from 'vitest'
import { denied, expired, type Fault, unavailable } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import type { PreferencesRequest } from '../../simulator/aws/world/preferences.ts'
import { watchPolicy } from '../../simulator/policy.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { golden, type Job, type JobOptions, minutes, type Simulated, simulated } from '../scenario.ts'

const watch = { mode: 'watch', image: '', 'poll-interval': '1m' }

/** All at once, so that a refresh takes few polls; launched first. */
const quick: PreferencesRequest = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 }
/** A part of the fleet at a time. */
const inTurns: PreferencesRequest = { MinHealthyPercentage: 90, MaxHealthyPercentage: 110 }
/** As Terraform sends it where nothing is said: no desired configuration, AWS's own preferences. */
const saved = { preferences: quick }
const desired = { template: { id: TEMPLATE, version: '8' }, preferences: quick }

/** The web group, whose version 8 with the new image somebody else has made. */
const world =
  (different: Web = {}, build: (account: Account, agenda: Agenda) => void = () => {}) =>
  (agenda: Agenda): Account => {
    const account = web(agenda, { newVersion: true, ...different })
    build(account, agenda)
    return account
  }

/** As after Terraform's apply: the group has version 8 saved, and its instances run version 7. */
const applied = (different: Web = {}) =>
  world(different, ({ groups }) => groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '8' }))

/** A role that may only read: what would be sent would be refused. */
const begun = (build: ReturnType<typeof world>, faults: readonly Fault[] = []): Promise<Simulated> =>
  simulated(build, { policy: watchPolicy, inputs: watch, faults })

/** The job of a watch, and the proof that it has sent nothing. */
async function watched(aws: Simulated, options: JobOptions = {}): Promise<Job> {
  const before = aws.journal.entries.length
  const job = await aws.job(options)
  const calls = aws.journal.entries.slice(before).map(({ operation }) => operation)
  expect(calls.filter((operation) => !/^(Describe|Get)/.test(operation))).toEqual([])
  expect(job).toMatchObject({ writes: [] })
  expect(job.outputs['changed']).toBe('false')
  if (job.postExit !== undefined) expect(job.postExit).toBe(0)
  return job
}

const shown = (job: Job) =>
  `${job.log.join('\n')}\n${job.summary}\n${job.annotations.map((of) => of.message).join('\n')}`
const serving = (aws: Simulated) =>
  aws.account.truth('web').flatMap(({ lifecycle, imageId }) => (lifecycle === 'InService' ? [imageId] : []))
const refreshOf = (aws: Simulated) => aws.group.refreshes.all[0]
const TO_STOP = 'aws autoscaling rollback-instance-refresh --region eu-west-1 --auto-scaling-group-name web'
const TO_CANCEL = 'aws autoscaling cancel-instance-refresh --region eu-west-1 --auto-scaling-group-name web'

describe('a refresh in progress', () => {
  test('to the version that Terraform has saved already: watched to Successful, and proved', async () => {
    await using aws = await begun(applied())
    aws.group.startRefresh(saved)
    const job = await watched(aws)
    expect(job).toMatchObject({ exit: 0, annotations: [] })
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      fleet: 'new',
      'instance-refresh-id': refreshOf(aws)?.id,
      'launch-template-version': '8',
      'previous-launch-template-version': '7',
      'image-id': NEW_IMAGE,
      'previous-image-id': OLD_IMAGE,
      'instances-replaced': '6',
    })
    expect(serving(aws)).toEqual(Array(6).fill(NEW_IMAGE))
    expect(shown(job)).not.toMatch(/Asked for by commit|this job (started|rolled)/)
    await golden(import.meta.url, 'to its end', aws, [job])
  })

  test('with a desired configuration, found late: its own version counts, not the one that is saved', async () => {
    await using aws = await begun(world())
    aws.group.startRefresh(desired)
    aws.pass(minutes(3))
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'launch-template-version': '8' })
  })

  test('AWS lists it late: it is asked for again, and watched', async () => {
    const build = world({}, ({ groups }, agenda) =>
      agenda.after(20_000, () => groups.get('web')?.startRefresh(desired)),
    )
    await using aws = await begun(build)
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(job.log.join('\n')).toMatch(
      /No instance refresh is in progress \(AWS lists none\)[\s\S]*Watching somebody else/,
    )
  })

  test('its template names the image by a parameter', async () => {
    const build = world({ newVersion: false, parameter: '/golden/web' }, (account) => {
      account.parameter('/golden/web', NEW_IMAGE)
      account.groups.get('web')?.startRefresh(saved)
    })
    await using aws = await begun(build)
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE })
  })

  test('AWS is quiet, throttles and fails for a while: watched all the same', async () => {
    await using aws = await begun(applied(), [
      {
        on: { from: Date.parse('2026-11-21T03:03:00Z'), until: Date.parse('2026-11-21T03:05:00Z') },
        what: unavailable,
      },
    ])
    aws.group.startRefresh(saved)
    expect((await watched(aws)).outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  })
})

describe('a bad refresh is red, with the commands, and goes on as it is', () => {
  test.each([
    ['instances never get healthy', neverHealthy(), 'target-health'],
    ['launches fail', cannotLaunch('Your quota allows for 0 more running instance(s).'), 'launch-failures'],
  ] as const)('%s', async (_, behaviour, code) => {
    await using aws = await begun(world({ behaviour, group: { healthCheckType: 'EC2' } }))
    aws.group.startRefresh({ ...desired, preferences: inTurns })
    const job = await watched(aws)
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': code })
    expect(refreshOf(aws)).toMatchObject({ status: 'InProgress' })
    expect(shown(job)).toContain(TO_STOP)
    expect(shown(job)).toContain('Nothing was sent to AWS: instance refresh')
    expect(job.summary).toContain('somebody else’s instance refresh to version 8 is failing')
    if (code === 'target-health') await golden(import.meta.url, 'failing', aws, [job])
  })

  test('one that AWS cannot roll back: the command cancels it', async () => {
    await using aws = await begun(applied({ behaviour: neverHealthy(), group: { healthCheckType: 'EC2' } }))
    aws.group.startRefresh({ preferences: inTurns })
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health' })
    expect(shown(job)).toContain(TO_CANCEL)
    expect(shown(job)).not.toContain(TO_STOP)
  })

  test('verify fails', async () => {
    await using aws = await begun(applied())
    aws.group.startRefresh({ preferences: { ...quick, BakeTime: 300 } })
    const job = await watched(aws, { inputs: { verify: './smoke.sh' }, verifyRunner: scripted('failed') })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'verify', fleet: 'new' })
    expect(refreshOf(aws)?.status).toBe('Baking')
  })

  test('the time limit is over', async () => {
    await using aws = await begun(applied())
    aws.group.startRefresh({ preferences: { ...quick, CheckpointPercentages: [50, 100], CheckpointDelay: 7200 } })
    const job = await watched(aws, { inputs: { timeout: '30m', 'poll-interval': '5m' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'timeout', fleet: 'mixed' })
    expect(refreshOf(aws)?.status).toBe('InProgress')
    expect(shown(job)).toContain('it watches on')
  })
})

describe('the end of somebody else’s refresh is red unless it is Successful', () => {
  const minutesIn = (end: (group: Simulated['group']) => void, different: Web = {}) =>
    begun(
      world(different, ({ groups }, agenda) => {
        const group = groups.get('web')
        if (!group) throw new Error('the scene has no group')
        group.startRefresh({ ...desired, preferences: inTurns })
        agenda.after(minutes(5), () => end(group))
      }),
    )

  test('rolled back while it is watched: AWS’s rollback is watched to its end, too', async () => {
    await using aws = await minutesIn((group) => group.rollbackRefresh())
    const job = await watched(aws)
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'aws-failed', fleet: 'previous' })
    expect(refreshOf(aws)?.status).toBe('RollbackSuccessful')
    expect(serving(aws)).toEqual(Array(6).fill(OLD_IMAGE))
    await golden(import.meta.url, 'rolled back', aws, [job])
  })

  test('found as it is being rolled back', async () => {
    await using aws = await minutesIn((group) => group.rollbackRefresh())
    aws.pass(minutes(5.2))
    expect(refreshOf(aws)?.status).toBe('RollbackInProgress')
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'aws-failed', fleet: 'previous' })
    expect(refreshOf(aws)?.status).toBe('RollbackSuccessful')
  })

  test('the job is cancelled while AWS rolls back: nothing is left to the post step', async () => {
    await using aws = await minutesIn((group) => group.rollbackRefresh())
    aws.pass(minutes(5.2))
    const job = await watched(aws, { cancelAt: minutes(5.2) + 20_000 })
    expect(job).toMatchObject({ exit: 1, postExit: 0, postSummary: '' })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'aws-failed' })
  })

  test('cancelled by somebody', async () => {
    await using aws = await minutesIn((group) => group.cancelRefresh())
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'cancelled-elsewhere', fleet: 'mixed' })
    expect(shown(job)).toContain('CloudTrail: CancelInstanceRefresh')
  })

  test('an alarm of the refresh fires: AWS rolls back, and the alarm is named', async () => {
    const build = world({}, (account, agenda) => {
      const alarm = account.alarm({ name: 'web-5xx' })
      const preferences = { AutoRollback: true, AlarmSpecification: { Alarms: ['web-5xx'] } }
      account.groups.get('web')?.startRefresh({ ...desired, preferences })
      agenda.after(minutes(4), () => alarm.become('ALARM'))
    })
    await using aws = await begun(build)
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'alarm', fleet: 'previous' })
  })
})

describe('none in progress', () => {
  /** A refresh that is over so long before the job begins. */
  async function over(build: ReturnType<typeof world>, request: typeof desired, ago: number): Promise<Simulated> {
    const aws = await begun(build)
    const refresh = aws.group.startRefresh(request)
    while (!refreshOf(aws)?.endedAt) aws.pass(10_000)
    expect(refresh).toBe(refreshOf(aws)?.id)
    aws.pass(ago)
    return aws
  }

  test('the newest has ended Successful ten minutes ago: judged, and confirmed', async () => {
    await using aws = await over(world(), desired, minutes(10))
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      fleet: 'new',
      'instance-refresh-id': refreshOf(aws)?.id,
    })
    expect(job.log.join('\n')).toMatch(
      /began 2026-11-21 03:\d\d:\d\d UTC, ended 2026-11-21 03:\d\d:\d\d UTC, has ended/,
    )
  })

  test('and what it has left is not healthy any more: red', async () => {
    await using aws = await over(
      world({ behaviour: { goesBadAfterSeconds: 900 }, group: { healthCheckType: 'EC2' } }),
      desired,
      minutes(14),
    )
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'below-minimum', fleet: 'new' })
  })

  test('without bake or checkpoint: verify runs once, after Successful', async () => {
    await using aws = await over(world(), desired, minutes(5))
    const begunSteps: string[] = []
    const job = await watched(aws, { inputs: { verify: './smoke.sh' }, verifyRunner: scripted('passed', begunSteps) })
    expect(job.outputs['outcome']).toBe('succeeded')
    expect(begunSteps).toEqual(['bake'])
  })

  test('and without a verdict of verify it is never succeeded', async () => {
    await using aws = await over(world(), desired, minutes(5))
    const job = await watched(aws, { inputs: { verify: './smoke.sh' }, verifyRunner: scripted('timed-out') })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'verify' })
  })

  test('the newest has ended Successful an hour ago: asked again for a minute, then unchanged', async () => {
    await using aws = await over(world(), desired, minutes(60))
    const from = aws.agenda.now
    const job = await watched(aws)
    expect(job.exit).toBe(0)
    expect(job.outputs).toMatchObject({ outcome: 'unchanged', fleet: 'new', 'instance-refresh-id': '' })
    expect(aws.agenda.now - from).toBeGreaterThanOrEqual(60_000)
    await golden(import.meta.url, 'none', aws, [job])
  })

  test('the newest was cancelled days ago: never unchanged', async () => {
    await using aws = await begun(world())
    aws.group.startRefresh(desired)
    aws.pass(minutes(3))
    aws.group.cancelRefresh()
    aws.pass(minutes(60 * 48))
    expect(refreshOf(aws)?.status).toBe('Cancelled')
    const job = await watched(aws)
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'cancelled-elsewhere' })
  })

  test('there was never one: unchanged', async () => {
    await using aws = await begun(world({ newVersion: false }))
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'unchanged', fleet: 'new', 'launch-template-version': '7' })
    expect(shown(job)).toContain('No instance refresh to watch')
  })

  test('there was never one, and the instances do not run what the group has saved: red, since nobody rolls it', async () => {
    await using aws = await begun(applied())
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'aws-failed', fleet: 'previous' })
    expect(serving(aws)).toEqual(Array(6).fill(OLD_IMAGE))
    expect(shown(job)).toContain('No instance refresh to watch')
  })
})

describe('the job ends before the refresh does', () => {
  const slow = { ...desired, preferences: { ...quick, CheckpointPercentages: [50, 100], CheckpointDelay: 1800 } }

  test('a person cancels it: nothing is undone, nothing is left to the post step', async () => {
    await using aws = await begun(world())
    aws.group.startRefresh(slow)
    const job = await watched(aws, { cancelAt: minutes(5) })
    expect(job).toMatchObject({ exit: 1, postExit: 0, postSummary: '' })
    expect(job.outputs).toMatchObject({ outcome: 'cancelled', 'failure-code': 'cancelled' })
    expect(shown(job)).toContain('watching it was cancelled')
    aws.pass(minutes(90))
    expect(refreshOf(aws)?.status).toBe('Successful')
  })

  test('the runner kills main: the post step touches nothing', async () => {
    await using aws = await begun(world())
    aws.group.startRefresh(slow)
    const job = await watched(aws, { killAt: minutes(5), machineSurvives: true })
    expect(job).toMatchObject({ exit: undefined, postExit: 0, postSummary: '' })
    expect(job.summary).toContain('it watches on')
    aws.pass(minutes(90))
    expect(refreshOf(aws)?.status).toBe('Successful')
  })

  test('a person cancels it before there is a refresh', async () => {
    await using aws = await begun(world({ newVersion: false }))
    const job = await watched(aws, { cancelAt: 30_000 })
    expect(job.outputs).toMatchObject({ outcome: 'cancelled', 'failure-code': 'cancelled', fleet: 'new' })
  })

  test('hand-over: red, nothing is noted, and the same step in the next job watches on', async () => {
    await using aws = await begun(world())
    aws.group.startRefresh(slow)
    const first = await watched(aws, { inputs: { 'hand-over': '10m', 'poll-interval': '5m' } })
    expect(first.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'handed-over', fleet: 'mixed' })
    expect([...aws.group.tags.keys()]).toEqual([])
    const next = await watched(aws, { inputs: { 'poll-interval': '5m' } })
    expect(next.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  })

  test('the credentials expire', async () => {
    await using aws = await begun(world(), [{ on: { from: Date.parse('2026-11-21T03:05:00Z') }, what: expired }])
    aws.group.startRefresh(slow)
    const job = await watched(aws)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'credentials-expired', fleet: 'unknown' })
    expect(shown(job)).toContain('goes on in AWS, unwatched')
  })
})

describe('refused', () => {
  test('inputs that shape or undo a refresh, before AWS is asked', async () => {
    await using aws = await begun(world())
    const job = await aws.job({ inputs: { image: NEW_IMAGE, checkpoints: '50', 'on-failure': 'rollback' } })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'invalid-input' })
    expect(shown(job)).toMatch(/`image` means nothing in mode: watch[\s\S]*`on-failure` must be leave/)
    expect(aws.journal.entries).toEqual([])
  })

  test('on-failure: leave, and a target-health-timeout that no bake time need hold, are taken', async () => {
    await using aws = await begun(world({ newVersion: false }))
    const inputs = { 'on-failure': 'leave', 'on-cancel': 'leave', 'target-health-timeout': '10m' }
    expect((await watched(aws, { inputs })).outputs['outcome']).toBe('unchanged')
  })

  test('the group does not exist', async () => {
    await using aws = await begun(world())
    const job = await watched(aws, { inputs: { 'auto-scaling-group': 'wbe' } })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
  })

  test.each(['DescribeInstanceRefreshes', 'DescribeScalingActivities', 'DescribeTargetHealth'])(
    'the role may not call %s',
    async (operation) => {
      await using aws = await begun(world(), [{ on: { operation }, what: denied }])
      aws.group.startRefresh(desired)
      const job = await watched(aws)
      expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'access-denied' })
      expect(shown(job)).toContain(operation)
    },
  )
})

/** Stands in bash's place, which knows nothing of the world's time. */
const scripted =
  (result: 'passed' | 'failed' | 'timed-out', begunSteps: string[] = []) =>
  () => {
    let step: string | undefined
    return {
      start: (check: { readonly step: string }) => {
        begunSteps.push(check.step)
        step = check.step
      },
      result: () => (step === undefined ? undefined : { step, result, tail: ['curl: (22) 503'] }),
      end: async () => {},
    }
  }
