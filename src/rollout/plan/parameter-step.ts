/** The step that writes the proven image's id to a Systems Manager parameter, for those who follow it. Pure. */

import type { ProvenLastRollout } from '../launch-template/last-rollout.ts'
import { markerIn } from '../launch-template/marker.ts'
import { ROLLBACK_TAG, rollbackNoteIn } from '../launch-template/rollback-note.ts'
import { setParameterCommand } from '../manual-commands.ts'
import type { Finding } from '../model/finding.ts'
import type { TemplateVersion, Version } from '../model/launch-template.ts'
import type { SettableParameter } from '../model/parameter.ts'
import { names, type Refresh } from '../model/refresh.ts'
import { isSuccessful } from '../model/refresh-status.ts'
import type { Survey } from '../model/survey.ts'
import { revisionOf } from './plan.ts'
import type { StepFacts } from './step-facts.ts'
import type { Step } from './steps.ts'

/** The parameter, if it exists; what else is wrong with it is a finding. */
export function settableParameter({ parameterToSet: asked }: Survey): SettableParameter | undefined {
  if (!asked || typeof asked.found === 'string' || 'kind' in asked.found) return undefined
  const { dataType, version, value, changed } = asked.found
  return { name: asked.name, dataType, version, value, ...(changed !== undefined && { changed }) }
}

/** The step after a success: of several templates with one image. */
export function parameterSteps(
  { parameter }: Pick<StepFacts, 'parameter'>,
  proven: readonly TemplateVersion[],
): readonly Step[] {
  const [image, ...others] = new Set(proven.map((each) => each.image))
  if (!parameter || image === undefined || others.length > 0) return []
  const { name, dataType, version, value, isOvertaken = false } = parameter
  const isDue = value.trim() !== image && !isOvertaken
  return [{ type: 'set-parameter', parameter: { name, dataType, version }, image, isDue, isOvertaken }]
}

/**
 * The facts of a run that goes on with a refresh which an earlier job or attempt of it began: what was written since then is
 * somebody else's, and may be newer.
 */
export function factsTakenUp(facts: StepFacts, { began }: Pick<Refresh, 'began'>): StepFacts {
  const { parameter } = facts
  if (!parameter || began === undefined || (parameter.changed ?? 0) < began) return facts
  return { ...facts, parameter: { ...parameter, isOvertaken: true } }
}

/** What a confirmation is held against. `newest`: the newest refresh. `last`: the newest rollout without a marker. */
export interface ConfirmedFleet {
  readonly to: readonly Version[]
  readonly newest: Refresh | undefined
  readonly last: ProvenLastRollout | undefined
}

/**
 * The facts of a run that changes nothing. It sets the parameter only where an earlier attempt of it did the rollout and was
 * killed before it could: else a newer build may have written it since.
 */
export function confirmingFacts(facts: StepFacts, { to, newest, last }: ConfirmedFleet): StepFacts {
  const { parameter, ...others } = facts
  const { group, settings } = facts
  const isOfRun = (run: string | undefined) => run === settings.run.id
  const isOwnRollback =
    settings.to !== undefined &&
    settings.attempt > 1 &&
    newest !== undefined &&
    isSuccessful(newest.status) &&
    names(newest, revisionOf(to))
  const isOwn =
    to.some(({ description }) => isOfRun(markerIn(description)?.run)) ||
    isOfRun(last?.run) ||
    isOfRun(rollbackNoteIn(group.tags.get(ROLLBACK_TAG))?.run) ||
    isOwnRollback
  if (!isOwn || !parameter) return others
  return newest ? factsTakenUp(facts, newest) : facts
}

/**
 * What is said where a run that changes nothing has no parameter to set by `confirming`, though it holds something else than
 * the image that the fleet runs: a green end would hide it.
 */
export function parameterLeft(facts: StepFacts, confirming: StepFacts, proven: readonly TemplateVersion[]) {
  if (confirming.parameter) return []
  return parameterSteps(facts, proven).flatMap((step) =>
    step.type === 'set-parameter' && step.isDue ? [leftAsItIs(step)] : [],
  )
}

const leftAsItIs = ({ parameter, image }: Extract<Step, { type: 'set-parameter' }>): Finding => ({
  level: 'warning',
  rule: 'set-parameter-left',
  says: `The parameter ${parameter.name} does not hold ${image}, which the group runs already. This run did not roll it, and a newer build may have written the parameter: it is left as it is.`,
  remedy: `If it is to hold ${image}, write it: \`${setParameterCommand(parameter, image)}\`.`,
})
