import { completeHookCommand } from '../manual-commands.ts'
import { duration, list } from '../measure.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { ANSWER_HOOK, activities } from './words.ts'

/** What a refresh seems to wait for, and on which instances. */
export interface Blocker {
  readonly by: 'lifecycle-hook' | 'scale-in-protection' | 'standby' | 'launches' | 'drain' | 'unknown'
  readonly instances: readonly string[]
}

/** Nothing has changed in the group or the refresh for longer than the limit. */
export interface Stalled {
  readonly code: 'stalled'
  readonly since: Instant
  readonly limitMs: Ms
  readonly waitingFor: readonly Blocker[]
}

/** The row of `stalled`. */
export const stalled = ({ limitMs, waitingFor }: Stalled): FailureRow => ({
  action: 'on-failure',
  sentence: `Nothing has changed for ${duration(limitMs)}: ${waitingFor.map(blockerWords).join('; ')}.`,
  nextStep: nextStepFor(waitingFor),
  runAgain: true,
  commands: (group) => [...waitingFor.flatMap((each) => blockerCommands(each, group)), ...activities(group)],
})

function nextStepFor(waitingFor: readonly Blocker[]): string {
  const by = (...these: readonly Blocker['by'][]) => waitingFor.some((each) => these.includes(each.by))
  if (by('lifecycle-hook')) return `Complete the action of the lifecycle hook. ${ANSWER_HOOK}`
  return by('scale-in-protection', 'standby')
    ? 'Take the protection or the Standby away, or choose by `scale-in-protected-instances` and `standby-instances` what becomes of these instances. Then run again.'
    : 'The scaling activities show what AWS waits for. Resolve it, then run again.'
}

const blockerCommands = ({ by, instances: [first] }: Blocker, group: string): readonly string[] =>
  by === 'lifecycle-hook' && first !== undefined ? [completeHookCommand(group, first)] : []

const blockerWords = ({ by, instances }: Blocker): string =>
  `${blockers[by]}${instances.length > 0 ? ` (${list(instances)})` : ''}`

const blockers: Readonly<Record<Blocker['by'], string>> = {
  'lifecycle-hook': 'a lifecycle hook waits for its action',
  'scale-in-protection': 'scale-in protection keeps instances of the old version',
  standby: 'instances of the old version are in Standby',
  launches: 'launches keep failing',
  drain: 'instances do not finish terminating',
  unknown: 'what AWS waits for cannot be seen',
}
