/** What is deleted whole: a group with its instances, a target group. */
import type { Account } from './account.ts'
import { processes } from './configuration.ts'

/** Deletes a group by force: its instances end at once, without a drain or a hook. Nothing for one that is not there. */
export function deleteGroup({ groups }: Account, name: string): void {
  const group = groups.get(name)
  if (!group) return
  groups.delete(name)
  // Whatever is on the agenda for it still comes, and must launch nothing.
  group.suspend(...processes)
  for (const instance of group.instances) group.fleet.kill(instance)
}

/** Deletes a target group. Nothing for one that is not there. */
export function removeTargetGroup({ targetGroups }: Account, arn: string): void {
  const at = targetGroups.findIndex((one) => one.arn === arn)
  if (at >= 0) targetGroups.splice(at, 1)
}
