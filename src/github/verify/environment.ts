/** What the verification finds in its environment. Pure. */
import type { Verification } from '../../rollout/ports.ts'
import type { Environment } from '../context.ts'

/** Variables to set; `undefined` takes one away. */
export type Variables = Readonly<Record<string, string | undefined>>

/**
 * The step's own channels to the runner: its inputs, its state, its command files, its tokens. A check that wrote to
 * them would speak in this action's name. It is tidiness, not a wall: a process can read its parent's environment.
 */
const OURS = /^(INPUT_|STATE_|ACTIONS_|GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$)/

/**
 * The parent's environment less what is the action's own, then `aws`, then the check: its step and each fact, whose name
 * (words joined by hyphens) becomes `AMI_ROLLOUT_` and the name in upper case, so that no fact can reach another variable.
 */
export function verifyEnvironment(
  { step, facts }: Pick<Verification, 'step' | 'facts'>,
  parent: Environment,
  aws: Variables,
) {
  const inherited = Object.entries(parent).filter(([name]) => !OURS.test(name))
  const told = Object.entries({ step, ...facts }).map(([name, value]) => [
    `AMI_ROLLOUT_${name.replace(/[^a-z0-9]+/gi, '_').toUpperCase()}`,
    value,
  ])
  const all: Variables = Object.fromEntries([...inherited, ...Object.entries(aws), ...told])
  return Object.fromEntries(
    // A variable ends at its first NUL: nothing that has one can be handed over as it is.
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value.replaceAll('\0', '\uFFFD')]],
    ),
  )
}
