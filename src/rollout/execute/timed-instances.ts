/** A group's instances with what distinguishes new ones from old ones. */

import { type Instance, withAttached } from '../model/instance.ts'
import { isTimed, type Rollout } from '../model/operation.ts'
import type { Reads } from '../ports.ts'

/** With what EC2 says of their first launch, where the versions alone do not show which of them are new. */
export const timedInstances = async (
  reads: Pick<Reads, 'ec2Instances'>,
  instances: readonly Instance[],
  rollout: Pick<Rollout, 'from' | 'to'>,
): Promise<readonly Instance[]> =>
  isTimed(rollout) && instances.length > 0
    ? withAttached(instances, await reads.ec2Instances(instances.map(({ id }) => id)))
    : instances
