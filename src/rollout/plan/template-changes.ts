/** Decides the change to each launch template: use an existing version, or plan a new one. Pure. */

import { launchedBy, parameterIn } from '../launch-template/parameter.ts'
import { differences } from '../launch-template/template.ts'
import type { Group } from '../model/group.ts'
import {
  existingTarget,
  type FoundTemplate,
  type GroupTemplate,
  type RestoredVersion,
  sourceOf,
  targetImage,
  versionToRestore,
} from '../model/group-template.ts'
import type { Image } from '../model/image.ts'
import type { Difference, Template, Version } from '../model/launch-template.ts'
import { isInService } from '../model/lifecycle.ts'
import type { RolloutSettings, WorkflowRun } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import type { ParameterPin, SavedPin } from './pins.ts'
import type { TemplateChange } from './plan.ts'
import { isPlanned, type PlannedVersion, withImage } from './planned-version.ts'

/** A template with everything that a change needs. */
export interface KnownTemplate {
  readonly template: Template
  readonly saved: Version
  readonly versions: readonly Version[]
  readonly target: Image
  /** Only for a rollback to a version that exists. */
  readonly restores?: RestoredVersion
  /** Only where the target is a version that exists. */
  readonly existing?: Version
  /** Only where a new version is made from another one than the saved. */
  readonly source?: Version
  /** Whether there is a version that a rollback could return to. */
  readonly canRollBack: boolean
  /** The version stays, and only the instances are replaced. */
  readonly isRenewal: boolean
}

/** The template in a list, if everything that a change needs is known; otherwise an empty list. */
export function knownTemplates(of: GroupTemplate): readonly KnownTemplate[] {
  const [target, restores, existing] = [targetImage(of), versionToRestore(of), existingTarget(of)]
  if (of.type !== 'found' || !target) return []
  const { template, saved, versions, rollbackOrigin } = of
  const source = sourceOf(of)
  return [
    {
      template,
      saved,
      versions,
      target,
      ...(restores && { restores }),
      ...(existing && { existing }),
      ...(source.version !== saved.version && { source }),
      canRollBack: rollbackOrigin?.type !== 'none' && rollbackOrigin?.type !== 'same',
      isRenewal: rollbackOrigin?.type === 'same',
    },
  ]
}

/** Decides the change to one template. */
export function changeOf(of: KnownTemplate, group: Group, { run }: Pick<RolloutSettings, 'run'>): TemplateChange {
  const { template, saved, restores, existing, source } = of
  const to = existing ?? versionToRoll(of, group, run)
  return {
    template,
    from: saved,
    to,
    canRollBack: of.canRollBack,
    isRenewal: of.isRenewal,
    ...(restores && { why: restores.why }),
    differences: isPlanned(to) && !source ? imageOnly(of) : differences(saved.data, to.data),
  }
}

/** The target: an existing version with the image, else a planned one made from the version in use. */
function versionToRoll(
  { template, saved, target, versions, source, canRollBack }: KnownTemplate,
  group: Group,
  run: WorkflowRun,
): Version | PlannedVersion {
  if (source) return withImage(source, target.id, { template, versions, run, ...(canRollBack && { before: saved }) })
  if (saved.image === target.id) return saved
  const running = new Set(
    group.instances.flatMap((instance) =>
      isInService(instance) && instance.template?.id === template.id ? [instance.template.version] : [],
    ),
  )
  const common = running.size === 1 ? versions.find(({ version }) => running.has(version)) : undefined
  if (common?.image === target.id) return common
  return withImage(saved, target.id, { template, versions, run })
}

/** A planned version differs only in its image. The step that makes it checks that. */
const imageOnly = ({ saved, target }: KnownTemplate): readonly Difference[] => [
  { path: 'ImageId', from: saved.image, to: target.id },
]

/** The survey once the group has the versions saved that a rollback returns to. `pins`: what has to be saved for that. */
export interface WithoutParameters {
  readonly survey: Survey
  readonly pins: readonly SavedPin[]
}

/**
 * AWS does not start a refresh with a desired configuration, or roll one back, where the group's template names its image
 * by a parameter. With `ssm-template: pin` the group first gets a version that names the image by id. The plan is decided
 * from that version, whether it exists or is planned. Where the group has a version saved that a rollback could not return
 * to, it first gets the one that the survey found for that.
 */
export function withoutParameters(survey: Survey, { run }: Pick<RolloutSettings, 'run'>): WithoutParameters {
  const pins: SavedPin[] = []
  const templates = survey.templates.map((of) => {
    if (of.type !== 'found') return of
    const pin = pinFor(of, run)
    if (pin) {
      pins.push(pin)
      return onVersion(of, pin.version)
    }
    if (of.rollbackOrigin?.type === 'moved') pins.push({ former: of.named.version, version: of.saved })
    return of
  })
  return { survey: { ...survey, templates }, pins }
}

function pinFor(of: FoundTemplate, run: WorkflowRun): ParameterPin | undefined {
  const { saved, parameter: images } = of
  const parameter = parameterIn(saved)
  const image = images && launchedBy(saved, images)
  if (!images || parameter === undefined || image === undefined) return undefined
  const version = withImage(saved, image, { ...of, run })
  return { parameter, version, imageFrom: images.running.includes(image) ? 'instances' : 'parameter' }
}

/** The template as it is once the group has that version saved. */
const onVersion = (of: FoundTemplate, version: Version | PlannedVersion): FoundTemplate => ({
  ...of,
  template: { ...of.template, latest: Math.max(of.template.latest, version.version) },
  saved: version,
  versions: [...new Set([...of.versions, version])],
})
