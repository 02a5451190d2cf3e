import { duration, list } from '../measure.ts'
import type { HookWait } from '../model/hook-wait.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { activities, answerHooks, hookList } from './words.ts'

/** What a refresh seems to wait for, and on which instances. */
export type Blocker =
  | { readonly by: 'lifecycle-hook'; readonly waits: readonly HookWait[] }
  | {
      readonly by: 'scale-in-protection' | 'standby' | 'launches' | 'drain' | 'unknown'
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
  commands: activities,
})

function nextStepFor(waitingFor: readonly Blocker[]): string {
  const waits = waitingFor.flatMap((each) => (each.by === 'lifecycle-hook' ? each.waits : []))
  if (waits.length > 0) return answerHooks(waits)
  return waitingFor.some(({ by }) => by === 'scale-in-protection' || by === 'standby')
    ? 'Take the protection or the Standby away, or choose by `scale-in-protected-instances` and `standby-instances` what becomes of these instances. Then run again.'
    : 'The scaling activities show what AWS waits for. Resolve it, then run again.'
}

function blockerWords(blocker: Blocker): string {
  if (blocker.by === 'lifecycle-hook') {
    const { waits } = blocker
    const instances = list(waits.map(({ instance }) => instance))
    return `${instances} ${waits.length === 1 ? 'waits' : 'wait'} for ${hookList(waits)}`
  }
  const { by, instances } = blocker
  return `${blockers[by]}${instances.length > 0 ? ` (${list(instances)})` : ''}`
}

const blockers: Readonly<Record<Exclude<Blocker['by'], 'lifecycle-hook'>, string>> = {
  'scale-in-protection': 'scale-in protection keeps instances of the old version',
  standby: 'instances of the old version are in Standby',
  launches: 'launches keep failing',
  drain: 'instances do not finish terminating',
  unknown: 'what AWS waits for cannot be seen',
}
