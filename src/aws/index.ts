/** AWS as the domain sees it. */
import type { Reads, Writes } from '../rollout/world.ts'
import { autoScalingReads, autoScalingWrites } from './auto-scaling.ts'
import type { Clients } from './clients.ts'
import { cloudWatchReads } from './cloudwatch.ts'
import { imageReads } from './ec2/images.ts'
import { ec2Reads, ec2Writes } from './ec2.ts'
import { elasticLoadBalancingReads } from './elastic-load-balancing-v2.ts'
import { systemsManagerReads } from './ssm.ts'

export { clientsFor } from './clients.ts'
export { ambient, assumedRole, type Credentials, type Lifetime, sessionNameFrom } from './credentials.ts'

/** All reads, each from its service. */
export const readsOf = (clients: Clients): Reads => ({
  ...autoScalingReads(clients),
  ...ec2Reads(clients),
  ...imageReads(clients),
  ...elasticLoadBalancingReads(clients),
  ...cloudWatchReads(clients),
  ...systemsManagerReads(clients),
})

/** All writes, each to its service. */
export const writesOf = (clients: Clients): Writes => ({ ...autoScalingWrites(clients), ...ec2Writes(clients) })
