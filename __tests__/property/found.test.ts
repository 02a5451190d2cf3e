/** What random rollouts have brought to light, each with the smallest world that shows it. */
import { expect, test } from 'vitest'
import { denied, stale, unavailable } from '../../simulator/aws/gate/faults.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { boots, cannotLaunch, dies, goesBad } from '../../simulator/aws/world/behaviour.ts'
import { GROUP, NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { sparsely } from '../brief.ts'
import { minutes, START, seconds, simulated } from '../scenario.ts'
import { lies } from './misreports.ts'
import { truth, watched } from './sight.ts'

const settings = { images: [NEW_IMAGE], protectedStay: true }

test.each(['$Latest', '$Default'])('an empty group that gets %s back is on the new image', async (version) => {
  await using aws = await sparsely((agenda) => web(agenda, { version, group: { desired: 0, min: 0 } }))
  const ran = await watched(aws, { inputs: { 'set-default-version': 'true' } })
  expect(ran.job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(ran.after.saved).toBe(version)
  expect(lies(ran, settings)).toEqual([])
})

test('all instances are protected on the old version though the saved template is new: refused, not waited for', async () => {
  await using aws = await sparsely((agenda) => {
    const account = web(agenda, { newVersion: true })
    const group = account.groups.get(GROUP)
    group?.protect(
      group.instances.map(({ id }) => id),
      true,
    )
    group?.save({ id: TEMPLATE, name: 'web', version: '8' })
    return account
  })
  const { job } = await watched(aws)
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
  expect(job.writes).toEqual([])
})

test('cancelled while it waits for another run: the fleet is what it has become, not what the survey saw', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  await aws.job({ killAt: seconds(10) })
  const ran = await watched(aws, { runId: '9000000002', cancelAt: minutes(6) })
  expect(ran.job.outputs).toMatchObject({ outcome: 'cancelled', fleet: 'mixed' })
  expect(lies(ran, settings)).toEqual([])
})

test('AWS is lost from sight while another run is waited for: the fleet is unknown', async () => {
  const faults = [{ on: { from: START + minutes(2), until: START + minutes(12) }, what: unavailable }]
  await using aws = await sparsely((agenda) => web(agenda), { faults })
  await aws.job({ killAt: minutes(1) })
  const { job } = await watched(aws, { runId: '9000000002' })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'lost-contact', fleet: 'unknown' })
})

test('EC2 does not list the new version yet when the rollout has failed: $Latest, which means it, is not given back', async () => {
  const faults = [{ on: { operation: 'DescribeLaunchTemplates', nth: 2 }, what: stale }]
  const behaviour = cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')
  await using aws = await sparsely((agenda) => web(agenda, { version: '$Latest', behaviour }), { faults })
  const { job } = await watched(aws, { inputs: { 'failed-version': 'keep' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(truth(aws)).toMatchObject({ saved: '7', aliasesToRestore: '$Latest', next: OLD_IMAGE })
})

test('the versions cannot be read while a refresh is at work: refused, and what the fleet runs is unknown', async () => {
  const faults = [{ on: { operation: 'DescribeLaunchTemplateVersions', from: START + minutes(3) }, what: denied }]
  await using aws = await sparsely((agenda) => web(agenda), { faults })
  await aws.job({ killAt: minutes(3) })
  const { job } = await watched(aws, { attempt: 2 })
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'access-denied', fleet: 'unknown' })
})

test('an empty group whose alias came back before: nobody knows that it was empty, so a second attempt proves nothing', async () => {
  const build = (agenda: Agenda) => web(agenda, { version: '$Default', group: { desired: 0, min: 0 } })
  await using aws = await sparsely(build)
  const inputs = { 'set-default-version': 'true' }
  expect((await aws.job({ inputs })).outputs).toMatchObject({ outcome: 'succeeded' })
  aws.pass(minutes(5))
  const ran = await watched(aws, { inputs, attempt: 2 })
  expect(ran.job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'aws-failed', fleet: 'new' })
  expect(ran.job.outputs['reason']).toContain('nothing shows that the new version works')
  expect(ran.job.writes).toEqual([])
})

