/** The step's outputs. */

import { commitsOf } from '../rollout/commits.ts'
import type { FinalStep } from '../rollout/events.ts'
import { hasCancel } from '../rollout/model/refresh-status.ts'
import type { Milestone, Timeline } from '../rollout/timeline.ts'
import { cleanOutput, cleanPath } from './clean-output.ts'
import { fromOf, groupOf, imagesOf, refreshOf, toOf } from './facts.ts'
import { codeOf } from './outcomes.ts'
import { compareAddress, consoleAddress } from './summary/links.ts'
import type { RunPlace } from './summary/story.ts'
import { outcomeSentences } from './verdict.ts'

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
  'commit',
  'previous-commit',
  'compare-url',
  'instances-replaced',
  'instances-skipped',
  'duration-seconds',
  'console-url',
  'report-file',
  'summary-file',
] as const
export type OutputName = (typeof outputNames)[number]
export type Outputs = Readonly<Record<OutputName, string>>

/** What the timeline does not contain: the paths of the files, and the run's address. */
export interface OutputContext {
  readonly reportFile: string
  readonly summaryFile: string
  readonly run: RunPlace
}

/** The outcome in words; empty while there is none. */
export const reasonOf = (timeline: Timeline): string =>
  timeline.outcome ? outcomeSentences(timeline, timeline.outcome).join(' ') : ''

/** All outputs, without line ends, control characters and account ids. Unknown values are empty. */
export function outputsOf(timeline: Timeline, context: OutputContext): Outputs {
  const account = timeline.survey?.group?.account ?? ''
  const clean = (text: string) => cleanOutput(text, account)
  const { outcome } = timeline
  const from = fromOf(timeline)
  const to = toOf(timeline)
  const fleetStatus = outcome && 'fleetStatus' in outcome ? outcome.fleetStatus : undefined
  const left = fleetStatus?.leftOut.filter(({ why }) => why !== 'warming up') ?? []
  const { commit = '', previous = '' } = timeline.survey ? commitsOf(timeline.survey) : {}
  return {
    outcome: outcome?.type ?? '',
    // A check has no new version that the fleet could run.
    fleet: !outcome || timeline.settings?.mode === 'check' ? '' : (fleetStatus?.fleet ?? 'unknown'),
    'failure-code': outcome ? codeOf(outcome) : '',
    reason: clean(reasonOf(timeline)),
    changed: String(hasChanged(timeline.milestones)),
    'instance-refresh-id': clean(refreshOf(timeline)),
    'launch-template-id': clean((to.length > 0 ? to : from).map(({ id }) => id).join(',')),
    'launch-template-version': to.map(({ version }) => version).join(','),
    'previous-launch-template-version': from.map(({ version }) => version).join(','),
    'image-id': clean(imagesOf(timeline).join(',')),
    'previous-image-id': clean(from.map(({ image }) => image).join(',')),
    commit: clean(commit),
    'previous-commit': clean(previous),
    'compare-url': commit === '' || previous === '' ? '' : compareUrl(context.run, previous, commit),
    'instances-replaced': String(outcome && 'replaced' in outcome ? outcome.replaced : 0),
    'instances-skipped': String(left.length),
    'duration-seconds': String(Math.round((timeline.now - timeline.began) / 1000)),
    'console-url': consoleUrl(timeline, context.run, clean),
    'report-file': cleanPath(context.reportFile),
    'summary-file': cleanPath(context.summaryFile),
  }
}

const compareUrl = (run: RunPlace, previous: string, commit: string): string =>
  compareAddress(run, previous, commit)?.href ?? ''

/** The console's address; empty where the group's name contains the account id, which would have to be replaced. */
function consoleUrl(timeline: Timeline, run: RunPlace, clean: (text: string) => string): string {
  const group = groupOf(timeline)
  const address = group === '' ? undefined : consoleAddress(group, run.region)?.href
  return address !== undefined && clean(address) === address ? address : ''
}

/** Whether a write of this run took effect. Events after a write count, events before it do not. */
export const hasChanged = (milestones: readonly Milestone[]): boolean =>
  milestones.some((milestone, i) => wrote(milestone, milestones.slice(i + 1)))

const cancelled =
  (refresh: string) =>
  (milestone: Milestone): boolean => {
    const seen =
      milestone.type === 'waiting'
        ? [milestone.refresh]
        : milestone.type === 'surveyed'
          ? milestone.survey.refreshes
          : []
    return seen.some(({ id, status }) => id === refresh && hasCancel(status))
  }

const changes: ReadonlySet<FinalStep['did']> = new Set([
  'given-back',
  'restored',
  'set',
  'deleted',
  'retired',
  'archived',
  'removed',
  'written',
  'noted',
  'forgotten',
] as const)

function wrote(milestone: Milestone, after: readonly Milestone[]): boolean {
  switch (milestone.type) {
    case 'pinned-image':
    case 'pinned':
    case 'noted':
      return true
    case 'prepared':
      return milestone.how === 'made'
    case 'underway':
      return milestone.how === 'started' || milestone.how === 'found'
    // The aliases are in their tag by now, whether or not they can be replaced by numbers.
    case 'pinning':
      return milestone.hasTagged
    // Emitted before the write; a later event shows whether it took effect.
    case 'rolling-back':
      return after.some(({ type }) => type === 'underway')
    case 'trial':
      return milestone.trial.did === 'launched' || milestone.trial.did === 'ended'
    case 'final-step':
      return changes.has(milestone.finalStep.did)
    // Another refresh may have been cancelled for this rollout; a later survey shows that.
    case 'planned':
      if (milestone.plan.action === 'revert')
        return !milestone.plan.isSent && after.some(({ type }) => type === 'underway')
      return milestone.plan.action === 'replace' && after.some(cancelled(milestone.plan.refresh.id))
    case 'surveyed':
    case 'claiming':
    case 'checked':
    case 'deleting-versions':
    case 'archiving-images':
    case 'waiting':
    case 'watching':
    case 'pinning-image':
    case 'preparing':
    case 'starting':
    case 'evidence':
    case 'concluded':
      return false
  }
}
