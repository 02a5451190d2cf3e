/** The inputs of the contract, and names that are nearly one of them. */
import type { Given } from '../github/context.ts'
import type { InputProblem } from '../report/invalid-inputs.ts'

/** Inputs of the contract that are not built yet: refused when set, never silently ignored. */
const notYet = ['ssm-template'] as const

const built = [
  'auto-scaling-group',
  'image',
  'mode',
  'to',
  'min-healthy-percentage',
  'max-healthy-percentage',
  'instance-warmup',
  'bake-time',
  'target-health-timeout',
  'max-launch-failures',
  'checkpoints',
  'checkpoint-delay',
  'alarms',
  'verify',
  'verify-timeout',
  'skip-matching',
  'scale-in-protected-instances',
  'standby-instances',
  'timeout',
  'poll-interval',
  'on-failure',
  'on-cancel',
  'on-conflict',
  'set-default-version',
  'keep-launch-template-versions',
  'aws-region',
  'role-to-assume',
  'role-session-name',
  'audience',
  'summary',
] as const

/** One of them. */
export type Input = (typeof built)[number]

/** All inputs that action.yml declares. */
export const declared: readonly string[] = [...built, ...notYet]

/** Inputs that cannot be set: typos, and what is not built. */
export const unknownInputs = (given: Given): readonly InputProblem[] => [...typos(given), ...unbuilt(given)]

const unbuilt = ({ inputs }: Given): readonly InputProblem[] =>
  notYet.flatMap((input) => {
    const value = inputs.get(input)?.trim() ?? ''
    return value === '' ? [] : [{ input, value, says: 'is not available in this version yet; remove it' }]
  })

/** The runner only warns of an input that it does not know. One that looks like ours is a typo, and somebody counts on it. */
const typos = ({ inputs }: Given): readonly InputProblem[] =>
  [...inputs].flatMap(([input, value]) => {
    const meant = declared.includes(input) ? undefined : declared.find((name) => distance(name, input) <= 2)
    return meant === undefined ? [] : [{ input, value, says: `is not an input of this action; did you mean ${meant}?` }]
  })

/** Levenshtein's distance: single characters put in, left out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, right] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
