/** Plans the trial of new versions, and the end of what earlier trials have left. Pure. */
import type { Group } from '../model/group.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { isLeftTrial } from '../model/trial.ts'
import type { Decision, TemplateChange } from './plan.ts'
import type { Step } from './steps.ts'
import type { KnownTemplate } from './template-changes.ts'

/** What the trial of a deploy depends on. */
export interface TrialFacts {
  readonly group: Group
  readonly settings: Pick<RolloutSettings, 'trial' | 'verify' | 'to'>
  /** In the order of the changes. */
  readonly templates: readonly KnownTemplate[]
}

/** The trial of the changed templates; none where the settings ask for none, in a rollback, or where no instance is replaced. */
export function plannedTrial(
  changes: readonly TemplateChange[],
  { group, settings, templates }: TrialFacts,
): Extract<Step, { type: 'trial' }> | undefined {
  const { trial, verify, to } = settings
  if (!trial || to !== undefined) return undefined
  const versions = changes.map(({ to: version }, i) => ({
    version,
    types: typesToTry(version, group),
    devices: templates[i]?.target.disks.map(({ device }) => device) ?? [],
  }))
  const verifyLimit = verify && Math.min(verify.timeout ?? trial.timeout, trial.timeout)
  return { type: 'trial', versions, limit: trial.timeout, ...(verifyLimit !== undefined && { verifyLimit }) }
}

/** The group's policy chooses the type where it names any, else the template. */
function typesToTry({ id, type }: TemplateChange['to'], group: Group): readonly string[] {
  const [main] = group.templates
  const overrides = group.mixed?.overrides.filter(({ template = main?.id }) => template === id) ?? []
  const chosen = overrides.flatMap((each) => each.type ?? [])
  return chosen.length > 0 ? [...new Set(chosen)] : type === undefined ? [] : [type]
}

/** Adds a step to end what earlier trials have left: first in a deploy, last in a rollback, which is urgent. */
export function withLeftTrials(decided: Decision, { group, trials }: Survey, settings: RolloutSettings): Decision {
  if (!group || !('settings' in decided) || decided.action === 'resume-rollback') return decided
  const ids = new Set(group.templates.map(({ id }) => id))
  const instances = trials
    .filter(
      (each) =>
        ids.has(each.template) && isLeftTrial(each, { run: settings.run.id, attempt: settings.attempt, at: group.at }),
    )
    .map(({ instance }) => instance)
  if (instances.length === 0) return decided
  const step: Step = { type: 'end-trials', instances }
  return { ...decided, steps: decided.isRollback ? [...decided.steps, step] : [step, ...decided.steps] }
}
