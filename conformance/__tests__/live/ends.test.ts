import { describe, expect, test } from 'vitest'
import type { Call, Gate } from '../../../simulator/aws/call.ts'
import { refusalsOf } from '../../../simulator/aws/gate/dialect.ts'
import { isWrite } from '../../../simulator/aws/journal.ts'
import { dump } from '../../../simulator/aws/world/dump.ts'
import { NAME } from '../../live/names.ts'
import { plays } from '../../live/plays.ts'
import { liveSteps } from '../../live/steps.ts'
import { type Different, isWhole, type LiveStage, leftIn, liveStage } from './world.ts'

/** What takes things away, and what has the group rest between steps: let through, so that a step gets to its own. */
const LET_THROUGH = /^(Delete|Deregister|Terminate|Update)/

/** Calls after which much is under way: a refresh, an instance outside of the group, a hook that holds, a script. */
const BEGINS = /^(StartInstanceRefresh|RunInstances|PutLifecycleHook|SendCommand|PutScheduled|PutParameter|SetDesired)/

/** Steps that begin none of these. */
const BEGINS_NOTHING = /^(plan|check|versions that are deleted|dry runs)$/

/** What is over again after few calls: the program is stopped at the next one. */
const SHORT = /^(RunInstances|PutScheduled|PutParameter|SetDesired)/

const denied = (call: Call) => refusalsOf(call.service).denied('somebody is not authorized to perform this')

/** Refuses the nth call of an operation. */
function refusing(operation: string, nth = 1): Gate {
  let count = 0
  return (call, next) => {
    if (call.operation === operation) count += 1
    if (call.operation === operation && count === nth) throw denied(call)
    return next()
  }
}

/** Refuses every write of a step; `refused` names them. */
function denying(refused: string[]): Gate {
  let isBuilt = false
  return async (call, next) => {
    if (isBuilt && isWrite(call) && !LET_THROUGH.test(call.operation)) {
      refused.push(call.operation)
      throw denied(call)
    }
    const answer = await next()
    isBuilt ||= isComplete(call, answer)
    return answer
  }
}

/** Stops the program some calls after its step has begun something; where it begins nothing, at its seventh call. */
function stopping(step: string, stop: () => void): Gate {
  let isBuilt = false
  let left = Number.POSITIVE_INFINITY
  return async (call, next) => {
    left -= 1
    if (left === 0) stop()
    const answer = await next()
    if (isComplete(call, answer)) {
      isBuilt = true
      if (BEGINS_NOTHING.test(step)) left = 7
    } else if (isBuilt && BEGINS.test(call.operation) && isWrite(call))
      left = Math.min(left, SHORT.test(call.operation) ? 1 : 4)
    return answer
  }
}

const isComplete = ({ operation }: Call, answer: object): boolean =>
  operation === 'DescribeStacks' && JSON.stringify(answer).includes('CREATE_COMPLETE')

/** The template with a resource that cannot be made. */
function unknown(type: string): Gate {
  return (call, next) => {
    if (call.operation !== 'CreateStack') return next()
    const body = String(call.input['TemplateBody']).replace(`::${type}\n`, `::${type}OfNobody\n`)
    return next({ ...call, input: { ...call.input, TemplateBody: body } })
  }
}

/** Plays it, and sees that nothing of ours is left and nothing of others was touched. */
async function cleanAfter(stage: LiveStage, steps: readonly (typeof liveSteps)[number][]) {
  const others = () => [dump(stage.world.group), [...stage.world.account.groups.keys()].filter((name) => name !== NAME)]
  const before = others()
  const ended = await stage.run(steps)
  expect(leftIn(stage.world.account)).toEqual([])
  expect(others()).toEqual(before)
  expect(stage.world.journal.unknown).toEqual([])
  expect(stage.world.journal.bugs).toEqual([])
  return ended
}

/** Of the steps those that leave most: a rollout, an instance outside of the group, a hook, a script. */
const often = /^(image that dies|cancel|trial|On-Demand|scripts|a cancel with)/

describe('nothing is left after', () => {
  const [plan] = liveSteps

  test.each<[string, Different]>([
    ['a copy of the image that is refused', { gate: refusing('CopyImage', 3) }],
    ['a stack that is refused', { gate: refusing('CreateStack') }],
    ['a stack that nobody may ask for any more', { gate: refusing('DescribeStacks', 2) }],
    ['a stack that fails half-way', { gate: unknown('TargetGroup') }],
  ])('%s', async (_, different) => {
    await using stage = await liveStage(different)
    const ended = await cleanAfter(stage, plan ? [plan] : [])
    expect(ended).toMatchObject({ type: 'ended', played: [], left: [] })
    expect(ended.type === 'ended' && ended.failure).toBeTruthy()
  })

  const steps = liveSteps.filter(({ name }) => isWhole || often.test(name)).map((step) => [step.name, step] as const)

  test.each(steps)('a step whose writes are refused: %s', async (_, step) => {
    const refused: string[] = []
    await using stage = await liveStage({ gate: denying(refused) })
    const ended = await cleanAfter(stage, [step])
    expect(ended).toMatchObject({ type: 'ended', failure: undefined, left: [] })
    const cases = ended.type === 'ended' ? ended.played.flatMap((one) => one.cases) : []
    // A refusal may be the answer to a question; a play fails of it.
    if (plays.includes(step)) expect(cases.some(({ verdict }) => verdict === 'unexplained')).toBe(refused.length > 0)
  })

  test.each(steps)('a step in whose middle the program is told to stop: %s', async (_, step) => {
    const held: { stop?: AbortController } = {}
    await using stage = await liveStage({ gate: stopping(step.name, () => held.stop?.abort()) })
    held.stop = stage.stop
    const ended = await cleanAfter(stage, [step])
    expect(ended).toMatchObject({ type: 'ended', played: [], failure: 'stopped', left: [] })
  })
})

test('what cannot be taken away is said, with the command for each', async () => {
  await using stage = await liveStage({
    gate: (call, next) => {
      if (call.operation === 'DeleteSnapshot' || call.operation === 'DeregisterImage') throw denied(call)
      return next()
    },
  })
  const ended = await stage.run([])
  if (ended.type !== 'ended') throw new Error(ended.type)
  const left = leftIn(stage.world.account)
  expect(left).toHaveLength(4)
  expect(ended.left.filter(({ what }) => what === 'image').map(({ id }) => id)).toEqual(left)
  expect(ended.left.map(({ command }) => command)).toContain(
    `aws ec2 deregister-image --image-id ${left[0]} --delete-associated-snapshots`,
  )
  // Once the permission is there, the next run is refused, and a teardown takes it away.
  expect(await stage.run([])).toMatchObject({ type: 'refused', found: ended.left })
})

test('somebody who says no has made nothing', async () => {
  await using stage = await liveStage()
  expect(await stage.run(liveSteps, false)).toEqual({ type: 'declined' })
  expect(stage.world.journal.writes()).toEqual([])
})
