/** The names of all inputs, and typos of them. */
import type { RunnerContext } from '../github/context.ts'
import type { InputProblem } from './problem.ts'

/** All inputs that action.yml declares. */
export const inputNames = [
  'auto-scaling-group',
  'image',
  'launch-template-version',
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
  'verify-on-instance',
  'verify-timeout',
  'trial',
  'trial-timeout',
  'skip-matching',
  'scale-in-protected-instances',
  'standby-instances',
  'timeout',
  'poll-interval',
  'hand-over',
  'on-failure',
  'on-cancel',
  'on-conflict',
  'on-stale',
  'allowed-image-owners',
  'ssm-template',
  'set-default-version',
  'failed-version',
  'set-parameter',
  'keep-launch-template-versions',
  'keep-images',
  'old-images',
  'aws-region',
  'role-to-assume',
  'role-session-name',
  'audience',
  'summary',
  'pull-request-comment',
  'github-token',
] as const

/** The name of an input. */
export type Input = (typeof inputNames)[number]

const declared: readonly string[] = inputNames

/**
 * Inputs that are probably a typo. They are errors, because the runner only warns and would run without the intended
 * setting.
 */
export const typos = ({ inputs }: RunnerContext): readonly InputProblem[] =>
  [...inputs].flatMap(([input, value]) => {
    const meant = declared.includes(input) ? undefined : declared.find((name) => distance(name, input) <= 2)
    return meant === undefined ? [] : [{ input, value, says: `is not an input of this action; did you mean ${meant}?` }]
  })

/** The Levenshtein distance. */
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
