/** Translates launch templates and mixed instances policies between Auto Scaling's API and the simulated world. */
import type {
  InstancesDistribution,
  LaunchTemplateOverrides,
  LaunchTemplateSpecification,
  MixedInstancesPolicy,
} from '@aws-sdk/client-auto-scaling'
import type { MixedRequest, SourceRequest, TemplateRequest } from '../../world/launch-choice.ts'
import type { Distribution, LaunchSource, MixedPolicy, Override } from '../../world/launch-source.ts'
import { refuse } from '../../world/refusal.ts'
import type { TemplateChoice } from '../../world/templates.ts'
import { refuseUnsupported } from '../unsupported.ts'

/** A request's members that say what to launch from. */
interface Named {
  readonly LaunchTemplate?: LaunchTemplateSpecification | undefined
  readonly MixedInstancesPolicy?: MixedInstancesPolicy | undefined
}

/** Request → world. */
export const sourceNamed = ({ LaunchTemplate: template, MixedInstancesPolicy: mixed }: Named): SourceRequest => ({
  ...(template && { template: templateNamed(template) }),
  ...(mixed && { mixed: policyNamed(mixed) }),
})

const templateNamed = (specification: LaunchTemplateSpecification): TemplateRequest => ({
  id: specification.LaunchTemplateId,
  name: specification.LaunchTemplateName,
  version: specification.Version,
})

function policyNamed({ LaunchTemplate, InstancesDistribution }: MixedInstancesPolicy): MixedRequest {
  const { LaunchTemplateSpecification: template, Overrides: overrides = [] } = LaunchTemplate ?? {}
  // The simulator's wording. Whether AWS takes the group's own template then is not known.
  if (!template) throw refuse.validation('A mixed instances policy needs a launch template specification.')
  return {
    template: templateNamed(template),
    overrides: overrides.map(overrideNamed),
    ...(InstancesDistribution && { distribution: given(InstancesDistribution) }),
  }
}

function overrideNamed(override: LaunchTemplateOverrides): Override<TemplateRequest> {
  const { InstanceType, WeightedCapacity, LaunchTemplateSpecification, ImageId, InstanceRequirements } = override
  return {
    ...(InstanceType !== undefined && { instanceType: InstanceType }),
    ...(WeightedCapacity !== undefined && { weight: Number(WeightedCapacity) }),
    ...(LaunchTemplateSpecification && { template: templateNamed(LaunchTemplateSpecification) }),
    ...(ImageId !== undefined && { imageId: ImageId }),
    ...(InstanceRequirements && { requirements: { ...InstanceRequirements } }),
  }
}

const distributed: readonly (keyof InstancesDistribution & keyof Distribution)[] = [
  'OnDemandAllocationStrategy',
  'OnDemandBaseCapacity',
  'OnDemandPercentageAboveBaseCapacity',
  'SpotAllocationStrategy',
  'SpotInstancePools',
  'SpotMaxPrice',
]

/** Only what the request says; the rest is AWS's default. */
function given(distribution: InstancesDistribution): Partial<Distribution> {
  refuseUnsupported('InstancesDistribution', distribution, distributed)
  return Object.fromEntries(Object.entries(distribution).filter(([, value]) => value !== undefined))
}

/** World → answer: a template, a policy or a launch configuration's name. */
export function sourceShape({ template, mixed, launchConfiguration }: LaunchSource) {
  if (launchConfiguration !== undefined) return { LaunchConfigurationName: launchConfiguration }
  return mixed ? { MixedInstancesPolicy: policyShape(template, mixed) } : { LaunchTemplate: specificationOf(template) }
}

const policyShape = (template: TemplateChoice, { overrides, distribution }: MixedPolicy): MixedInstancesPolicy => ({
  LaunchTemplate: {
    LaunchTemplateSpecification: specificationOf(template),
    Overrides: overrides.map(overrideShape),
  },
  InstancesDistribution: { ...distribution },
})

const overrideShape = (override: Override): LaunchTemplateOverrides => ({
  ...(override.instanceType !== undefined && { InstanceType: override.instanceType }),
  ...(override.weight !== undefined && { WeightedCapacity: String(override.weight) }),
  ...(override.template && { LaunchTemplateSpecification: specificationOf(override.template) }),
  ...(override.imageId !== undefined && { ImageId: override.imageId }),
  ...(override.requirements && {
    // Kept as it was given, whatever it holds.
    InstanceRequirements: override.requirements as LaunchTemplateOverrides['InstanceRequirements'],
  }),
})

/** A template as answers name it: by id and name both, which no request may. */
export const specificationOf = ({ id, name, version }: TemplateChoice) => ({
  LaunchTemplateId: id,
  LaunchTemplateName: name,
  Version: version,
})
