/** A group of two architectures: a mixed instances policy whose second override has a launch template of its own. */
import { Account } from '../aws/world/account.ts'
import type { Agenda } from '../aws/world/agenda.ts'
import { type Behaviour, boots } from '../aws/world/behaviour.ts'
import type { AccountSpec, GroupSpec, MixedSpec } from '../aws/world/specification.ts'
import { contents, GROUP, imageDates, NEW_IMAGE, OLD_IMAGE, TEMPLATE } from './web.ts'

export const ARM_OLD_IMAGE = 'ami-0a64ac1ed7a1e5001'
export const ARM_NEW_IMAGE = 'ami-0a64ac1ed7a1e5002'
export const ARM_TEMPLATE = 'lt-0f1e2d3c4b5a69788'

/** What differs from the usual. `version`, `armVersion`: of the two templates, as the group has them saved. */
export interface Mixed {
  readonly version?: string
  readonly armVersion?: string
  readonly behaviour?: Behaviour
  readonly armBehaviour?: Behaviour
  readonly overrides?: MixedSpec['overrides']
  /** The name of a Systems Manager parameter that version 3 of the one template names its image by; it holds the old one. */
  readonly armParameter?: string
  readonly group?: Partial<GroupSpec>
  readonly rules?: AccountSpec['rules']
  readonly region?: string
}

/** Builds it: six instances, three of each architecture, on version 7 of the one template and version 3 of the other. */
export function mixed(agenda: Agenda, different: Mixed = {}): Account {
  const {
    version = '7',
    armVersion = '3',
    behaviour,
    armBehaviour,
    overrides,
    armParameter,
    group,
    rules,
    region,
  } = different
  const account = new Account({ agenda, ...(rules && { rules }), ...(region !== undefined && { region }) })
  const dates = imageDates(agenda)
  account.image({ ...dates.old, id: OLD_IMAGE, name: 'web-2026-11-14', behaviour: boots(45) })
  account.image({ ...dates.new, id: NEW_IMAGE, name: 'web-2026-11-21', behaviour: { ...boots(45), ...behaviour } })
  const arm = { architecture: 'arm64', bootMode: 'uefi' } as const
  account.image({ ...dates.old, ...arm, id: ARM_OLD_IMAGE, name: 'web-arm-2026-11-14', behaviour: boots(45) })
  const armNew = { ...dates.new, ...arm, id: ARM_NEW_IMAGE, name: 'web-arm-2026-11-21' }
  account.image({ ...armNew, behaviour: { ...boots(45), ...armBehaviour } })
  const intel = { ...contents(OLD_IMAGE), InstanceType: 'm5.large' as const }
  const graviton = { ...contents(ARM_OLD_IMAGE), InstanceType: 'm7g.large' as const }
  account.template({ id: TEMPLATE, name: 'web', versions: Array(7).fill(intel), default: 7 })
  if (armParameter !== undefined) account.parameter(armParameter, ARM_OLD_IMAGE)
  const third = { ...graviton, ...(armParameter !== undefined && { ImageId: `resolve:ssm:${armParameter}` }) }
  account.template({ id: ARM_TEMPLATE, name: 'web-arm', versions: [graviton, graviton, third], default: 3 })
  account.targetGroup({
    name: 'web',
    healthCheck: { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 },
    deregistrationDelay: 60,
  })
  account.group({
    name: GROUP,
    template: { id: TEMPLATE, version },
    mixed: {
      overrides: overrides ?? [
        { instanceType: 'm5.large' },
        { instanceType: 'm7g.large', template: { id: ARM_TEMPLATE, version: armVersion } },
      ],
      distribution: {
        OnDemandBaseCapacity: 2,
        OnDemandPercentageAboveBaseCapacity: 0,
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
    },
    desired: 6,
    min: 3,
    max: 12,
    targetGroups: ['web'],
    healthCheckType: 'ELB',
    healthCheckGracePeriod: 120,
    defaultInstanceWarmup: 60,
    ...group,
  })
  return account
}
