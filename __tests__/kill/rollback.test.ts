/** A rollback is killed before and after each of its writes, and run again: one version back, and not one further. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { ARM_NEW_IMAGE, ARM_OLD_IMAGE, mixed } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { brief } from '../brief.ts'
import { simulated } from '../scenario.ts'

const inputs = { mode: 'rollback', image: '', 'min-healthy-percentage': '100' }
/** The last adds the refresh's id to the aliases, which no version's marker confirms. */
const writes = [
  'CreateOrUpdateTags',
  'CreateOrUpdateTags',
  'UpdateAutoScalingGroup',
  'StartInstanceRefresh',
  'CreateOrUpdateTags',
]

const moments = writes.flatMap((operation, i) => {
  const nth = writes.slice(0, i + 1).filter((each) => each === operation).length
  return (['before', 'after'] as const).map((when) => ({ operation, nth, when }))
})

/** A group that follows `$Latest`, and what it runs before and after a good deploy. */
interface Group {
  readonly of: string
  build(agenda: Agenda): Account
  readonly old: readonly string[]
  readonly fresh: readonly string[]
  readonly versions: string
}

const groups: readonly Group[] = [
  {
    of: 'one launch template',
    build: (agenda) => web(agenda, { version: '$Latest' }),
    old: [OLD_IMAGE],
    fresh: [NEW_IMAGE],
    versions: '7',
  },
  {
    of: 'two launch templates',
    build: (agenda) => mixed(agenda, { version: '$Latest', armVersion: '$Latest' }),
    old: [OLD_IMAGE, ARM_OLD_IMAGE],
    fresh: [NEW_IMAGE, ARM_NEW_IMAGE],
    versions: '7,3',
  },
]

describe.each(groups)('of $of', ({ build, old, fresh, versions }) => {
  async function deployed() {
    const aws = await simulated(build, { inputs: brief })
    await aws.job({ runId: '1', inputs: { image: fresh.join('\n') } })
    return aws
  }

  test('undisturbed: exactly these writes', async () => {
    await using aws = await deployed()
    const back = await aws.job({ runId: '2', inputs })
    expect(back.writes.map(({ operation }) => operation)).toEqual(writes)
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
  })

  describe.each([
    { as: 'another attempt', runId: '2', attempt: 2 },
    { as: 'another run', runId: '3', attempt: 1 },
  ])('run again as $as', ({ as: _, ...again }) => {
    // One side of each write, in turn with the one or the other: all with both by `npm run proof -- --kills`.
    const played = moments.filter(
      (_, i) => process.env['EVERY_KILL'] !== undefined || i % 4 === [0, 3][again.attempt % 2],
    )
    test.each(played)('killed $when $operation ($nth)', async (killOn) => {
      await using aws = await deployed()
      expect((await aws.job({ runId: '2', inputs, killOn })).exit).toBeUndefined()
      const second = await aws.job({ ...again, inputs })
      expect(second.outputs).toMatchObject({ fleet: 'previous', 'launch-template-version': versions })
      expect(second.outputs['outcome']).toMatch(/^(succeeded|unchanged)$/)
      aws.pass(3_600_000)
      expect(aws.group.refreshes.all.filter(({ startedAt }) => startedAt !== undefined)).toHaveLength(2)
      expect(new Set(aws.account.truth('web').map(({ imageId }) => imageId))).toEqual(new Set(old))
      expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    })
  })
})
