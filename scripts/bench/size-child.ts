/** The rollout alone in its process, as on a runner: the world and its time are in the parent. */
import { fakeDate } from '../../simulator/clock.ts'
import { childClock } from './child-clock.ts'
import { play } from './play.ts'
import type { FromChild, FromParent, Task } from './protocol.ts'

const say = (message: FromChild) => process.send?.(message)

let hear: (message: FromParent) => void = () => {}
process.on('message', (message: FromParent) => hear(message))
const heard = () =>
  new Promise<FromParent>((resolve) => {
    hear = resolve
  })

const first = await heard()
if (first.type !== 'task') throw new Error('a task comes first')
await carryOut(first.task)
process.disconnect()

async function carryOut({ env, folder, now: start, collects }: Task): Promise<void> {
  const clock = childClock(start, async (until) => {
    say({ type: 'move', until })
    const answer = await heard()
    return answer.type === 'time' ? answer.now : until
  })
  fakeDate(clock.now)
  const cpuBefore = process.cpuUsage()
  let polls = 0
  let heap = 0
  let resident = 0
  const outcome = await play({
    env,
    folder,
    clock,
    reader: ({ type }) => {
      if (type === 'polled') polls += 1
      if (collects) globalThis.gc?.()
      const { heapUsed, rss } = process.memoryUsage()
      heap = Math.max(heap, heapUsed)
      // Not resourceUsage().maxRSS: on Linux a child begins with its parent's.
      resident = Math.max(resident, rss)
    },
  })
  const { user, system } = process.cpuUsage(cpuBefore)
  say({ type: 'done', outcome: outcome.type, polls, cpu: (user + system) / 1e6, heap, resident })
}
