/** Inputs of `mode: watch`, which sends nothing: what shapes a refresh means nothing for one that is under way. */

import { type Input, inputNames } from './names.ts'
import type { Reading } from './reading.ts'

/** What a watch goes by: whom to ask, what to watch, how patiently, and where to report. */
const watching: ReadonlySet<Input> = new Set<Input>([
  'auto-scaling-group',
  'mode',
  'verify',
  'verify-timeout',
  'target-health-timeout',
  'max-launch-failures',
  'timeout',
  'poll-interval',
  'hand-over',
  'on-failure',
  'on-cancel',
  'aws-region',
  'role-to-assume',
  'role-session-name',
  'audience',
  'summary',
  'pull-request-comment',
  'github-token',
])

/** What action.yml gives the others where nobody has set them. */
export const unsetInWatch: Readonly<Partial<Record<Input, string>>> = {
  trial: 'false',
  'scale-in-protected-instances': 'ignore',
  'standby-instances': 'ignore',
  'on-conflict': 'auto',
  'on-stale': 'warn',
  'ssm-template': 'refuse',
  'set-default-version': 'false',
  'failed-version': 'delete',
}

/** Whether the mode takes the input. */
export const isForWatch = (input: Input): boolean => watching.has(input)

/** Refuses every input that would shape or undo a refresh. */
export function checkWatch({ text, wrong, isSound }: Reading): void {
  for (const input of inputNames)
    if (!isForWatch(input) && text(input) !== '' && text(input) !== unsetInWatch[input] && isSound(input))
      wrong(input, text(input), 'means nothing in mode: watch, which shapes no instance refresh and starts none')
  if (text('verify-timeout') !== '' && text('verify') === '' && isSound('verify-timeout'))
    wrong('verify-timeout', text('verify-timeout'), 'means nothing without verify')
  for (const input of ['on-failure', 'on-cancel'] as const)
    if (text(input) !== '' && text(input) !== 'leave' && isSound(input))
      wrong(input, text(input), 'must be leave in mode: watch, which undoes nothing that somebody else has started')
}
