/** `launch-template-version` with a mixed instances policy, with a trial, and where the job ends before the rollout does. */
import { describe, expect, test } from 'vitest'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch, impaired } from '../../simulator/aws/world/behaviour.ts'
import { policyWith } from '../../simulator/policy.ts'
import { mixed } from '../../simulator/scenes/mixed.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { sparsely } from '../brief.ts'
import { type JobOptions, minutes, type Simulated } from '../scenario.ts'

const named = (more: JobOptions['inputs'] = {}): JobOptions => ({
  inputs: { image: '', 'launch-template-version': '8', ...more },
})
const saved = (aws: Simulated) => aws.group.configuration.template.version
const types = (aws: Simulated) => [...new Set(aws.group.instances.map(({ launchInfo }) => launchInfo.type))].sort()
const refreshes = (aws: Simulated) => aws.group.refreshes.all.map(({ status }) => status)
const trialsIn = ({ account }: Simulated) =>
  [...account.ec2Instances.values()].filter(({ launchInfo }) => launchInfo.group === undefined)

/** Terraform has made version 8 and the group point to it; the instances run version 7. */
const applied =
  (behaviour = {}) =>
  (agenda: Agenda) => {
    const account = web(agenda, { newVersion: true, behaviour })
    account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '8' })
    return account
  }

describe('a mixed instances policy with one launch template', () => {
  const overrides = [{ instanceType: 'm5.large' }, { instanceType: 't3.medium' }] as const
  const policy = (image: string) => (agenda: Agenda) => {
    const account = mixed(agenda, { overrides })
    account.image({ id: NEW_IMAGE, name: 'bad', behaviour: cannotLaunch('The image is broken.') })
    account.templates.all[0]?.createVersion({ data: contents(image) }, agenda.now)
    return account
  }
  const policyOf = ({ group }: Simulated) => group.configuration.mixed

  test('is sent whole, with this version; and back, by its number', async () => {
    await using aws = await sparsely(policy(OLD_IMAGE))
    const before = policyOf(aws)
    const job = await aws.job(named())
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      'launch-template-version': '8',
      'previous-launch-template-version': '7',
    })
    expect([saved(aws), policyOf(aws)]).toEqual(['8', before])
    const back = await aws.job({ runId: '9000000002', inputs: { image: '', mode: 'rollback', to: '7' } })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '7' })
    expect([saved(aws), policyOf(aws)]).toEqual(['7', before])
  })

  test('a bad one is rolled back, and the policy is what it was', async () => {
    await using aws = await sparsely(policy(NEW_IMAGE))
    const [before, run] = [policyOf(aws), types(aws)]
    const job = await aws.job(named())
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'launch-failures', fleet: 'previous' })
    expect([saved(aws), policyOf(aws), types(aws)]).toEqual(['7', before, run])
  })
})

describe('handed over', () => {
  const long = { checkpoints: '50', 'checkpoint-delay': '30m', 'hand-over': '10m' }

  test('and taken up, with the version that the group had before', async () => {
    await using aws = await sparsely(applied())
    const first = await aws.job(named(long))
    expect(first.outputs).toMatchObject({ 'failure-code': 'handed-over', fleet: 'mixed' })
    const job = await aws.job(named({ ...long, 'hand-over': 'none' }))
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      fleet: 'new',
      'launch-template-version': '8',
      'previous-launch-template-version': '7',
    })
    expect([refreshes(aws), saved(aws)]).toEqual([['Successful'], '8'])
  })

  test('and ended meanwhile: confirmed, although there is no version to return to', async () => {
    await using aws = await sparsely((agenda) => web(agenda, { newVersion: true, version: '8' }))
    const all = { ...long, 'skip-matching': 'false' }
    const first = await aws.job(named(all))
    expect(first.outputs['failure-code']).toBe('handed-over')
    aws.pass(minutes(60))
    const job = await aws.job(named({ ...all, 'hand-over': 'none' }))
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      'launch-template-version': '8',
      'previous-launch-template-version': '',
    })
    expect(refreshes(aws)).toEqual(['Successful'])
  })
})

describe('tried first', () => {
  const options = { policy: policyWith('trial') }

  test('a good one: the group is moved to what it runs, tried, then rolled', async () => {
    await using aws = await sparsely(applied(), options)
    const job = await aws.job(named({ trial: 'true' }))
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
    expect(trialsIn(aws).map(({ ec2State }) => ec2State)).toEqual(['terminated'])
    const operations = job.writes.map(({ operation }) => operation)
    expect(operations.indexOf('UpdateAutoScalingGroup')).toBeLessThan(operations.indexOf('RunInstances'))
    expect(operations.indexOf('RunInstances')).toBeLessThan(operations.indexOf('StartInstanceRefresh'))
  })

  test('a bad one: nothing is begun, and the group has what Terraform saved', async () => {
    await using aws = await sparsely(applied(impaired()), options)
    const job = await aws.job(named({ trial: 'true' }))
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial', fleet: 'previous' })
    expect([saved(aws), refreshes(aws), aws.group.tags.get('ami-rollout:last')]).toEqual(['8', [], undefined])
    expect(trialsIn(aws).map(({ ec2State }) => ec2State)).toEqual(['terminated'])
  })
})
