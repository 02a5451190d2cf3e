/** The steps by which a rollout of a version that exists is known: it has no marker of its own. Pure. */

import { lastRolloutOf, numbersOf } from '../launch-template/last-rollout.ts'
import { originOf } from '../launch-template/tag-origin.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { SavedPin } from './pins.ts'
import type { TemplateChange } from './plan.ts'
import { isPlanned } from './planned-version.ts'
import type { StepFacts } from './step-facts.ts'
import type { Step } from './steps.ts'

/** What is rolled out, and what is saved on the group for that. */
export interface ClaimedRollout {
  readonly changes: readonly TemplateChange[]
  readonly pins: readonly SavedPin[]
}

/** Whether the rollout needs a tag: it makes no version, or it moves what the group has saved. */
function isClaimed({ settings }: StepFacts, { changes, pins }: ClaimedRollout): boolean {
  if (!isOfOthers(settings)) return false
  return !changes.some(({ to }) => isPlanned(to)) || pins.some((pin) => 'former' in pin)
}

/** Whether the version is one that others may roll, too: no marker of this run's says whose refresh leads to it. */
export const isOfOthers = ({
  templateVersion,
  currentImage,
}: Pick<RolloutSettings, 'templateVersion' | 'currentImage'>): boolean => templateVersion !== undefined || currentImage

/** The step that writes the tag, before anything else is changed. */
export function rolloutNote(facts: StepFacts, rollout: ClaimedRollout): readonly Step[] {
  if (!isClaimed(facts, rollout)) return []
  const { group, settings, limit } = facts
  const { changes, pins } = rollout
  const [saved = movedBefore(facts)] = pins.flatMap((pin) => ('former' in pin ? [pin.former] : []))
  const versions = changes.map(({ to }) => to)
  const from = changes.flatMap((change) => (change.canRollBack || change.isRenewal ? [change.from] : []))
  const note = {
    from: numbersOf(from, group),
    to: numbersOf(versions, group),
    ...(saved !== undefined && { saved }),
    at: group.at,
    ...originOf(settings, group, limit),
  }
  return [{ type: 'note-rollout', group: group.name, versions, note }]
}

/** What an earlier attempt has moved already, and began no refresh: it is still in its tag alone. */
function movedBefore({ group, settings }: StepFacts): string | undefined {
  const last = lastRolloutOf(group)
  return last?.run === settings.run.id && last.refresh === undefined ? last.saved : undefined
}

/**
 * The step that reads the group once more, just before the refresh: where no marker shows whose refresh it is, and after a
 * trial, which takes minutes in which another run may roll the group or give it back its alias.
 */
export function startConfirmation(facts: StepFacts, { changes }: Pick<ClaimedRollout, 'changes'>): readonly Step[] {
  const isOthers = isOfOthers(facts.settings)
  if (!isOthers && !facts.trial) return []
  const saved = changes.map(({ from }) => from)
  return [{ type: 'confirm-start', group: facts.group.name, saved, otherwise: isOthers ? 'fail' : 'plan-again' }]
}
