/**
 * Instances that are protected from scale-in as soon as they are in service. AWS does not say whether its own rollback
 * replaces them, so both answers are played: a bad image is off the group either way.
 */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { goesBad, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import type { Rules } from '../../simulator/aws/world/rules.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { seldomPolled } from '../brief.ts'
import { lies } from '../property/misreports.ts'
import { truth, watched } from '../property/sight.ts'
import { minutes, type Simulated, simulated } from '../scenario.ts'

const settings = { images: [NEW_IMAGE], protectedStay: true, settled: false }
const sick: Web = {
  behaviour: neverHealthy('api'),
  secondTargetGroup: 'api',
  group: { healthCheckType: 'EC2', newInstancesProtected: true },
}
const images = (aws: Simulated) =>
  truth(aws)
    .instances.filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ image }) => image)
const statuses = (aws: Simulated) => aws.group.refreshes.all.map(({ status }) => status)
const started = (aws: Simulated) => aws.journal.writes().filter(({ operation }) => operation === 'StartInstanceRefresh')
const both = ['as-forward', 'always'] as const satisfies readonly Rules['rollbackOfProtected'][]

/** Agents on the new instances set the protection themselves, as soon as they are in service. */
function protectThemselves(agenda: Agenda, account: Account): void {
  const group = account.groups.get('web')
  const fresh = (group?.instances ?? []).filter(
    ({ lifecycle, launchInfo }) => lifecycle === 'InService' && launchInfo.imageId === NEW_IMAGE,
  )
  const ids = fresh.map(({ id }) => id)
  group?.protect(ids, true)
  agenda.after(5_000, () => protectThemselves(agenda, account))
}

describe.each(both)('AWS’s rollback treats protected instances %s', (rollbackOfProtected) => {
  const at = (different: Web = sick) =>
    simulated((agenda: Agenda) => web(agenda, { ...different, rules: { rollbackOfProtected } }))

  test('a bad image is off the group, and the next launch is the old one', async () => {
    await using aws = await at()
    const ran = await watched(aws)
    expect(lies(ran, settings)).toEqual([])
    expect(ran.job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health', fleet: 'previous' })
    expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
    expect(truth(aws).next).toBe(OLD_IMAGE)
    expect(statuses(aws).at(-1)).toBe('RollbackSuccessful')
    if (rollbackOfProtected === 'as-forward')
      expect(started(aws).at(-1)?.input).toMatchObject({
        Preferences: { ScaleInProtectedInstances: 'Refresh', SkipMatching: true },
      })
    else expect(started(aws)).toHaveLength(1)
  })

  test('the finding says so before the start', async () => {
    await using aws = await at()
    const job = await aws.job({ inputs: { mode: 'plan' } })
    expect(job.log.join('\n')).toMatch(/protects new instances from scale-in.*AWS does not document/)
  })

  test('with scale-in-protected-instances: refresh one rollback is enough, and nothing is said', async () => {
    await using aws = await at()
    const { job } = await watched(aws, { inputs: { 'scale-in-protected-instances': 'refresh' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
    expect(started(aws)).toHaveLength(1)
    expect(job.log.join('\n')).not.toMatch(/protects new instances/)
  })

  test('a cancelled job: post ends what AWS’s rollback has left', async () => {
    await using aws = await at({ group: { newInstancesProtected: true, healthCheckGracePeriod: 10 } })
    const { job } = await watched(aws, {
      inputs: { 'max-healthy-percentage': '200', 'instance-warmup': '10s' },
      cancelAt: minutes(2),
    })
    expect(job.outputs).toMatchObject({ outcome: 'cancelled' })
    aws.pass(minutes(60))
    expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  })

  test('agents that protect themselves, and an instance that somebody protects on another version: that one stays', async () => {
    await using aws = await seldomPolled((agenda: Agenda) => {
      const { group: _, ...bad } = sick
      const account = web(agenda, {
        ...bad,
        version: '6',
        group: { healthCheckType: 'EC2' },
        rules: { rollbackOfProtected },
      })
      const group = account.groups.get('web')
      group?.protect([group.instances[0]?.id ?? ''], true)
      group?.startRefresh({
        template: { id: TEMPLATE, version: '7' },
        preferences: { ScaleInProtectedInstances: 'Ignore' },
      })
      agenda.runUntil(agenda.now + minutes(60))
      protectThemselves(agenda, account)
      return account
    })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({
      outcome: 'failed',
      fleet: rollbackOfProtected === 'always' ? 'previous' : 'mixed',
    })
    expect(truth(aws).instances.filter(({ version }) => version === 6)).toHaveLength(1)
    expect(started(aws)).toHaveLength(1)
    // What is left is told with the command that leaves the other one alone.
    if (rollbackOfProtected === 'as-forward')
      expect(job.summary).toContain('"ScaleInProtectedInstances":"Ignore","StandbyInstances":"Ignore"')
  })

  test('agents that protect themselves: the rollback replaces them', async () => {
    await using aws = await seldomPolled((agenda: Agenda) => {
      const account = web(agenda, { ...sick, group: { healthCheckType: 'EC2' }, rules: { rollbackOfProtected } })
      protectThemselves(agenda, account)
      return account
    })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  })
})

test('bad after AWS is done: the second refresh replaces the protected instances of the new version', async () => {
  const late: Web = { behaviour: goesBad(260), group: { healthCheckType: 'EC2', newInstancesProtected: true } }
  await using aws = await seldomPolled((agenda) => web(agenda, late))
  const quick = {
    'min-healthy-percentage': '100',
    'max-healthy-percentage': '200',
    'bake-time': '150s',
    'poll-interval': '30s',
  }
  const ran = await watched(aws, { inputs: quick })
  expect(lies(ran, settings)).toEqual([])
  expect(ran.job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(images(aws)).toEqual(Array(6).fill(OLD_IMAGE))
})

test('on-failure leave: the command by hand names both preferences, since AWS’s default waits an hour and fails', async () => {
  await using aws = await seldomPolled((agenda) => web(agenda, sick))
  const first = await aws.job({ inputs: { 'on-failure': 'cancel' } })
  expect(first.outputs).toMatchObject({ outcome: 'failed', fleet: 'mixed' })
  expect(first.summary).toContain('"ScaleInProtectedInstances":"Refresh","StandbyInstances":"Ignore"')
})
