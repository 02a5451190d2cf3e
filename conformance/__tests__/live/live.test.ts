import { expect, test } from 'vitest'
import { dump } from '../../../simulator/aws/world/dump.ts'
import { plays } from '../../live/plays.ts'
import { bundled } from './bundled.ts'
import { leftIn, livePolicy, liveStage } from './world.ts'

test('every play ends as it should under the policy that is printed, and nothing is left', async () => {
  await using stage = await liveStage({ policy: livePolicy })
  const others = dump(stage.world.group)
  const ended = await stage.run(plays)
  if (ended.type !== 'ended') throw new Error(ended.type)
  expect(ended).toMatchObject({ failure: undefined, left: [] })
  expect(ended.played.flatMap(({ cases }) => cases).filter(({ verdict }) => verdict !== 'as expected')).toEqual([])
  expect(ended.played.map(({ step, cases }) => [step, cases.length])).toEqual(plays.map(({ name }) => [name, 1]))
  expect(leftIn(stage.world.account)).toEqual([])
  expect(dump(stage.world.group)).toBe(others)
  expect(stage.world.journal.unknown).toEqual([])
  expect(stage.world.journal.bugs).toEqual([])
})

// Minutes: the shipped bundle as processes, in time that runs fast. `LIVE=bundle npx vitest run conformance/__tests__/live`
test.runIf(process.env['LIVE'] === 'bundle')(
  'the shipped bundle plays it as a runner would run it',
  async () => {
    const { ended, left } = await bundled()
    expect(ended).toMatchObject({ type: 'ended', failure: undefined, left: [] })
    if (ended.type !== 'ended') throw new Error(ended.type)
    expect(ended.played.flatMap(({ cases }) => cases).filter(({ verdict }) => verdict !== 'as expected')).toEqual([])
    expect(left).toEqual([])
  },
  900_000,
)
