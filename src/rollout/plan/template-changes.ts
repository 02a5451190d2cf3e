/** What becomes of each launch template: a version that exists is taken, or one is planned. Pure. */

import { launchedBy, parameterIn } from '../launch-template/parameter.ts'
import { differences } from '../launch-template/template.ts'
import type { Group } from '../model/group.ts'
import type { GroupTemplate } from '../model/group-template.ts'
import type { Image } from '../model/image.ts'
import type { Difference, Template, Version } from '../model/launch-template.ts'
import { isInService } from '../model/lifecycle.ts'
import type { RolloutSettings, WorkflowRun } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import type { TemplateChange } from './plan.ts'
import { isPlanned, type PlannedVersion, withImage } from './planned-version.ts'
import type { ParameterPin } from './steps.ts'

/** A template of which everything is known that a change needs. */
export interface KnownTemplate extends GroupTemplate {
  readonly template: Template
  readonly saved: Version
  readonly target: Image
}

/** The template, if everything is known that a change needs. */
export function knownTemplates(of: GroupTemplate): readonly KnownTemplate[] {
  const { template, saved, target } = of
  return template && saved && target ? [{ ...of, template, saved, target }] : []
}

/** Decides what becomes of one template. */
export function changeOf(of: KnownTemplate, group: Group, { run }: Pick<RolloutSettings, 'run'>): TemplateChange {
  const { template, saved, rollbackTarget } = of
  const to = rollbackTarget?.type === 'version' ? rollbackTarget.version : targetOf(of, group, run)
  return {
    template,
    from: saved,
    to,
    ...(rollbackTarget?.type === 'version' && { why: rollbackTarget.why }),
    differences: isPlanned(to) ? imageOnly(of) : differences(saved.data, to.data),
  }
}

/** A version that exists and launches the image is taken; otherwise one is made from the version in use. */
function targetOf(
  { template, saved, target, versions }: KnownTemplate,
  group: Group,
  run: WorkflowRun,
): Version | PlannedVersion {
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

/** A version that is still to be made differs in its image only: that is checked when it has been made. */
const imageOnly = ({ saved, target }: KnownTemplate): readonly Difference[] => [
  { path: 'ImageId', from: saved.image, to: target.id },
]

/** A survey in which each version that names its image by a parameter has given way to the version that takes its place. */
export interface WithoutParameters {
  readonly survey: Survey
  readonly pins: readonly ParameterPin[]
}

/**
 * AWS starts no refresh with a desired configuration from a template that names its image by a parameter, and rolls none
 * back. Where that is asked for, the group is moved to a version with an image of its own first, and everything is
 * decided from that version, made already or planned.
 */
export function withoutParameters(survey: Survey, { run }: Pick<RolloutSettings, 'run'>): WithoutParameters {
  const each = survey.templates.map((of) => ({ of, pin: pinFor(of, run) }))
  const templates = each.map(({ of, pin }) => (pin ? onto(of, pin.version) : of))
  return { survey: { ...survey, templates }, pins: each.flatMap(({ pin }) => pin ?? []) }
}

function pinFor(
  { saved, template, parameter: leads, versions }: GroupTemplate,
  run: WorkflowRun,
): ParameterPin | undefined {
  const parameter = saved && parameterIn(saved)
  const image = saved && leads && launchedBy(saved, leads)
  if (!saved || !template || !leads || parameter === undefined || image === undefined) return undefined
  const version = withImage(saved, image, { template, versions, run })
  return { parameter, version, imageFrom: leads.running.includes(image) ? 'instances' : 'parameter' }
}

const onto = (of: GroupTemplate, version: Version | PlannedVersion): GroupTemplate => ({
  ...of,
  ...(of.template && { template: { ...of.template, latest: Math.max(of.template.latest, version.version) } }),
  saved: version,
  versions: [...new Set([...of.versions, version])],
})
