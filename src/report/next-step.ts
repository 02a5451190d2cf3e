/** What a person should do after a failure: first about the fleet, then about the cause, with commands to copy. */

import { isAwsFailed } from '../rollout/failures/aws-failed.ts'
import { rowOf } from '../rollout/failures/index.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Timeline } from '../rollout/timeline.ts'
import { driftStep } from './drift.ts'
import { addresseeOf, fromOf, groupOf, versionNumbers } from './facts.ts'
import type { FailedOutcome } from './outcomes.ts'

/** What a person should do now, with commands to copy. */
export interface NextStep {
  readonly says: string
  readonly commands: readonly string[]
  /** Whether to re-run the same run. */
  readonly again: boolean
}

/** The next step after an outcome that fails the step; `undefined` where there is nothing to do. */
export function nextStep(timeline: Timeline, outcome: Outcome): NextStep | undefined {
  if (outcome.type === 'refused') {
    const remedies = outcome.findings.filter(({ level }) => level === 'error').map(({ remedy }) => remedy)
    return { says: [...new Set(remedies)].join(' '), commands: [], again: false }
  }
  if (outcome.type === 'drifted')
    return timeline.drift && { ...driftStep(addresseeOf(timeline), timeline.drift), again: false }
  if (outcome.type !== 'failed' && outcome.type !== 'cancelled') return undefined
  const row = rowOf(outcome.failure)
  const commands = [...outcome.fleetStatus.byHand, ...row.commands(groupOf(timeline))]
  const says = `${stateStep(timeline, outcome)}${row.nextStep}`
  return { says, commands: [...new Set(commands)], again: row.runAgain }
}

/** The part about the fleet: whether its present state is safe. */
function stateStep(timeline: Timeline, { failure, fleetStatus }: FailedOutcome): string {
  if (fleetStatus.active) return 'Follow AWS to its end. '
  if (fleetStatus.byHand.length === 0 || isAwsFailed(failure, 'version-gone')) return ''
  const old = fromOf(timeline)
  const back = old.length === 0 ? 'go back' : `go back to ${versionNumbers(old)}`
  switch (fleetStatus.fleet) {
    case 'unknown':
      return 'Look at what AWS is doing before anything else. '
    case 'mixed':
      return `Decide which way to go: run this job again, or ${back} with the first command. `
    case 'new':
      return `If the new version does harm, ${back} with the first command. `
    case 'previous':
      return 'End what is still launching with the first command. '
  }
}
