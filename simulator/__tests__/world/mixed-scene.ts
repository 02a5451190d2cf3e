/** A group with a mixed instances policy, for two architectures. */
import type { Behaviour } from '../../aws/world/behaviour.ts'
import type { GroupSpec, MixedSpec } from '../../aws/world/specification.ts'
import type { scene } from './scene.ts'

/** Into the scene: images and templates for two architectures, versions 1 and 2 each, and a mixed group of four. */
export function addMixed(
  { account }: ReturnType<typeof scene>,
  mixed: MixedSpec,
  group: Partial<GroupSpec> = {},
  next: Behaviour = {},
) {
  for (const version of [1, 2]) {
    account.image({
      id: `ami-arm${version}`,
      architecture: 'arm64',
      bootMode: 'uefi',
      ...(version === 2 && { behaviour: next }),
    })
  }
  account.template({
    name: 'arm',
    versions: [1, 2].map((version) => ({ ImageId: `ami-arm${version}`, InstanceType: 't4g.micro' })),
  })
  return account.group({
    name: 'mixed',
    template: { name: 'web', version: '1' },
    mixed,
    desired: 4,
    defaultInstanceWarmup: 30,
    ...group,
  })
}

/** Both templates, all of it Spot. */
export const bothArchitectures = {
  overrides: [{ instanceType: 't3.micro' }, { instanceType: 't4g.micro', template: { name: 'arm', version: '1' } }],
  distribution: { OnDemandBaseCapacity: 0, OnDemandPercentageAboveBaseCapacity: 0 },
} as const

/** The same policy in a request, to versions of both templates. */
export const to = (web: string, arm: string) => ({
  mixed: {
    template: { name: 'web', version: web },
    overrides: [{ instanceType: 't3.micro' }, { instanceType: 't4g.micro', template: { name: 'arm', version: arm } }],
    distribution: bothArchitectures.distribution,
  },
})
