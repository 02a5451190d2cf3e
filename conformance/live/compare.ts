/** What a recording says of the simulator: the setting of each switch that AWS has shown, and whether the simulator takes it. */
import { likelyRules, type RuleId, worldRules } from '../../simulator/aws/world/rules.ts'
import type { Played } from './run.ts'
import type { LiveStep, Question, Shown } from './step.ts'

/**
 * `as assumed`: the simulator's usual setting. `played too`: another one, under which the action is tested as well.
 * `otherwise`: neither, so the simulator has to learn it. `no rule`: the simulator has none. `not seen`: the calls do not
 * show it.
 */
export type Agreement = 'as assumed' | 'played too' | 'otherwise' | 'no rule' | 'not seen'

/** One question with what came of it. */
export interface Compared {
  readonly asks: string
  readonly rule: RuleId | undefined
  readonly shown: Shown | undefined
  readonly agreement: Agreement
}

/** Each question of the steps that were recorded. */
export function compare(
  played: readonly Pick<Played, 'step' | 'calls'>[],
  steps: readonly LiveStep[],
): readonly Compared[] {
  return played.flatMap(({ step, calls }) => {
    const questions = steps.find(({ name }) => name === step)?.questions ?? []
    return questions.map((question) => compared(question, question.shown(calls)))
  })
}

function compared({ asks, rule }: Question, shown: Shown | undefined): Compared {
  if (shown === undefined) return { asks, rule, shown, agreement: 'not seen' }
  return { asks, rule, shown, agreement: rule === undefined ? 'no rule' : agreementWith(rule, shown) }
}

function agreementWith(id: RuleId, shown: Shown): Agreement {
  const rule = worldRules[id]
  if (rule.type === 'duration') {
    const seconds = Number(shown)
    const played = [rule.likely, rule.alsoPlayed]
    // A second of it is the program's own: it asks once a second.
    if (Math.abs(seconds - rule.likely) <= 1) return 'as assumed'
    return seconds >= Math.min(...played) - 1 && seconds <= Math.max(...played) + 1 ? 'played too' : 'otherwise'
  }
  if (shown === likelyRules[id]) return 'as assumed'
  const isSetting = rule.type === 'switch' && Object.keys(rule.settings).includes(String(shown))
  return isSetting ? 'played too' : 'otherwise'
}

/** Two lines each, for the terminal. */
export const comparisonLines = (all: readonly Compared[]): readonly string[] =>
  all.map(({ asks, rule, shown, agreement }) => {
    const usually = rule === undefined ? '' : ` (usually ${String(likelyRules[rule])})`
    return `${agreement.padEnd(11)} ${rule ?? '–'}: ${shown ?? '–'}${usually}\n            ${asks}`
  })
