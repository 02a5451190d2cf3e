/** EC2's status checks: their shapes end here. */
import { DescribeInstanceStatusCommand, EC2Client, type InstanceStatus } from '@aws-sdk/client-ec2'
import type { StatusChecks } from '../../rollout/model/status-checks.ts'
import { BATCH, batches } from '../batches.ts'
import { orMissing } from '../call.ts'
import type { Calls } from '../connection.ts'
import { pages } from '../paging.ts'
import { present } from '../present.ts'

/** Of those of these instances that run. A batch with one that EC2 does not know (any more, or yet) says nothing. */
export async function statusChecksOf(
  calls: Calls,
  instances: readonly string[],
): Promise<ReadonlyMap<string, StatusChecks>> {
  const found = new Map<string, StatusChecks>()
  for (const batch of batches(instances, BATCH)) {
    const statuses = await orMissing(() => statusesOf(calls, batch))
    for (const status of statuses ?? []) if (status.InstanceId) found.set(status.InstanceId, checksFrom(status))
  }
  return found
}

/** There is no filter by id, and with ids EC2 takes no size of a page. */
const statusesOf = (calls: Calls, ids: readonly string[]) =>
  pages(calls, 'DescribeInstanceStatus', {
    page: (token, options) =>
      calls
        .client(EC2Client)
        .send(
          new DescribeInstanceStatusCommand({ InstanceIds: [...ids], ...(token && { NextToken: token }) }),
          options,
        ),
    items: ({ InstanceStatuses }) => InstanceStatuses,
    next: ({ NextToken }) => NextToken,
  })

/** A check that the answer leaves out is one that EC2 does not make; of the two that it always makes nothing is known then. */
const checksFrom = ({
  SystemStatus,
  InstanceStatus: own,
  AttachedEbsStatus,
  ApplicationStatus,
}: InstanceStatus): StatusChecks => ({
  system: SystemStatus?.Status ?? 'insufficient-data',
  instance: own?.Status ?? 'insufficient-data',
  ...present({ attachedEbs: AttachedEbsStatus?.Status, application: ApplicationStatus?.Status }),
})
