import { describe, expect, test } from 'vitest'
import { likelyRules, type RuleId, type Rules, worldRules } from '../../../simulator/aws/world/rules.ts'
import { compare } from '../../live/compare.ts'
import { notAsked, questionSteps } from '../../live/questions/index.ts'
import { isWhole, leftIn, livePolicy, liveStage, POLL_MS } from './world.ts'

const questions = questionSteps.flatMap((step) => step.questions)
const asked = questions.flatMap(({ rule }) => rule ?? [])

test('every rule on which AWS is silent is asked about, or it is said why not', () => {
  const silent = Object.entries(worldRules).flatMap(([id, { confidence }]) => (confidence === 'unknown' ? [id] : []))
  expect(silent.length).toBeGreaterThan(25)
  expect(silent.filter((id) => !asked.includes(id as RuleId) && !(id in notAsked))).toEqual([])
  expect(Object.keys(notAsked).filter((id) => asked.includes(id as RuleId))).toEqual([])
})

/** The other setting of each rule that is asked about. */
const others = Object.fromEntries(
  asked.map((id) => {
    const rule = worldRules[id]
    if (rule.type === 'duration') return [id, rule.alsoPlayed]
    if (rule.type === 'rule') return [id, false]
    return [id, Object.keys(rule.settings).find((setting) => setting !== rule.likely)]
  }),
) as Partial<Rules>

// A target that is registered sooner than it is looked at shows nothing.
const slow = { applicationRegistration: 60 }

describe.each([
  ['the other way', { ...others, ...slow }],
  ...(isWhole ? ([['as they usually are', slow]] as const) : []),
] as const)('in a world whose rules are %s', (_, rules) => {
  test('each question is answered by what the world does', async () => {
    await using stage = await liveStage({ rules, policy: livePolicy })
    const ended = await stage.run(questionSteps)
    if (ended.type !== 'ended') throw new Error(ended.type)
    expect(ended).toMatchObject({ failure: undefined, left: [] })
    expect(ended.played.flatMap(({ cases }) => cases)).toEqual([])
    const world: Rules = { ...likelyRules, ...rules }
    const wrong = compare(ended.played, questionSteps).flatMap(({ rule, shown, asks }) => {
      if (rule === undefined) return shown === undefined ? [`${asks}: not seen`] : []
      const is = world[rule]
      const isShown = typeof is === 'number' ? Math.abs(Number(shown) - is) <= POLL_MS / 1000 + 2 : shown === is
      return isShown ? [] : [`${rule}: the world has ${String(is)}, shown was ${String(shown)}`]
    })
    expect(wrong).toEqual([])
    expect(leftIn(stage.world.account)).toEqual([])
    expect(stage.world.journal.unknown).toEqual([])
    expect(stage.world.journal.bugs).toEqual([])
  })
})
