/**
 * Tags on the group remember, AWS's history proves: whoever may tag a group neither sends a rollback elsewhere nor makes the
 * group follow an alias, and what a run of ours has written counts for any later one.
 */
import { describe, expect, test } from 'vitest'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { boots, cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { sparse } from '../brief.ts'
import { type Job, minutes, type Simulated, simulated } from '../scenario.ts'

const THIRD_IMAGE = 'ami-0b5eac1ed7a1e5003'
const rollback = { mode: 'rollback', image: '' }
const until = 'until=2026-11-21T23:00:00Z'
const saved = (aws: Simulated) => aws.group.configuration.template.version
const tag = (aws: Simulated, key: string) => aws.group.tags.get(`ami-rollout:${key}`)?.value
const put = (aws: Simulated, key: string, value: string) =>
  aws.group.tags.set(`ami-rollout:${key}`, { key: `ami-rollout:${key}`, value, propagateAtLaunch: false })
const told = (job: Job) => job.log.join('\n')

const at = (scene: Web = {}) =>
  simulated(
    (agenda: Agenda) => {
      const account = web(agenda, scene)
      account.image({ id: THIRD_IMAGE, name: 'web-2026-11-22', behaviour: boots(45) })
      return account
    },
    { inputs: sparse },
  )

describe('a stranger’s ami-rollout:alias on a group with a number', () => {
  const forged = [
    '$Latest',
    '$Default',
    `${TEMPLATE}=$Latest`,
    `$Latest run=41/1 ${until}`,
    `$Latest run=41/1 refresh=11111111-2222-3333-4444-555555555555 ${until}`,
    // The id of this very run, which anybody may read on its page.
    `$Latest run=9000000001/1 ${until}`,
  ]

  test.each(forged)('%s: the number stays after a success, and the run says that it decides nothing', async (value) => {
    await using aws = await at()
    put(aws, 'alias', value)
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect([saved(aws), tag(aws, 'alias')]).toEqual(['8', value])
    expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
    expect(told(job)).toMatch(/ami-rollout:alias .*decides nothing/)
  })

  test('written while the rollout is in progress: the number stays', async () => {
    await using aws = await at()
    aws.agenda.after(minutes(3), () => put(aws, 'alias', `$Latest run=9000000001/1 ${until}`))
    await aws.job()
    expect(saved(aws)).toBe('8')
  })

  test('after a failure, too', async () => {
    await using aws = await at({ behaviour: cannotLaunch('The key pair web does not exist.') })
    put(aws, 'alias', '$Default')
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect(saved(aws)).toBe('7')
  })

  test('a check calls it no drift', async () => {
    await using aws = await at()
    put(aws, 'alias', '$Latest')
    const job = await aws.job({ inputs: { mode: 'check', image: '' } })
    expect(job.outputs).toMatchObject({ outcome: 'in-sync' })
  })

  test('changed on a group that follows $Latest: what this run saw counts', async () => {
    await using aws = await at({ version: '$Latest' })
    aws.agenda.after(minutes(3), () => put(aws, 'alias', `$Default run=9000000001/1 ${until}`))
    await aws.job()
    expect(saved(aws)).toBe('8')
  })
})

describe('the alias that a run of ours has written', () => {
  test('counts for another run by the marker of its version; the plan says so', async () => {
    await using aws = await at({ version: '$Latest', behaviour: cannotLaunch('The key pair web does not exist.') })
    await aws.job({ runId: '1', inputs: { 'failed-version': 'keep' } })
    expect(saved(aws)).toBe('7')
    expect(tag(aws, 'alias')).toMatch(/^\$Latest run=1\/1 until=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    const plan = await aws.job({ runId: '2', inputs: { mode: 'plan', image: THIRD_IMAGE } })
    expect(told(plan)).toMatch(/ami-rollout:alias decides that the group follows \$Latest again.*Run 1 wrote it/)
    const next = await aws.job({ runId: '2', inputs: { image: THIRD_IMAGE } })
    expect(next.outputs).toMatchObject({ outcome: 'succeeded' })
    expect([saved(aws), tag(aws, 'alias')]).toEqual(['$Latest', undefined])
  })

  test('counts by the marker of a version that nothing needs any more', async () => {
    await using aws = await at({ version: '$Default' })
    await aws.job({ runId: '1' })
    await aws.job({ runId: '2', inputs: { image: THIRD_IMAGE } })
    const third = await aws.job({
      runId: '3',
      inputs: { image: OLD_IMAGE, 'on-stale': 'allow', 'set-default-version': 'true' },
    })
    expect(third.outputs).toMatchObject({ outcome: 'succeeded' })
    expect([saved(aws), tag(aws, 'alias')]).toEqual(['$Default', undefined])
  })

  test('of a rollback, which makes no version, counts by its refresh', async () => {
    await using aws = await at({ version: '$Latest' })
    await aws.job({ runId: '1' })
    await aws.job({ runId: '2', inputs: rollback })
    const [newest] = aws.group.refreshes.all
    expect([saved(aws), tag(aws, 'alias')]).toEqual([
      '7',
      expect.stringContaining(`$Latest run=2/1 refresh=${newest?.id} `),
    ])
    const next = await aws.job({ runId: '3', inputs: { image: THIRD_IMAGE } })
    expect(next.outputs).toMatchObject({ outcome: 'succeeded' })
    expect([saved(aws), tag(aws, 'alias')]).toEqual(['$Latest', undefined])
  })
})

describe('a stranger’s ami-rollout:rollback', () => {
  /** Three versions that ran; the newest is to be left. */
  const deployed = async () => {
    const aws = await at()
    await aws.job({ runId: '1' })
    await aws.job({ runId: '2', inputs: { image: THIRD_IMAGE } })
    return aws
  }

  test.each([
    `to=5 run=9000000001/1 ${until}`,
    `to=7 run=9000000001/1 ${until}`,
    `to=7 run=9000000001/1 refresh=11111111-2222-3333-4444-555555555555 ${until}`,
    'run=9000000001 to=5',
  ])('%s: the rollback goes where AWS’s history leads', async (value) => {
    await using aws = await deployed()
    put(aws, 'rollback', value)
    const back = await aws.job({ inputs: rollback })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8', 'image-id': NEW_IMAGE })
  })

  test('with the id of the refresh before the newest: it decides nothing, and the plan says so', async () => {
    await using aws = await deployed()
    put(aws, 'rollback', `to=5 run=9000000001/1 refresh=${aws.group.refreshes.all[1]?.id} ${until}`)
    const back = await aws.job({ inputs: rollback })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
    expect(told(back)).toMatch(/ami-rollout:rollback names version 5.*decides nothing/)
  })
})

describe('the rollback note of an earlier attempt', () => {
  test('decides while the newest refresh is the one that it speaks of, and the log says so', async () => {
    await using aws = await at()
    await aws.job({ runId: '1' })
    await aws.job({ runId: '2', inputs: rollback })
    const again = await aws.job({ runId: '2', attempt: 2, inputs: rollback })
    expect(again.outputs).toMatchObject({ outcome: 'unchanged', 'launch-template-version': '7' })
    expect(told(again)).toMatch(
      /ami-rollout:rollback decides where this rollback goes: attempt 1 of this run noted version 7/,
    )
    expect(told(again)).not.toMatch(/asked for/)
  })

  test('does not jump over a version that has proven itself since', async () => {
    await using aws = await at()
    await aws.job({ runId: '1' })
    await aws.job({ runId: '2', inputs: rollback })
    await aws.job({ runId: '3' })
    await aws.job({ runId: '4', inputs: { image: THIRD_IMAGE } })
    const again = await aws.job({ runId: '2', attempt: 2, inputs: rollback })
    expect(again.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE, fleet: 'previous' })
  })
})

describe('a stranger’s ami-rollout:handed-over', () => {
  test.each([
    ['versions that the refresh does not name', 'from=6 to=9'],
    ['the versions of an older, finished rollout', 'from=7 to=8'],
  ])('with %s: the rollout that is asked for is rolled', async (_, versions) => {
    await using aws = await at()
    await aws.job({ runId: '1' })
    const [newest] = aws.group.refreshes.all
    put(aws, 'handed-over', `run=9000000001/1 refresh=${newest?.id} ${versions} ${until}`)
    const job = await aws.job({ inputs: { image: THIRD_IMAGE } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': THIRD_IMAGE })
    expect(aws.group.refreshes.all).toHaveLength(2)
  })

  test('turns no error of the preflight into a warning', async () => {
    await using aws = await at()
    await aws.job({ runId: '1' })
    const [newest] = aws.group.refreshes.all
    put(aws, 'handed-over', `run=9000000001/1 refresh=${newest?.id} from=6 to=9 ${until}`)
    aws.group.suspend('Launch')
    const job = await aws.job({ inputs: { image: THIRD_IMAGE } })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
  })
})
