/**
 * What was resolved, or is still to be written, when the job ends before the rollout does: a later job takes it up as it was
 * meant, whatever somebody has written in between.
 */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { boots, goesBad } from '../../simulator/aws/world/behaviour.ts'
import { policyWith } from '../../simulator/policy.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { hours, sparsely } from '../brief.ts'
import { type Job, minutes, type Simulated } from '../scenario.ts'

/** Handed over in its first pause. */
const long = { ...hours, checkpoints: '50', 'checkpoint-delay': '20m', 'hand-over': '10m' } as const
const rest = { ...long, 'hand-over': 'none' } as const
const NEWEST = 'ami-0b5eac1ed7a1e5003'
const GROUP = 'web-20261114'

const scene =
  (different: Web = {}, furnish: (account: Account) => void = () => {}) =>
  (agenda: Agenda): Account => {
    const account = web(agenda, { groupName: GROUP, ...different, group: { tags: { Service: 'web' } } })
    account.image({ id: NEWEST, name: 'web-newest', behaviour: boots(45) })
    furnish(account)
    return account
  }
const begun = (build: ReturnType<typeof scene>): Promise<Simulated> =>
  sparsely(build, { group: GROUP, policy: policyWith('tag', 'parameter') })

const refreshes = (aws: Simulated) => aws.group.refreshes.all.map(({ status }) => status)
const running = (aws: Simulated) => [...new Set(aws.account.truth(GROUP).map(({ imageId }) => imageId))]
const versions = ({ account }: Simulated) => account.templates.all[0]?.versions.map(({ number }) => number) ?? []
const outcome = ({ outputs }: Job) => `${outputs['outcome']} ${outputs['failure-code']}`.trim()
const held = (image: string) => JSON.stringify({ web: image, worker: OLD_IMAGE })
const manifest = (image: string) =>
  JSON.stringify({
    builds: [
      { name: 'web', builder_type: 'amazon-ebs', artifact_id: `eu-west-1:${image}`, packer_run_uuid: 'this' },
      { name: 'worker', builder_type: 'amazon-ebs', artifact_id: `eu-west-1:${OLD_IMAGE}`, packer_run_uuid: 'this' },
    ],
    last_run_uuid: 'this',
  })

describe('`auto-scaling-group: tag:KEY=VALUE`', () => {
  const tagged = { 'auto-scaling-group': 'tag:Service=web' }

  test('somebody gives the tag to another group on the way: the one that was found is rolled', async () => {
    await using aws = await begun(
      scene({}, (account) => {
        const other = account.group({ name: 'other', template: { id: TEMPLATE, version: '7' }, desired: 1 })
        account.agenda.after(minutes(3), () => {
          account.groups.get(GROUP)?.tags.delete('Service')
          other.tags.set('Service', { key: 'Service', value: 'web', propagateAtLaunch: false })
        })
      }),
    )
    const job = await aws.job({ inputs: tagged })
    expect([outcome(job), running(aws)]).toEqual(['succeeded', [NEW_IMAGE]])
    expect(aws.account.groups.get('other')?.refreshes.all).toEqual([])
  })

  test('killed, and run again: one version, one refresh', async () => {
    await using aws = await begun(scene({ version: '$Latest' }))
    await aws.job({ inputs: tagged, killOn: { operation: 'StartInstanceRefresh', nth: 1, when: 'after' } })
    const job = await aws.job({ inputs: tagged, attempt: 2 })
    expect([outcome(job), running(aws), versions(aws).at(0)]).toEqual(['succeeded', [NEW_IMAGE], 8])
    expect(refreshes(aws)).toEqual(['Successful'])
    expect(aws.group.configuration.template.version).toBe('$Latest')
  })

  test('`mode: rollback` finds it likewise', async () => {
    await using aws = await begun(scene())
    await aws.job({ inputs: tagged })
    const inputs = { ...tagged, image: '' }
    const back = await aws.job({ runId: '9000000002', inputs: { ...inputs, mode: 'rollback' } })
    expect(outcome(back)).toBe('succeeded')
    expect(running(aws)).toEqual([OLD_IMAGE])
  })
})

