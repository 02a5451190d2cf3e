/** Which instances of a step have nothing left to show: an instance that has ended is nobody's fault here. */
import { isInService } from '../model/lifecycle.ts'
import { type Reads, TRIAL, type Verification } from '../ports.ts'

/** Those that are not in service any more; of a trial, which belongs to no group, those that have ended. */
export const goneInstances = (reads: Reads, check: Verification): Promise<readonly string[]> =>
  check.step === TRIAL ? endedTrials(reads, check) : outOfService(reads, check)

async function outOfService(reads: Reads, { facts, instances }: Verification): Promise<readonly string[]> {
  const group = await reads.group(facts['group'] ?? '')
  if (!group) return []
  const inService = new Set(group.instances.filter(isInService).map(({ id }) => id))
  return instances.filter((id) => !inService.has(id))
}

/** EC2 may not list a new instance yet. */
async function endedTrials(reads: Reads, { instances }: Verification): Promise<readonly string[]> {
  const seen = await reads.ec2Instances(instances)
  return instances.filter((id) => !['pending', 'running'].includes(seen.get(id)?.state ?? 'pending'))
}
