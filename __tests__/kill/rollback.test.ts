/** A rollback is killed before and after each of its writes, and run again: one version back, and not one further. */
import { describe, expect, test } from 'vitest'
import { OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { simulated } from '../scenario.ts'

const inputs = { mode: 'rollback', image: '', 'min-healthy-percentage': '100' }
const writes = ['CreateOrUpdateTags', 'CreateOrUpdateTags', 'UpdateAutoScalingGroup', 'StartInstanceRefresh']

/** A group that followed `$Latest` through a good deploy. */
async function deployed() {
  const aws = await simulated((agenda) => web(agenda, { version: '$Latest' }))
  await aws.job({ runId: '1' })
  return aws
}

test('undisturbed: exactly these writes', async () => {
  await using aws = await deployed()
  const back = await aws.job({ runId: '2', inputs })
  expect(back.writes.map(({ operation }) => operation)).toEqual(writes)
  expect(back.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
})

const moments = writes.flatMap((operation, i) => {
  const nth = writes.slice(0, i + 1).filter((each) => each === operation).length
  return (['before', 'after'] as const).map((when) => ({ operation, nth, when }))
})

describe.each([
  { as: 'another attempt', runId: '2', attempt: 2 },
  { as: 'another run', runId: '3', attempt: 1 },
])('run again as $as', ({ as: _, ...again }) => {
  test.each(moments)('killed $when $operation ($nth)', async (killOn) => {
    await using aws = await deployed()
    expect((await aws.job({ runId: '2', inputs, killOn })).exit).toBeUndefined()
    const second = await aws.job({ ...again, inputs })
    expect(second.outputs).toMatchObject({ fleet: 'previous', 'launch-template-version': '7' })
    expect(second.outputs['outcome']).toMatch(/^(succeeded|unchanged)$/)
    aws.pass(3_600_000)
    expect(aws.group.refreshes.all.filter(({ startedAt }) => startedAt !== undefined)).toHaveLength(2)
    expect(new Set(aws.account.truth('web').map(({ version }) => version))).toEqual(new Set([7]))
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  })
})
