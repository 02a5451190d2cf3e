/** The step's outputs. */
import { hasCancel } from '../rollout/model/refresh-status.ts'
import type { Timeline, Turn } from '../rollout/timeline.ts'
import { fromOf, imagesOf, refreshOf, toOf } from './facts.ts'
import { codeOf } from './outcomes.ts'
import { tellingOf } from './verdict.ts'

/** Every output of action.yml. */
export const outputNames = [
  'outcome',
  'fleet',
  'failure-code',
  'reason',
  'changed',
  'instance-refresh-id',
  'launch-template-id',
  'launch-template-version',
  'previous-launch-template-version',
  'image-id',
  'previous-image-id',
  'instances-replaced',
  'instances-skipped',
  'duration-seconds',
  'report-file',
] as const
export type OutputName = (typeof outputNames)[number]
export type Outputs = Readonly<Record<OutputName, string>>

/** All outputs; what is not known is empty. `reportFile`: where the JSON report was written. */
export function outputsOf(timeline: Timeline, reportFile = ''): Outputs {
  const { outcome } = timeline
  const from = fromOf(timeline)
  const to = toOf(timeline)
  const standing = outcome && 'standing' in outcome ? outcome.standing : undefined
  const left = standing?.leftOut.filter(({ why }) => why !== 'warming up') ?? []
  return {
    outcome: outcome?.is ?? '',
    // A check compares with the template: there is no new version that the fleet could be on.
    fleet: timeline.policy?.mode === 'check' ? '' : (standing?.fleet ?? 'unknown'),
    'failure-code': outcome ? codeOf(outcome) : '',
    reason: outcome ? tellingOf(timeline, outcome).join(' ') : '',
    changed: String(hasChanged(timeline.turns)),
    'instance-refresh-id': refreshOf(timeline),
    'launch-template-id': (to.length > 0 ? to : from).map(({ id }) => id).join(','),
    'launch-template-version': to.map(({ version }) => version).join(','),
    'previous-launch-template-version': from.map(({ version }) => version).join(','),
    'image-id': imagesOf(timeline).join(','),
    'previous-image-id': from.map(({ image }) => image).join(','),
    'instances-replaced': String(outcome && 'replaced' in outcome ? outcome.replaced : 0),
    'instances-skipped': String(left.length),
    'duration-seconds': String(Math.round((timeline.now - timeline.began) / 1000)),
    'report-file': reportFile,
  }
}

/** Whether a write of this run took effect: facts count, intents do not. */
export const hasChanged = (turns: readonly Turn[]): boolean => turns.some((turn, i) => wrote(turn, turns.slice(i + 1)))

const cancelled =
  (refresh: string) =>
  (turn: Turn): boolean => {
    const seen = turn.is === 'waiting' ? [turn.refresh] : turn.is === 'surveyed' ? turn.survey.refreshes : []
    return seen.some(({ id, status }) => id === refresh && hasCancel(status))
  }

function wrote(turn: Turn, after: readonly Turn[]): boolean {
  switch (turn.is) {
    case 'fixed':
    case 'pinned':
    case 'noted':
      return true
    case 'prepared':
      return turn.how === 'made'
    case 'underway':
      return turn.how === 'started' || turn.how === 'found'
    // Told before the write; it took effect if the way back was gone.
    case 'retreating':
      return after.some(({ is }) => is === 'underway')
    case 'chore':
      return turn.chore.did === 'given-back' || turn.chore.did === 'set' || turn.chore.did === 'deleted'
    // Somebody else's refresh was cancelled for this one, if it was seen so afterwards.
    case 'planned':
      if (turn.plan.action === 'revert') return !turn.plan.isSent && after.some(({ is }) => is === 'underway')
      return turn.plan.action === 'replace' && after.some(cancelled(turn.plan.refresh.id))
    case 'surveyed':
    case 'checked':
    case 'tidying':
    case 'waiting':
    case 'fixing':
    case 'pinning':
    case 'preparing':
    case 'starting':
    case 'evidence':
    case 'concluded':
      return false
  }
}