test('a success that goes bad after the alias came back: the way back remembers the alias', async () => {
  await using aws = await sparsely((agenda) =>
    web(agenda, { version: '$Latest', behaviour: goesBad(700), group: { desired: 2, healthCheckType: 'EC2' } }),
  )
  const inputs = { 'max-healthy-percentage': '200', 'failed-version': 'keep' }
  expect((await aws.job({ inputs })).exit).toBe(0)
  aws.pass(minutes(10))
  const { job } = await watched(aws, { inputs, attempt: 2 })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(truth(aws)).toMatchObject({ saved: '7', aliasesToRestore: '$Latest', next: OLD_IMAGE })
})

test('killed between giving the alias back and forgetting it: the next attempt says that it changed that', async () => {
  await using aws = await sparsely((agenda) => web(agenda, { version: '$Latest' }))
  await aws.job({ killOn: { operation: 'DeleteTags', when: 'before' } })
  const { job } = await watched(aws, { attempt: 2 })
  expect(job.writes.map(({ operation }) => operation)).toEqual(['DeleteTags'])
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', changed: 'true' })
})

test('skip-matching: false on the image that runs already: what is replaced has not died, and is counted', async () => {
  await using aws = await sparsely((agenda) => web(agenda))
  await aws.job()
  const ran = await watched(aws, { inputs: { 'skip-matching': 'false' }, runId: '9000000002' })
  expect(ran.job.outputs).toMatchObject({ outcome: 'succeeded', 'instances-replaced': '6' })
  expect(lies(ran, settings)).toEqual([])
})

test('the new version is deleted while it is rolled out: $Latest, which means the old one then, is not given back', async () => {
  await using aws = await sparsely((agenda) => web(agenda, { version: '$Latest', group: { desired: 0, min: 0 } }))
  aws.agenda.after(seconds(5), () => aws.account.templates.lookUp({ id: TEMPLATE })?.deleteVersion(8))
  await watched(aws)
  expect(truth(aws)).toMatchObject({ saved: '8', aliasesToRestore: '$Latest' })
})

test('a refresh that never ends is not waited for without end', async () => {
  await using aws = await sparsely((agenda) => web(agenda, { behaviour: dies(900) }))
  await aws.job({ inputs: { checkpoints: '50', 'checkpoint-delay': '48h' }, killAt: minutes(1) })
  const { job } = await watched(aws, { runId: '9000000002' })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'timeout', fleet: 'mixed' })
  expect(job.outputs['reason']).toContain('Not done within 6 h')
  expect(job.writes).toEqual([])
})

test('a refresh is cancelled to make way for an image that is gone: failed, since something was changed', async () => {
  await using aws = await sparsely((agenda) => {
    const account = web(agenda)
    account.groups.get(GROUP)?.startRefresh({ preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 120 } })
    agenda.after(seconds(25), () => account.images.delete(NEW_IMAGE))
    return account
  })
  aws.pass(seconds(15))
  const ran = await watched(aws, { inputs: { 'on-conflict': 'replace' } })
  expect(ran.job.writes.map(({ operation }) => operation)).toEqual(['CancelInstanceRefresh'])
  expect(ran.job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'preflight', changed: 'true' })
  expect(ran.job.outputs['reason']).toContain('Another instance refresh had to end first')
  expect(lies(ran, settings)).toEqual([])
})

test('a rollback is at work when a deploy of the same run begins: it is no way back of this deploy’s own', async () => {
  await using aws = await sparsely((agenda) => web(agenda, { newVersion: true }))
  const back = { mode: 'rollback', to: '6', image: '' }
  await aws.job({ inputs: back, killAt: minutes(2) })
  const ran = await watched(aws, { inputs: { 'on-conflict': 'fail' }, attempt: 2 })
  expect(ran.job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'conflict', fleet: 'previous' })
})

