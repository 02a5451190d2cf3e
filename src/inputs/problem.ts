/** Problems of inputs and environment, and the outcome `refused` that they lead to. */
import type { Outcome } from '../rollout/outcome.ts'

/** An invalid input or environment variable. */
export interface InputProblem {
  readonly input: string
  /** The value; empty where it is not set or must not be shown. */
  readonly value: string
  /** What it must be, as the end of a sentence that begins with the name. */
  readonly says: string
  /** What to do, where correcting the input is not enough. */
  readonly remedy?: string
}

const CORRECT = 'Correct the inputs of this step: docs/inputs.md lists what each of them accepts.'

/** The outcome for these problems. AWS was not called, so the fleet is unknown. */
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
    isProtected: false,
    launching: [],
    byHand: [],
  },
})
