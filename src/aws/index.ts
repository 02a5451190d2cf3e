/** AWS as the domain sees it. */
import type { Reads, Writes } from '../rollout/world.ts'
import { autoScalingReads, autoScalingWrites } from './auto-scaling.ts'
import type { Connection } from './connection.ts'
import {
  type AlarmReads,
  alarmReads,
  type BalancerReads,
  balancerReads,
  type ImageReads,
  imageReads,
  onDemand,
  type ParameterReads,
  parameterReads,
  type TemplateReads,
  type TemplateWrites,
  templateReads,
  templateWrites,
} from './services.ts'

export { connectionTo } from './connection.ts'
export { ambient, assumedRole, type Credentials, type Lifetime, sessionNameFrom } from './credentials.ts'

/** All reads, each from its service. The group is always asked for first: only its service is there from the start. */
export const readsOf = (connection: Connection): Reads => ({
  ...autoScalingReads(connection),
  ...onDemand<TemplateReads>(templateReads, async () => (await import('./ec2.ts')).ec2Reads(connection)),
  ...onDemand<ImageReads>(imageReads, async () => (await import('./ec2/images.ts')).imageReadsOf(connection)),
  ...onDemand<BalancerReads>(balancerReads, async () =>
    (await import('./elastic-load-balancing-v2.ts')).elasticLoadBalancingReads(connection),
  ),
  ...onDemand<AlarmReads>(alarmReads, async () => (await import('./cloudwatch.ts')).cloudWatchReads(connection)),
  ...onDemand<ParameterReads>(parameterReads, async () => (await import('./ssm.ts')).systemsManagerReads(connection)),
})

/** All writes, each to its service. */
export const writesOf = (connection: Connection): Writes => ({
  ...autoScalingWrites(connection),
  ...onDemand<TemplateWrites>(templateWrites, async () => (await import('./ec2.ts')).ec2Writes(connection)),
})
