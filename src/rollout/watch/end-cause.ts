/**
 * Why a new instance ended, as EC2's code says it (StateReason). Auto Scaling ends what it scales in, rebalances or finds
 * unhealthy by the same code as a person does: these are distinguished by the health that was seen before.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html
 */

import type { Ec2Instance } from '../model/instance.ts'
import type { EndCause } from '../model/watch-state.ts'

/** EC2's codes for what the instance does, or for what its image or volumes make impossible. */
const byItself: ReadonlySet<string> = new Set([
  'Client.InstanceInitiatedShutdown',
  'Client.InternalError',
  'Client.InvalidSnapshot.NotFound',
])

/** `ec2Instance`: as EC2 shows it after it has left service; `isUnhealthy`: as it was last seen in service, or as it left. */
export function endCause({
  ec2Instance,
  isUnhealthy,
}: {
  readonly ec2Instance: Ec2Instance | undefined
  readonly isUnhealthy: boolean
}): EndCause {
  const code = ec2Instance?.reasonCode
  if (code !== undefined && byItself.has(code)) return 'by-itself'
  // Spot interruptions, lack of capacity, failures of the host.
  if (code?.startsWith('Server.')) return 'other'
  return isUnhealthy ? 'unhealthy' : 'other'
}
