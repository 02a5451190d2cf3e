/**
 * Every call of a rollout meets every fault once. What passes by itself changes nothing; what does not ends in words that
 * are true, and that say what AWS goes on doing.
 */
import { describe, expect, test } from 'vitest'
import {
  denied,
  type Effect,
  expired,
  failed,
  lost,
  severed,
  slow,
  stale,
  throttled,
  unavailable,
} from '../../simulator/aws/gate/faults.ts'
import type { Entry } from '../../simulator/aws/journal.ts'
import { neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { minutes, simulated } from '../scenario.ts'
import { excesses } from './excesses.ts'
import { lies } from './lies.ts'
import { type Watched, watched } from './sight.ts'

/** `passes`: by itself, so that it changes nothing. */
interface Strike {
  readonly name: string
  readonly what: Effect
  readonly passes: boolean
}

const faults: readonly Strike[] = [
  { name: 'throttled', what: throttled, passes: true },
  { name: 'HTTP 500', what: failed, passes: true },
  { name: 'HTTP 503', what: unavailable, passes: true },
  { name: 'cut off before it took effect', what: severed('before-answer'), passes: true },
  { name: 'cut off in the answer', what: severed('mid-answer'), passes: true },
  { name: 'answer lost', what: lost, passes: true },
  { name: '30 s late', what: slow(30_000), passes: true },
  { name: 'denied', what: denied, passes: false },
  { name: 'expired', what: expired, passes: false },
  { name: 'stale', what: stale, passes: false },
]

interface Story {
  readonly title: string
  readonly scene: Web
  readonly outcome: 'succeeded' | 'failed'
  readonly inputs?: Readonly<Record<string, string>>
  /** All of them unless said. */
  readonly strikes?: readonly string[]
}

const stories: readonly Story[] = [
  {
    title: 'a good image',
    outcome: 'succeeded',
    scene: { version: '$Latest', secondTargetGroup: 'api', group: { desired: 3 } },
  },
  {
    title: 'an image that one of two target groups never finds healthy, which AWS does not ask',
    outcome: 'failed',
    scene: {
      version: '$Default',
      behaviour: neverHealthy('api'),
      secondTargetGroup: 'api',
      group: { desired: 3, healthCheckType: 'EC2' },
    },
  },
  {
    title: 'a template pinned, its parameter moved',
    outcome: 'succeeded',
    scene: { version: '$Default', parameter: '/web/ami', group: { desired: 3 } },
    inputs: { 'ssm-template': 'pin', image: 'ssm:/web/ami' },
    strikes: ['HTTP 503', 'answer lost', 'denied', 'expired', 'stale'],
  },
]

const terms = { images: [NEW_IMAGE], protectedStay: true }
/** All at once and few looks: a story is short. */
const inputs = { 'max-healthy-percentage': '200', 'poll-interval': '30s', 'bake-time': '150s' }

/** Of each operation the first call and the last. */
function chosen(calls: readonly Entry[]): readonly { readonly operation: string; readonly nth: number }[] {
  return [...new Set(calls.map(({ operation }) => operation))].flatMap((operation) => {
    const count = calls.filter((call) => call.operation === operation).length
    return [...new Set([1, count])].filter((nth) => nth <= count).map((nth) => ({ operation, nth }))
  })
}

/** What is wrong with an end, beside the one without any fault. */
function complaints(ran: Watched, undisturbed: Watched, passes: boolean): readonly string[] {
  const { outcome, fleet, 'failure-code': code } = ran.job.outputs
  const { outcome: usual } = undisturbed.job.outputs
  const same = outcome === usual
  const isOpen = ran.after.active !== undefined
  return [
    ...lies(ran, { ...terms, disturbed: !passes }),
    ...(ran.job.exit === undefined ? ['did not end'] : []),
    ...(passes && !same ? [`${outcome} (${code}) instead of ${usual}`] : []),
    ...(!same && ran.job.exit === 0 ? [`green: ${outcome}`] : []),
    ...(isOpen && !/AWS is still at work|AWS goes on/.test(ran.job.outputs['reason'] ?? '')
      ? [`AWS goes on, fleet ${fleet}, and nothing says so`]
      : []),
  ]
}

describe.each(stories)('$title', (story) => {
  for (const strike of faults.filter(({ name }) => story.strikes?.includes(name) ?? true))
    test(`every call: ${strike.name}`, async () => {
      const { scene } = story
      const { what, passes } = strike
      const play = async (fault?: { readonly operation: string; readonly nth: number }) => {
        const faults = fault ? [{ on: fault, what }] : []
        await using aws = await simulated((agenda) => web(agenda, scene), { faults })
        if (scene.parameter !== undefined) aws.account.parameter(scene.parameter, NEW_IMAGE)
        const ran = await watched(aws, { inputs: { ...inputs, ...story.inputs } })
        const { entries } = aws.journal
        aws.pass(minutes(120))
        return { ran, entries: [...entries], excess: excesses(aws) }
      }
      const undisturbed = await play()
      expect(undisturbed.ran.job.outputs['outcome']).toBe(story.outcome)
      const found: string[] = []
      for (const call of chosen(undisturbed.entries)) {
        const { ran, excess } = await play(call)
        for (const complaint of [...complaints(ran, undisturbed.ran, passes), ...excess])
          found.push(`${call.operation} (${call.nth}): ${complaint}`)
      }
      expect(found).toEqual([])
    })
})