test('AWS rolls back what was in flight from a pinned parameter: what still ran by the parameter is nothing new', async () => {
  await using aws = await simulated((agenda) => web(agenda, { parameter: '/web/ami' }))
  await aws.job({ inputs: { 'ssm-template': 'pin' }, killAt: minutes(6) })
  const ran = await watched(aws, { inputs: { mode: 'rollback', image: '' }, attempt: 2 })
  expect(ran.job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
  expect(new Set(ran.after.instances.map(({ version }) => version))).toEqual(new Set([7, 8]))
  expect(new Set(ran.after.instances.map(({ image }) => image))).toEqual(new Set([OLD_IMAGE]))
  expect(lies(ran, { ...settings, mode: 'rollback', undoes: true })).toEqual([])
})

test('the version that is rolled out has been deleted: whether the instances on it are new is unknown to who comes then', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  await aws.job({ killAt: minutes(4) })
  aws.account.templates.lookUp({ id: TEMPLATE })?.deleteVersion(8)
  const { job, after } = await watched(aws, { inputs: { 'on-conflict': 'fail' }, runId: '9000000002' })
  expect(new Set(after.instances.map(({ image }) => image))).toEqual(new Set([OLD_IMAGE, NEW_IMAGE]))
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'conflict', fleet: 'unknown' })
})

test('a way back to a pinned version is taken up: what it leads to is not what this run rolled out', async () => {
  const rules = { rollbackWhileBaking: 'refused' } as const
  await using aws = await sparsely((agenda) => web(agenda, { parameter: '/web/ami', rules, oldBehaviour: boots(300) }))
  const inputs = { 'ssm-template': 'pin', 'max-healthy-percentage': '200' }
  // The post step begins the way back, and leaves before it is gone.
  const first = await aws.job({ inputs, cancelAt: minutes(4) })
  expect(first.writes.map(({ operation }) => operation)).toContain('CancelInstanceRefresh')
  expect(aws.group.refreshes.active).toBeDefined()
  const { job } = await watched(aws, { inputs, attempt: 2 })
  expect(job.outputs).toMatchObject({ outcome: 'cancelled', fleet: 'previous' })
  expect(truth(aws)).toMatchObject({ saved: '8', next: OLD_IMAGE })
})

test('cancelled before AWS lists the refresh that was just started: it is looked for, and undone', async () => {
  await using aws = await sparsely((agenda) => web(agenda, { rules: { listedAfter: 3 } }))
  const ran = await watched(aws, { cancelAt: seconds(1) })
  expect(ran.job.outputs).toMatchObject({ outcome: 'cancelled', fleet: 'previous' })
  aws.pass(minutes(30))
  expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['Successful', 'Cancelled'])
  expect(truth(aws)).toMatchObject({ saved: '7', next: OLD_IMAGE, active: undefined })
})

test('instances are replaced by others of the same version, and some are taken from their target group as AWS is done: there is nothing to go back to', async () => {
  await using aws = await simulated((agenda) => web(agenda, { group: { healthCheckType: 'EC2' } }))
  await aws.job()
  // AWS is done after 280 s; then three good looks are wanted.
  aws.agenda.after(seconds(285), () => {
    for (const instance of aws.group.instances.slice(0, 3)) aws.account.targetGroups[0]?.deregister(instance)
  })
  const inputs = { 'skip-matching': 'false', 'max-healthy-percentage': '200' }
  const { job } = await watched(aws, { inputs, runId: '9000000002' })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'below-minimum', fleet: 'new' })
  expect(job.outputs['reason']).not.toContain('put the old version back')
  expect(aws.group.refreshes.all).toHaveLength(2)
})

test('AWS refuses to cancel what it rolls back, and then nothing is left to replace: refused, since nothing was changed', async () => {
  await using aws = await sparsely((agenda) => web(agenda, { rules: { cancelWhileRollingBack: 'refused' } }))
  aws.group.startRefresh({
    template: { id: TEMPLATE, version: '6' },
    preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 120 },
  })
  aws.pass(minutes(4))
  aws.group.rollbackRefresh()
  aws.agenda.after(seconds(20), () => aws.account.images.delete(NEW_IMAGE))
  const ran = await watched(aws, { inputs: { 'on-conflict': 'replace' } })
  expect(ran.job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight', changed: 'false' })
  expect(lies(ran, settings)).toEqual([])
})
