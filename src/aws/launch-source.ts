/** Reads a group's launch template or mixed instances policy, and builds the request that sets other versions in it. */
import type {
  DesiredConfiguration,
  LaunchTemplateOverrides,
  LaunchTemplateSpecification,
  MixedInstancesPolicy,
} from '@aws-sdk/client-auto-scaling'
import type { VersionChoices } from '../rollout/manual-commands.ts'
import type { Group, MixedPolicy, Override } from '../rollout/model/group.ts'
import type { TemplateReference } from '../rollout/model/launch-template.ts'
import type { Refresh } from '../rollout/model/refresh.ts'

/** A launch template or a mixed instances policy, as groups, refreshes and requests contain it. */
type Source = Pick<DesiredConfiguration, 'LaunchTemplate' | 'MixedInstancesPolicy'>

/** What a group has saved, as the domain reads it. */
export function savedIn(group: Source, unknown: readonly string[]): Pick<Group, 'form' | 'templates' | 'mixed'> {
  const { LaunchTemplate: template, MixedInstancesPolicy: policy } = group
  const templates = distinct(specificationsIn(group).map(namedBy))
  if (policy) return { form: 'mixed-instances-policy', templates, mixed: mixedFrom(policy, unknown) }
  return { form: template ? 'launch-template' : 'launch-configuration', templates }
}

/** Every launch template specification, in order; the policy's own before those of its overrides. */
export function specificationsIn(source: Source): readonly LaunchTemplateSpecification[] {
  const mixed = source.MixedInstancesPolicy?.LaunchTemplate
  const overrides = mixed?.Overrides?.map((override) => override.LaunchTemplateSpecification) ?? []
  return [source.LaunchTemplate, mixed?.LaunchTemplateSpecification, ...overrides].filter((each) => each !== undefined)
}

/** A specification as a reference. AWS treats a missing version as `$Default`. */
const namedBy = ({
  LaunchTemplateId: id = '',
  LaunchTemplateName: name = '',
  Version: version = '$Default',
}: LaunchTemplateSpecification): TemplateReference => ({ id, name, version })

const distinct = (all: readonly TemplateReference[]): readonly TemplateReference[] =>
  all.filter((each, i) => all.findIndex(({ id, version }) => id === each.id && version === each.version) === i)

const mixedFrom = (policy: MixedInstancesPolicy, unknown: readonly string[]): MixedPolicy => ({
  whole: policy,
  unknown,
  overrides: policy.LaunchTemplate?.Overrides?.map(overrideFrom) ?? [],
})

const overrideFrom = (override: LaunchTemplateOverrides): Override => {
  const { InstanceType: type, ImageId: image, LaunchTemplateSpecification: own } = override
  return {
    ...(type !== undefined && { type }),
    ...(own?.LaunchTemplateId !== undefined && { template: own.LaunchTemplateId }),
    ...(image !== undefined && { image }),
    byAttributes: override.InstanceRequirements !== undefined,
  }
}

/** The template versions that a refresh names; none where it names a template by its name alone. */
export function refreshTarget(source: Source | undefined): Pick<Refresh, 'to'> {
  const named = distinct(specificationsIn(source ?? {}).map(namedBy))
  return named.length > 0 && named.every(({ id }) => id !== '')
    ? { to: named.map(({ id, version }) => ({ template: id, version })) }
    : {}
}

/**
 * The group's launch template or policy with these versions. A mixed instances policy is sent whole, because an update
 * replaces it and the group would lose what a request leaves out.
 */
export function sourceWith({ mixed }: Pick<Group, 'mixed'>, choices: VersionChoices): Source {
  if (mixed) return { MixedInstancesPolicy: policyWith(mixed, choices) }
  const [only] = choices
  return { LaunchTemplate: { LaunchTemplateId: only?.id, Version: String(only?.version) } }
}

/** The group once these versions are saved on it. */
export const groupWith = (group: Group, choices: VersionChoices): Group => ({
  ...group,
  templates: distinct(
    group.templates.map((saved) => {
      const choice = choices.find(({ id }) => id === saved.id)
      return choice ? { ...saved, version: String(choice.version) } : saved
    }),
  ),
  ...(group.mixed && { mixed: { ...group.mixed, whole: policyWith(group.mixed, choices) } }),
})

function policyWith({ whole }: MixedPolicy, choices: VersionChoices): MixedInstancesPolicy {
  // Only `mixedFrom` makes this value, so it is the SDK's type.
  const policy = whole as MixedInstancesPolicy
  const { LaunchTemplate: template } = policy
  return {
    ...policy,
    LaunchTemplate: {
      ...template,
      LaunchTemplateSpecification:
        template?.LaunchTemplateSpecification && chosen(template.LaunchTemplateSpecification, choices),
      ...(template?.Overrides && { Overrides: template.Overrides.map((override) => overrideWith(override, choices)) }),
    },
  }
}

const overrideWith = (override: LaunchTemplateOverrides, choices: VersionChoices): LaunchTemplateOverrides => {
  const { LaunchTemplateSpecification: own } = override
  return own ? { ...override, LaunchTemplateSpecification: chosen(own, choices) } : override
}

/** AWS returns both id and name and accepts only one of them. */
function chosen(
  { LaunchTemplateName: _, ...named }: LaunchTemplateSpecification,
  choices: VersionChoices,
): LaunchTemplateSpecification {
  const choice = choices.find(({ id }) => id === named.LaunchTemplateId)
  return choice ? { ...named, Version: String(choice.version) } : named
}
