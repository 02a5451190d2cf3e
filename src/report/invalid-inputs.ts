/** A run that never began, because its inputs cannot be taken: told like every other refusal. */
import type { Outcome } from '../rollout/model.ts'

/** One input that cannot be taken: its name, what came, and what is accepted. */
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
    says: value === '' ? `\`${input}\` is not set: ${says}` : `\`${input}\` is “${value}”: ${says}`,
    remedy: 'Correct the inputs of this step; its README.md lists what each accepts.',
  })),
  standing: { fleet: 'unknown', covered: 0, onTarget: 0, leftOut: [], byHand: [] },
})
