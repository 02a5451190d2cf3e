/** What a run made before another refresh overtook it is no trap: it is used, or taken away again. */
import { describe, expect, test } from 'vitest'
import { type Fault, lost } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { sparse, sparsely } from '../brief.ts'
import { minutes, type Simulated } from '../scenario.ts'

const saved = (aws: Simulated) => aws.group.configuration.template.version
const numbers = ({ account }: Simulated) =>
  account.templates.all[0]?.versions.map(({ number }) => Number(number)).sort((a, b) => a - b)
const tag = (aws: Simulated, key: string) => aws.group.tags.get(`ami-rollout:${key}`)?.value
const preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 }

/** Somebody's refresh begins just before ours; `happens`: as that goes on. */
function overtaken(different: Web, act: (account: Account, agenda: Agenda) => void): Promise<Simulated> {
  const met: { act?: () => void } = {}
  const race: Fault = {
    on: {
      where: ({ operation }) => {
        if (operation !== 'StartInstanceRefresh') return false
        met.act?.()
        delete met.act
        return false
      },
    },
    what: lost,
  }
  return sparsely(
    (agenda) => {
      const account = web(agenda, different)
      met.act = () => act(account, agenda)
      return account
    },
    { faults: [race], inputs: { ...sparse, 'on-conflict': 'wait' } },
  )
}

test('overtaken, and refused after the wait: the version is deleted, and the group follows its alias again', async () => {
  await using aws = await overtaken({ version: '$Latest' }, (account, agenda) => {
    account.groups.get('web')?.startRefresh({ template: { id: TEMPLATE, version: '7' }, preferences })
    agenda.after(minutes(1), () => account.image({ id: NEW_IMAGE, name: 'web-2026-11-21', state: 'deregistered' }))
  })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'preflight', changed: 'true' })
  expect([numbers(aws), saved(aws), tag(aws, 'alias')]).toEqual([[1, 2, 3, 4, 5, 6, 7], '$Latest', undefined])
  expect(job.log.join('\n')).toContain('had to end first')
})

test('overtaken by somebody who rolls the same image: ours is deleted, theirs stays', async () => {
  await using aws = await overtaken({ version: '$Latest' }, ({ groups, templates }) => {
    const made = templates.all[0]?.createVersion({ data: contents(NEW_IMAGE) }, 0)
    groups.get('web')?.startRefresh({ template: { id: TEMPLATE, version: `${made?.number}` }, preferences })
  })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'unchanged', 'launch-template-version': '9', changed: 'true' })
  expect(numbers(aws)).toEqual([1, 2, 3, 4, 5, 6, 7, 9])
  expect([saved(aws), aws.account.nextLaunch('web').imageId]).toEqual(['$Latest', NEW_IMAGE])
})

describe('a death between the deletion of a version that failed and the alias', () => {
  const bad = { version: '$Latest', behaviour: cannotLaunch('The key pair web does not exist.') }

  test('of the run itself: another run gives the alias back', async () => {
    await using aws = await sparsely((agenda) => web(agenda, bad))
    await aws.job({ killOn: { operation: 'DeleteLaunchTemplateVersions', when: 'after' } })
    expect([saved(aws), numbers(aws)?.at(-1)]).toEqual(['7', 7])
    const job = await aws.job({ runId: '9000000002', inputs: { image: OLD_IMAGE } })
    expect(job.outputs).toMatchObject({ outcome: 'unchanged' })
    expect([saved(aws), tag(aws, 'alias')]).toEqual(['$Latest', undefined])
  })

  test('of a run that takes away what an earlier one has left: a third run gives the alias back', async () => {
    await using aws = await sparsely((agenda) => web(agenda, bad))
    await aws.job({ killOn: { operation: 'DeleteLaunchTemplateVersions', when: 'before' } })
    await aws.job({
      runId: '9000000002',
      inputs: { image: OLD_IMAGE },
      killOn: { operation: 'DeleteLaunchTemplateVersions', when: 'after' },
    })
    expect([saved(aws), numbers(aws)?.at(-1)]).toEqual(['7', 7])
    const job = await aws.job({ runId: '9000000003', inputs: { image: OLD_IMAGE } })
    expect(job.outputs).toMatchObject({ outcome: 'unchanged' })
    expect([saved(aws), tag(aws, 'alias')]).toEqual(['$Latest', undefined])
  })

  test('a tag that no marker confirms gets no proof by it', async () => {
    await using aws = await sparsely((agenda) => web(agenda, { ...bad, version: '7' }))
    aws.group.tags.set('ami-rollout:alias', {
      key: 'ami-rollout:alias',
      value: '$Latest run=41/1 until=2026-11-21T23:00:00Z',
      propagateAtLaunch: false,
    })
    await aws.job()
    expect(tag(aws, 'alias')).not.toContain('refresh=')
    await aws.job({ runId: '9000000002', inputs: { image: OLD_IMAGE } })
    expect(saved(aws)).toBe('7')
  })
})

