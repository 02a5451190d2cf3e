/** A run that never began, because its inputs or its environment cannot be taken: told like every other refusal. */
import type { Outcome } from '../rollout/outcome.ts'

/** One input, or one variable of the environment, that cannot be taken. */
export interface InputProblem {
  readonly input: string
  /** What came; empty where nothing did, or where it must not be shown. */
  readonly value: string
  /** What it must be; goes on after the name. */
  readonly says: string
  /** What to do, where it is more than to correct an input of the step. */
  readonly remedy?: string
}

const CORRECT = 'Correct the inputs of this step; README.md lists what each of them accepts.'

/** The outcome of a run with such inputs. Nothing was asked of AWS, so nothing is known of the fleet. */
export const refusalFor = (problems: readonly InputProblem[]): Outcome => ({
  type: 'refused',
  code: 'invalid-input',
  findings: problems.map(({ input, value, says, remedy = CORRECT }) => ({
    level: 'error',
    rule: input,
    says: `\`${input}\` ${says}${value === '' ? '' : ` (got "${value}")`}.`,
    remedy,
  })),
  fleetStatus: {
    fleet: 'unknown',
    covered: 0,
    onTarget: 0,
    runs: [],
    leftOut: [],
    warmPool: [],
    withoutTraffic: [],
    byHand: [],
  },
})
