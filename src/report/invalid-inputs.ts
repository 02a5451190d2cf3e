/** A run that never began, because its inputs cannot be taken: told like every other refusal. */
import type { Outcome } from '../rollout/outcome.ts'

/** One input that cannot be taken: its name, what came, and what it must be: `says` goes on after the name. */
export interface InputProblem {
  readonly input: string
  readonly value: string
  readonly says: string
}

/** The outcome of a run with such inputs. Nothing was asked of AWS, so nothing is known of the fleet. */
export const refusalFor = (problems: readonly InputProblem[]): Outcome => ({
  is: 'refused',
  code: 'invalid-input',
  findings: problems.map(({ input, value, says }) => ({
    level: 'error',
    rule: input,
    says: `\`${input}\` ${says}${value === '' ? '' : ` (came: “${value}”)`}.`,
    remedy: 'Correct the inputs of this step; README.md lists what each of them accepts.',
  })),
  standing: { fleet: 'unknown', covered: 0, onTarget: 0, runs: [], leftOut: [], byHand: [] },
})