describe('a claim on the group', () => {
  const claimed = (at: string) =>
    sparsely((agenda) => {
      const account = web(agenda, { newVersion: true })
      const value = `from=7 to=8 saved=8 at=${at} run=41/1 until=2046-11-21T03:00:00Z`
      account.groups
        .get('web')
        ?.tags.set('ami-rollout:last', { key: 'ami-rollout:last', value, propagateAtLaunch: false })
      return account
    })
  const inputs = { image: '', 'launch-template-version': '8' }

  test('that says it lasts for twenty years counts for a day', async () => {
    await using aws = await claimed('2026-11-21T02:00:00Z')
    expect((await aws.job({ inputs })).outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'conflict' })
    aws.pass(minutes(23 * 60))
    expect((await aws.job({ inputs })).outputs).toMatchObject({ outcome: 'succeeded' })
  })

  test('of a run that died with the group set back: another run leaves it on what runs, and has the command', async () => {
    await using aws = await sparsely((agenda) => {
      const account = web(agenda, { newVersion: true })
      account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '8' })
      return account
    })
    await aws.job({ inputs, killOn: { operation: 'UpdateAutoScalingGroup', when: 'after' } })
    aws.pass(minutes(120))
    const job = await aws.job({ runId: '9000000002', inputs: { image: OLD_IMAGE } })
    expect([job.outputs['outcome'], job.writes, saved(aws)]).toEqual(['unchanged', [], '7'])
    expect(job.log.join('\n')).toMatch(
      /If the group is to have version 8 saved: `aws autoscaling update-auto-scaling-group/,
    )
  })

  test('that says it is made in the future does not count', async () => {
    await using aws = await claimed('2036-11-21T02:00:00Z')
    expect((await aws.job({ inputs })).outputs).toMatchObject({ outcome: 'succeeded' })
  })
})

test('the clean-up keeps what `to: previous` returns to, which the tag alone shows', async () => {
  await using aws = await sparsely((agenda) => {
    const account = web(agenda, { newVersion: true })
    const group = account.groups.get('web')
    for (const [number, run] of [
      [9, 41],
      [10, 42],
      [11, 43],
    ] as const) {
      const image = `ami-0b5eac1ed7a1e51${String(number).padStart(2, '0')}`
      account.image({ id: image, name: `web-${number}` })
      const description = `ami-rollout/1 from=8 image=${image} sha= run=${run}`
      account.templates.all[0]?.createVersion({ data: contents(image), description }, agenda.now)
    }
    account.templates.all[0]?.createVersion({ data: contents(NEW_IMAGE) }, agenda.now)
    for (const version of ['11', '9']) {
      group?.startRefresh({ template: { id: TEMPLATE, version }, preferences })
      agenda.runUntil(agenda.now + minutes(20))
    }
    return account
  })
  const inputs = { image: '', 'launch-template-version': '12', 'keep-launch-template-versions': '2' }
  const plan = await aws.job({ inputs: { ...inputs, mode: 'plan' } })
  const job = await aws.job({ inputs })
  expect([plan.outputs['outcome'], job.outputs['outcome'], saved(aws)]).toEqual(['planned', 'succeeded', '12'])
  expect(numbers(aws)).toContain(9)
  const back = await aws.job({ runId: '9000000002', inputs: { image: '', mode: 'rollback' } })
  expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '9' })
})
