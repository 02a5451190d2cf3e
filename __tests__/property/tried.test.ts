/** Random rollouts with a trial before them: no instance of a trial is left, and none of anybody else is ended. More: `npm run proof -- --trials`. */
import { expect, test } from 'vitest'
import { type Broken, prove, trialOf } from './prove.ts'

const ROLLOUTS = 12
/** What is generated too seldom has shown nothing. */
const LEAST = 1

test('random rollouts with a trial', { timeout: 300_000 }, async () => {
  const broken: Broken[] = []
  for (let seed = 1; seed <= ROLLOUTS; seed++) {
    const found = await prove(seed, { kind: 'tried' })
    if (found) broken.push(found)
  }
  expect(broken).toEqual([])
})

test('trials are cut short at each moment, by each end, with the same run and another behind', () => {
  const all = Array.from({ length: 25 * ROLLOUTS }, (_, i) => trialOf(i + 1, 'tried'))
  const cut = all.flatMap(({ starts: [first, next] }) =>
    first?.stop && 'on' in first.stop && next
      ? [`${first.stop.by} ${first.stop.when} ${first.stop.on}, ${next.run} run`]
      : [],
  )
  const kinds = ['kill', 'cancel'].flatMap((by) =>
    ['before', 'after'].flatMap((when) =>
      ['RunInstances', 'TerminateInstances', 'SendCommand'].flatMap((on) =>
        ['same', 'other'].map((run) => `${by} ${when} ${on}, ${run} run`),
      ),
    ),
  )
  expect(kinds.filter((kind) => cut.filter((each) => each === kind).length < LEAST)).toEqual([])
})
