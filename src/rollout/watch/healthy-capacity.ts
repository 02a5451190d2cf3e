/** Healthy capacity and target health of the instances in this rollout, from the newest poll. */

import type { Shortfall } from '../failures/target-health.ts'
import { targetWords } from '../instance-words.ts'
import { type Coverage, coverage } from '../model/coverage.ts'
import type { Ec2Instance } from '../model/instance.ts'
import { capacityOf, warmBy } from '../model/instance.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Observation } from '../model/observation.ts'
import type { Operation } from '../model/operation.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { KnownChecks } from '../model/status-checks.ts'
import { healthIn, isHealthy } from '../model/target.ts'
import { lacksCapacity } from './status-checks.ts'

/** The newest poll, and the machines and status checks that are known by now. */
export interface Polled {
  readonly last: Observation
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
  readonly checks: KnownChecks
}

/** The coverage of an operation: instances in service, past their warmup, not left out. */
export const coverageOf = (
  { last, ec2Instances }: Polled,
  operation: Operation,
  { preferences }: OperationSettings,
): Coverage =>
  coverage(last.instances, operation.to, preferences, warmBy(last.at, preferences.instanceWarmup, ec2Instances))

/** Whether this poll could not read the new instances from EC2. */
export const isEc2Unread = ({ unread }: Observation): boolean => unread.some(({ part }) => part === 'ec2-instances')

/** The operation without the target groups that this poll could not read. */
export function withReadTargetGroups<T extends Pick<Operation, 'targetGroups'>>(
  operation: T,
  { unread: parts }: Observation,
): T {
  const unread = new Set(parts.flatMap((each) => (each.part === 'targets' ? [each.targetGroup] : [])))
  return unread.size === 0
    ? operation
    : { ...operation, targetGroups: operation.targetGroups.filter((arn) => !unread.has(arn)) }
}

/** The target groups in which these instances are not healthy, with their states. */
export function shortfallsOf(ids: readonly string[], operation: Operation, { last }: Polled): readonly Shortfall[] {
  const { targets } = last
  const present = last.instances.filter(isInService)
  return operation.targetGroups.flatMap((targetGroup) => {
    const seen = { ...operation, targets }
    const instances = ids.filter((id) => healthIn(targetGroup, id, seen) === false)
    const states = targets
      .filter((target) => target.targetGroup === targetGroup && instances.includes(target.instance))
      .map(targetWords)
    const absent = instances.some(
      (id) => !targets.some((each) => each.targetGroup === targetGroup && each.instance === id),
    )
    const counted = absent ? [...states, 'not registered'] : states
    const judged = present.map(({ id }) => healthIn(targetGroup, id, seen)).filter((health) => health !== undefined)
    const healthy = judged.filter(Boolean).length
    return instances.length > 0
      ? [{ targetGroup, instances, states: [...new Set(counted)].sort(), healthy, judged: judged.length }]
      : []
  })
}

/**
 * The capacity of all instances in service that every health check calls healthy, of any version and age, in capacity
 * units.
 */
export const healthyNow = ({ last, checks }: Polled, operation: Operation): number =>
  capacityOf(
    last.instances.filter(
      (each) => isInService(each) && isHealthy(each, operation, last.targets) && !lacksCapacity(each, checks),
    ),
  )

/** The minimum healthy capacity: its percentage of the desired capacity, but at most what was healthy at the start. */
export const minimumHealthy = ({ last }: Polled, operation: Operation, { preferences }: OperationSettings): number =>
  Math.min(Math.ceil((last.desired * preferences.minHealthyPercentage) / 100), operation.baseline)
