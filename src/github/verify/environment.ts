/** Builds the environment of the verification. Pure. */
import type { Verification } from '../../rollout/ports.ts'
import type { Environment } from '../context.ts'

/** Variables to set; `undefined` removes one. */
export type Variables = Readonly<Record<string, string | undefined>>

/**
 * The step's own inputs, state, command files and tokens. They are removed, so that a script does not set outputs or
 * state of this action by accident. This is no security boundary: a process can read its parent's environment.
 */
const OURS = /^(INPUT_|STATE_|ACTIONS_|GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$)/

/**
 * The parent's environment without the action's own variables, then `aws`, then the step and each fact. A fact's name
 * becomes `AMI_ROLLOUT_` plus the name in upper case with underscores, so that no fact can overwrite another variable.
 */
export function verifyEnvironment(
  { step, facts }: Pick<Verification, 'step' | 'facts'>,
  parent: Environment,
  aws: Variables,
) {
  const inherited = Object.entries(parent).filter(([name]) => !OURS.test(name))
  const own = Object.entries({ step, ...facts }).map(([name, value]) => [
    `AMI_ROLLOUT_${name.replace(/[^a-z0-9]+/gi, '_').toUpperCase()}`,
    value,
  ])
  const all: Variables = Object.fromEntries([...inherited, ...Object.entries(aws), ...own])
  return Object.fromEntries(
    // A variable ends at its first NUL, so a value with one cannot be passed unchanged.
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value.replaceAll('\0', '\uFFFD')]],
    ),
  )
}
