/** The head of a step in the log: what it uses, and with which inputs. */
import type { Action } from './action.ts'
import { unexpectedInputs } from './environment.ts'
import type { ActionStep } from './step.ts'

/** `warning`: about inputs that the action does not declare. */
export interface Introduction {
  readonly title: string
  readonly lines: readonly string[]
  readonly warning: string | undefined
}

type Inputs = Readonly<Record<string, string>>

/** `given`: as the step has them; `inputs`: with the action's defaults. */
export function introductionOf(
  { uses = './' }: ActionStep,
  { action, given, inputs }: { readonly action: Action; readonly given: Inputs; readonly inputs: Inputs },
): Introduction {
  const set = Object.entries(inputs).filter(([, value]) => value !== '')
  return {
    title: `Run ${uses}`,
    lines: [...(set.length > 0 ? ['with:'] : []), ...set.map(([name, value]) => `  ${name}: ${value}`)],
    warning: unexpectedInputs(action, given),
  }
}
