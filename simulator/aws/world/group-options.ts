/** Turns a scene's description of a group into the group's settings: names are looked up, defaults filled in. */
import type { ClassicLoadBalancer } from './classic-load-balancer.ts'
import type { Configuration, GroupTag } from './configuration.ts'
import { type LaunchSource, type MixedPolicy, usualDistribution } from './launch-source.ts'
import type { LifecycleHook } from './lifecycle-hook.ts'
import type { GroupSpec, MixedSpec, TemplateSpecChoice } from './specification.ts'
import type { TargetGroup } from './target-group.ts'
import type { LaunchTemplates, TemplateChoice } from './templates.ts'
import type { WarmPoolSettings } from './warm-pool.ts'

/** What a group is created with. */
export interface GroupOptions {
  readonly name: string
  readonly configuration: Configuration
  readonly tags?: readonly GroupTag[]
  readonly hooks?: readonly LifecycleHook[]
  readonly warmPool?: WarmPoolSettings
  /** The service principal that alone may change the group. */
  readonly operator?: string
  readonly isBeingDeleted?: boolean
}

/** What exists in the account already. */
export interface SceneResources {
  readonly region: string
  readonly templates: LaunchTemplates
  readonly targetGroups: readonly TargetGroup[]
  readonly classicLoadBalancers: readonly ClassicLoadBalancer[]
}

/** Throws for a name that the scene does not have. */
export function groupOptionsOf(resources: SceneResources, spec: GroupSpec): GroupOptions {
  const { name, desired, defaultInstanceWarmup, maintenancePolicy } = spec
  const configuration = {
    ...sourceOf(resources, spec),
    min: spec.min ?? 0,
    max: spec.max ?? desired * 2,
    desired,
    zones: spec.zones ?? ['a', 'b', 'c'].map((letter) => `${resources.region}${letter}`),
    targetGroups: (spec.targetGroups ?? []).map((wanted) => named(resources.targetGroups, wanted)),
    classicLoadBalancers: (spec.classicLoadBalancers ?? []).map((wanted) =>
      named(resources.classicLoadBalancers, wanted),
    ),
    latticeTargetGroups: spec.latticeTargetGroups ?? [],
    healthCheckType: spec.healthCheckType ?? 'EC2',
    healthCheckGracePeriod: spec.healthCheckGracePeriod ?? 0,
    newInstancesProtected: spec.newInstancesProtected ?? false,
    capacityRebalance: spec.capacityRebalance ?? false,
    onAbandonedTermination: spec.onAbandonedTermination ?? 'terminate',
    ...(spec.reservedOnly === true && { reservedOnly: true as const }),
    ...(defaultInstanceWarmup === undefined ? {} : { defaultInstanceWarmup }),
    ...(maintenancePolicy === undefined ? {} : { maintenancePolicy }),
  }
  return {
    name,
    configuration,
    tags: tagsOf(spec.tags),
    hooks: hooksOf(spec.hooks),
    ...(spec.warmPool && { warmPool: { minSize: 0, poolState: 'Stopped', ...spec.warmPool } }),
    ...(spec.operator !== undefined && { operator: spec.operator }),
    ...(spec.isBeingDeleted === true && { isBeingDeleted: true }),
  }
}

/** A launch configuration is found by this id, which no template has. */
export const launchConfigurationId = (name: string): string => `launch configuration ${name}`

function sourceOf(
  { templates }: SceneResources,
  { name, template, mixed, launchConfiguration }: GroupSpec,
): LaunchSource {
  if (launchConfiguration !== undefined) {
    const choice = choose(templates, { id: launchConfigurationId(launchConfiguration), version: '1' })
    return { template: choice, launchConfiguration }
  }
  if (!template) throw new Error(`the group ${name} launches from nothing`)
  return { template: choose(templates, template), ...(mixed && { mixed: policyOf(templates, mixed) }) }
}

const policyOf = (templates: LaunchTemplates, { overrides = [], distribution }: MixedSpec): MixedPolicy => ({
  overrides: overrides.map(({ template, ...override }) => ({
    ...override,
    ...(template && { template: choose(templates, template) }),
  })),
  distribution: { ...usualDistribution, ...distribution },
})

function choose(templates: LaunchTemplates, { version, ...wanted }: TemplateSpecChoice): TemplateChoice {
  const { id, name } = templates.find(wanted)
  return { id, name, version }
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name)
  if (!found) throw new Error(`the scene has no ${name}`)
  return found
}

function tagsOf(tags: GroupSpec['tags']): readonly GroupTag[] {
  if (Array.isArray(tags)) return tags
  return Object.entries(tags ?? {}).map(([key, value]) => ({ key, value: String(value), propagateAtLaunch: false }))
}

const hooksOf = (specs: GroupSpec['hooks'] = []): readonly LifecycleHook[] =>
  specs.map((hook) => ({ heartbeatTimeout: 3600, defaultResult: 'ABANDON', ...hook }))
