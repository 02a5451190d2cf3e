/** Reads the version that the group has saved of each launch template, and the image that a parameter means in it. */

import { versionOf } from '../launch-template/alias.ts'
import { parameterIn } from '../launch-template/parameter.ts'
import { runs } from '../model/coverage.ts'
import { type GroupTemplate, groupTemplate } from '../model/group-template.ts'
import type { Ec2Instance } from '../model/instance.ts'
import type { Template, TemplateReference } from '../model/launch-template.ts'
import { isInService } from '../model/lifecycle.ts'
import type { GroupReads } from './survey-reads.ts'

/** A launch template that the group names; `template` is missing where it does not exist or could not be read. */
export interface NamedTemplate {
  readonly named: TemplateReference
  readonly template: Template | undefined
}

/** Reads the version that the saved number or alias means now. */
export async function withSavedVersion(
  { reads, ask }: GroupReads,
  { named, template }: NamedTemplate,
): Promise<GroupTemplate> {
  const saved = template && (await ask(reads.version(template.id, versionOf(named.version))))
  return groupTemplate(named, { template, saved })
}

/**
 * For a version that names its image by a parameter: adds the image that it means now and those that its instances
 * run.
 */
export async function withParameter(
  { reads, ask, group }: GroupReads,
  template: GroupTemplate,
): Promise<GroupTemplate> {
  if (template.type !== 'found' || parameterIn(template.saved) === undefined) return template
  const { saved } = template
  const running = group.instances.filter((each) => isInService(each) && runs(each, { templates: [saved] }))
  const [means, ec2Instances = new Map<string, Ec2Instance>()] = await Promise.all([
    ask(reads.imageMeant(saved.id, saved.version)),
    running.length > 0 ? ask(reads.ec2Instances(running.map(({ id }) => id))) : undefined,
  ])
  const images = [...new Set(Array.from(ec2Instances.values(), ({ image }) => image))]
  return { ...template, parameter: { running: images, ...(means !== undefined && { means }) } }
}