describe('`auto-scaling-group: tag:KEY=VALUE`, handed over', () => {
  const tagged = { 'auto-scaling-group': 'tag:Service=web' }
  const first = { inputs: { ...tagged, ...long } }
  const next = { inputs: { ...tagged, ...rest } }
  const note = ({ group }: Simulated) => group.tags.get('ami-rollout:handed-over')?.value
  const give = (to: Simulated['group']) =>
    to.tags.set('Service', { key: 'Service', value: 'web', propagateAtLaunch: false })

  test('the next job finds the group by its tag, and takes the rollout up', async () => {
    await using aws = await begun(scene({ version: '$Latest' }))
    const jobs = [await aws.job(first), await aws.job(next)]
    expect(jobs.map(outcome)).toEqual(['failed handed-over', 'succeeded'])
    expect([running(aws), refreshes(aws), note(aws)]).toEqual([[NEW_IMAGE], ['Successful'], undefined])
    expect(aws.group.configuration.template.version).toBe('$Latest')
  })

  test('no group has the tag by then: refused, and the rollout goes on; with the tag back it is confirmed', async () => {
    await using aws = await begun(scene())
    const begin = await aws.job(first)
    aws.group.tags.delete('Service')
    const lost = await aws.job(next)
    expect([begin, lost].map(outcome)).toEqual(['failed handed-over', 'refused preflight'])
    expect([lost.writes, refreshes(aws), note(aws)]).toEqual([[], ['InProgress'], expect.any(String)])
    give(aws.group)
    aws.pass(minutes(60))
    expect(outcome(await aws.job(next))).toBe('succeeded')
    expect([running(aws), refreshes(aws), note(aws)]).toEqual([[NEW_IMAGE], ['Successful'], undefined])
  })

  test('another group has the tag by then: that one is rolled, and the first goes on in AWS’s hands', async () => {
    await using aws = await begun(
      scene({}, (account) => account.group({ name: 'other', template: { id: TEMPLATE, version: '7' }, desired: 1 })),
    )
    const other = aws.account.groups.get('other')
    const begin = await aws.job(first)
    aws.group.tags.delete('Service')
    if (other) give(other)
    const later = await aws.job(next)
    expect([begin, later].map(outcome)).toEqual(['failed handed-over', 'succeeded'])
    aws.pass(minutes(60))
    expect([refreshes(aws), other?.refreshes.all.map(({ status }) => status)]).toEqual([['Successful'], ['Successful']])
    expect([running(aws), note(aws)]).toEqual([[NEW_IMAGE], expect.any(String)])
  })
})

describe('a member of a parameter’s JSON', () => {
  const begin = () => begun(scene({}, (account) => account.parameter('/images', held(NEW_IMAGE), { dataType: 'text' })))
  const inputs = { 'auto-scaling-group': GROUP, image: 'ssm:/images#web' }
  const rebuild = ({ account }: Simulated) => account.parameter('/images', held(NEWEST), { dataType: 'text' })

  test('names another image by the time that the killed run is run again: its own is taken up', async () => {
    await using aws = await begin()
    await aws.job({ inputs, killAt: minutes(4) })
    rebuild(aws)
    const job = await aws.job({ inputs, attempt: 2 })
    expect([outcome(job), job.outputs['image-id'], running(aws)]).toEqual(['succeeded', NEW_IMAGE, [NEW_IMAGE]])
    expect([refreshes(aws), versions(aws).at(0)]).toEqual([['Successful'], 8])
    expect(job.annotations.map(({ message }) => message).join('\n')).toContain(NEWEST)
  })

  test('is gone by the time that the rollout is taken up: it is taken up all the same', async () => {
    await using aws = await begin()
    const first = await aws.job({ inputs: { ...inputs, ...long } })
    aws.account.parameter('/images', '{"worker":"none"}', { dataType: 'text' })
    const second = await aws.job({ inputs: { ...inputs, ...rest } })
    expect([first, second].map(outcome)).toEqual(['failed handed-over', 'succeeded'])
    expect([running(aws), refreshes(aws)]).toEqual([[NEW_IMAGE], ['Successful']])
  })

  test('cancelled on the way: rolled back, and another run rolls what it names then', async () => {
    await using aws = await begin()
    const first = await aws.job({ inputs, cancelAt: minutes(4) })
    rebuild(aws)
    const second = await aws.job({ inputs, runId: '9000000002' })
    expect([first, second].map(outcome)).toEqual(['cancelled cancelled', 'succeeded'])
    expect(running(aws)).toEqual([NEWEST])
  })
})

