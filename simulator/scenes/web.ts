/** The world of most scenes: a group of six web servers behind a load balancer, on version 7 of its launch template. */
import { Account } from '../aws/world/account.ts'
import type { Agenda } from '../aws/world/agenda.ts'
import { type Behaviour, boots } from '../aws/world/behaviour.ts'
import type { AccountSpec, GroupSpec } from '../aws/world/specification.ts'

export const GROUP = 'web'
export const OLD_IMAGE = 'ami-0b5eac1ed7a1e5001'
export const NEW_IMAGE = 'ami-0b5eac1ed7a1e5002'
export const TEMPLATE = 'lt-0a1b2c3d4e5f60718'

/** The image in use was built a week ago, the new one two hours ago: their dates, as EC2 says them. */
export const imageDates = ({ now }: Agenda) => ({
  old: { creationDate: new Date(now - 7 * 24 * 3_600_000).toISOString() },
  new: { creationDate: new Date(now - 2 * 3_600_000).toISOString() },
})

/** What differs from the usual. `version`: of the launch template, as the group has it saved. */
export interface Web {
  readonly version?: string
  readonly behaviour?: Behaviour
  readonly oldBehaviour?: Behaviour
  /** Another group of targets besides `web`. */
  readonly secondTargetGroup?: string
  /** A load balancer sends traffic to the second target group; true unless said. */
  readonly secondBalanced?: boolean
  readonly group?: Partial<GroupSpec>
  readonly rules?: AccountSpec['rules']
  readonly region?: string
  readonly templateName?: string
  readonly groupName?: string
  /** A version 8 with the new image exists already. */
  readonly newVersion?: boolean
  /** The name of a Systems Manager parameter that version 7 names its image by; it holds the old one. */
  readonly parameter?: string
  /** Of version 7, as a script. */
  readonly userData?: string
}

/** Builds it: six instances in service and healthy, the new image at hand. Version 7 is both the newest and the default. */
export function web(agenda: Agenda, different: Web = {}): Account {
  const {
    version = '7',
    behaviour,
    oldBehaviour,
    secondTargetGroup,
    secondBalanced = true,
    group,
    rules,
    region,
    templateName = 'web',
    groupName = GROUP,
    newVersion = false,
    parameter,
    userData,
  } = different
  const account = new Account({ agenda, ...(rules && { rules }), ...(region !== undefined && { region }) })
  const dates = imageDates(agenda)
  const inUse = { ...dates.old, id: OLD_IMAGE, name: 'web-2026-11-14' }
  account.image({ ...inUse, behaviour: { ...boots(45), ...oldBehaviour } })
  account.image({ ...dates.new, id: NEW_IMAGE, name: 'web-2026-11-21', behaviour: { ...boots(45), ...behaviour } })
  if (parameter !== undefined) account.parameter(parameter, OLD_IMAGE)
  const seventh = {
    ...contents(parameter === undefined ? OLD_IMAGE : `resolve:ssm:${parameter}`),
    ...(userData !== undefined && { UserData: Buffer.from(userData).toString('base64') }),
  }
  account.template({
    id: TEMPLATE,
    name: templateName,
    versions: [...versions(OLD_IMAGE), seventh, ...(newVersion ? [contents(NEW_IMAGE)] : [])],
    default: 7,
  })
  const healthCheck = { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 }
  const names = ['web', ...(secondTargetGroup === undefined ? [] : [secondTargetGroup])]
  for (const [i, name] of names.entries())
    account.targetGroup({ name, healthCheck, deregistrationDelay: 60, balanced: i === 0 || secondBalanced })
  account.group({
    name: groupName,
    template: { id: TEMPLATE, version },
    desired: 6,
    min: 3,
    max: 12,
    targetGroups: names,
    healthCheckType: 'ELB',
    healthCheckGracePeriod: 120,
    defaultInstanceWarmup: 60,
    ...group,
  })
  return account
}

const versions = (image: string) => Array.from({ length: 6 }, () => contents(image))

/** What the template of a web server says. */
export const contents = (image: string) => ({
  ImageId: image,
  InstanceType: 't3.medium',
  SecurityGroupIds: ['sg-0123456789abcdef0'],
  IamInstanceProfile: { Name: 'web' },
  MetadataOptions: { HttpTokens: 'required' as const, HttpPutResponseHopLimit: 1 },
  UserData: Buffer.from('#!/bin/bash\nsystemctl start web\n').toString('base64'),
  TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'service', Value: 'web' }] }],
})
