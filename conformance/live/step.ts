/** A step of `npm run live`: what is played, and which questions its calls answer. */
import type { RuleId } from '../../simulator/aws/world/rules.ts'
import type { Case } from '../part.ts'
import type { LiveWorld } from './live.ts'
import type { RecordedCall } from './recording.ts'

/** What AWS has shown: a setting of a switch, whether a rule holds, seconds, or in words what no rule of the simulator says. */
export type Shown = string | number | boolean

/** A question that AWS leaves open. `rule`: of the simulator, where it has one. `point`: of the list of open points. */
export interface Question {
  readonly asks: string
  readonly rule?: RuleId
  /** From the recorded calls alone, so that a recording can be judged again. Undefined: they do not show it. */
  shown(calls: readonly RecordedCall[]): Shown | undefined
}

/** `minutes`: about how long it takes on AWS. */
export interface LiveStep {
  readonly name: string
  readonly says: string
  readonly minutes: number
  readonly questions: readonly Question[]
  play(live: LiveWorld): Promise<readonly Case[]>
}

/** A question that is also a rule of the simulator. */
export const ruleQuestion = (rule: RuleId, asks: string, shown: Question['shown']): Question => ({ rule, asks, shown })