describe('a build of a manifest', () => {
  const inputs = { 'auto-scaling-group': GROUP, image: 'packer:m.json#web' }
  const built = (image: string) => ({ inputs, files: { 'm.json': manifest(image) } })

  test('is built once more as the killed run is run again: the build of this attempt is rolled', async () => {
    await using aws = await begun(scene())
    await aws.job({ ...built(NEW_IMAGE), killAt: minutes(4) })
    const job = await aws.job({ ...built(NEWEST), attempt: 2 })
    expect([outcome(job), job.outputs['image-id'], running(aws)]).toEqual(['succeeded', NEWEST, [NEWEST]])
  })

  test('is handed over, and not there in the next job: refused, and the rollout goes on', async () => {
    await using aws = await begun(scene())
    const first = await aws.job({ ...built(NEW_IMAGE), inputs: { ...inputs, ...long } })
    const second = await aws.job({ inputs: { ...inputs, ...rest } })
    expect([first, second].map(outcome)).toEqual(['failed handed-over', 'refused invalid-input'])
    aws.pass(minutes(90))
    expect([running(aws), refreshes(aws)]).toEqual([[NEW_IMAGE], ['Successful']])
  })
})

describe('`set-parameter`', () => {
  const written = (
    build: ReturnType<typeof scene> = scene({}, (account) => account.parameter('/web/image', OLD_IMAGE)),
  ) => begun(build)
  const inputs = { 'auto-scaling-group': GROUP, 'set-parameter': '/web/image' }
  const value = ({ account }: Simulated) => account.parameters.valueOf('/web/image')

  test('handed over: not written until the job that takes the rollout up has proved it', async () => {
    await using aws = await written()
    const first = await aws.job({ inputs: { ...inputs, ...long } })
    const meanwhile = value(aws)
    const second = await aws.job({ inputs: { ...inputs, ...rest } })
    expect([first, second].map(outcome)).toEqual(['failed handed-over', 'succeeded'])
    expect([meanwhile, value(aws)]).toEqual([OLD_IMAGE, NEW_IMAGE])
  })

  test('ended between two jobs: the job that confirms it writes', async () => {
    await using aws = await written()
    const first = await aws.job({ inputs: { ...inputs, ...long } })
    aws.pass(minutes(90))
    const second = await aws.job({ inputs: { ...inputs, ...rest } })
    expect([first, second].map(outcome)).toEqual(['failed handed-over', 'succeeded'])
    expect(value(aws)).toBe(NEW_IMAGE)
  })

  test('handed over, and a newer build writes it meanwhile: it stays, with a warning', async () => {
    await using aws = await written()
    await aws.job({ inputs: { ...inputs, ...long } })
    aws.account.parameter('/web/image', NEWEST)
    const second = await aws.job({ inputs: { ...inputs, ...rest } })
    expect([outcome(second), value(aws)]).toEqual(['succeeded', NEWEST])
    expect(second.annotations.map(({ level }) => level)).toContain('warning')
  })
})

describe('`failed-version`', () => {
  const bad = { behaviour: goesBad(500), version: '$Latest' } as const
  const slow = { ...long, 'auto-scaling-group': GROUP, 'checkpoint-delay': '15m' }

  test('handed over, and bad in the job that takes it up: rolled back, deleted, and $Latest is back', async () => {
    await using aws = await begun(scene(bad))
    const first = await aws.job({ inputs: { ...slow, 'hand-over': '10m' } })
    const second = await aws.job({ inputs: { ...slow, 'hand-over': 'none' } })
    expect(outcome(first)).toBe('failed handed-over')
    expect(second.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect([versions(aws).at(0), aws.group.configuration.template.version]).toEqual([7, '$Latest'])
    expect(running(aws)).toEqual([OLD_IMAGE])
  })
})
