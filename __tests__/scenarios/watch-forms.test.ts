/** `mode: watch` over groups of other forms, and by more than one job. */
import { describe, expect, test } from 'vitest'
import { neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { watchPolicy } from '../../simulator/policy.ts'
import { ARM_NEW_IMAGE, ARM_TEMPLATE, mixed } from '../../simulator/scenes/mixed.ts'
import { contents, NEW_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { minutes, type Simulated, simulated } from '../scenario.ts'

const inputs = { mode: 'watch', image: '', 'poll-interval': '1m' }
const preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 }
const watched = (build: Parameters<typeof simulated>[0]): Promise<Simulated> =>
  simulated(build, { policy: watchPolicy, inputs })
const sent = (aws: Simulated) =>
  aws.journal.entries.map(({ operation }) => operation).filter((operation) => !/^(Describe|Get)/.test(operation))

/** The group follows `$Latest`, and Terraform has made version 8: whatever is launched is launched from it. */
const following = (different: Web = {}) =>
  watched((agenda) => web(agenda, { version: '$Latest', newVersion: true, oldBehaviour: {}, ...different }))

describe('a group on $Latest, whose refresh names no version', () => {
  const older = (aws: Simulated) => aws.account.truth('web').filter(({ version }) => version !== 8)

  test('watched to the version that it means', async () => {
    await using aws = await following()
    aws.group.startRefresh({ preferences })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'launch-template-version': '8' })
    expect([older(aws), aws.group.configuration.template.version, sent(aws)]).toEqual([[], '$Latest', []])
  })
})

describe('a policy over two launch templates', () => {
  const both = async (armBehaviour = {}) => {
    const aws = await watched((agenda) => {
      const account = mixed(agenda, { armBehaviour })
      for (const template of account.templates.all) {
        const isArm = template.id === ARM_TEMPLATE
        const data = { ...contents(isArm ? ARM_NEW_IMAGE : NEW_IMAGE), InstanceType: isArm ? 'm7g.large' : 'm5.large' }
        template.createVersion({ data }, agenda.now)
      }
      return account
    })
    const { mixed: policy } = aws.group.configuration
    const overrides = [
      { instanceType: 'm5.large' },
      { instanceType: 'm7g.large', template: { id: ARM_TEMPLATE, version: '4' } },
    ]
    const request = { template: { id: TEMPLATE, version: '8' }, overrides, distribution: policy?.distribution ?? {} }
    aws.group.startRefresh({ preferences, mixed: request })
    return aws
  }

  test('each to its own version', async () => {
    await using aws = await both()
    const job = await aws.job()
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      fleet: 'new',
      'launch-template-version': '8,4',
      'previous-launch-template-version': '7,3',
    })
    expect(sent(aws)).toEqual([])
  })

  test('one of the two is bad: red, and nothing is sent', async () => {
    await using aws = await both(neverHealthy())
    const job = await aws.job()
    expect(job).toMatchObject({ exit: 1 })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health', fleet: 'mixed' })
    expect(sent(aws)).toEqual([])
  })
})

describe('a machine that is gone', () => {
  test.each([
    ['while the refresh is in progress: the next job watches on', 0],
    ['and the refresh has ended meanwhile: the next job confirms it', 9],
  ])('%s', async (_, later) => {
    await using aws = await following()
    aws.group.startRefresh({ preferences })
    const first = await aws.job({ killAt: minutes(2) })
    aws.pass(minutes(later))
    const second = await aws.job({ attempt: 2 })
    expect([first.exit, second.outputs['outcome'], second.outputs['fleet']]).toEqual([undefined, 'succeeded', 'new'])
    expect(second.outputs['instance-refresh-id']).toBe(aws.group.refreshes.all[0]?.id)
    expect(sent(aws)).toEqual([])
  })
})

test('somebody cancels the refresh and starts another one: the end of the first is told, and the next job watches the second', async () => {
  await using aws = await following()
  const first = aws.group.startRefresh({ preferences })
  const startAnother = () => {
    if (aws.group.refreshes.active) aws.agenda.after(1_000, startAnother)
    else aws.group.startRefresh({ preferences })
  }
  aws.agenda.after(minutes(2), () => {
    aws.group.cancelRefresh()
    startAnother()
  })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'cancelled-elsewhere' })
  expect(job.outputs['instance-refresh-id']).toBe(first)
  const next = await aws.job({ runId: '9000000002' })
  expect(next.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(next.outputs['instance-refresh-id']).toBe(aws.group.refreshes.all[0]?.id)
  expect([aws.group.refreshes.all.map(({ status }) => status), sent(aws)]).toEqual([['Successful', 'Cancelled'], []])
})
