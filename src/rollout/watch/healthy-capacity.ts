/** What the newest poll says of the instances that an operation answers for. */

import type { Shortfall } from '../failures/target-health.ts'
import { type Coverage, coverage } from '../model/coverage.ts'
import type { Ec2Instance } from '../model/instance.ts'
import { capacityOf, warmBy } from '../model/instance.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Observation } from '../model/observation.ts'
import type { Operation } from '../model/operation.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { KnownChecks } from '../model/status-checks.ts'
import { healthIn, isHealthy, isUnchecked, type Target } from '../model/target.ts'
import { lacksCapacity } from './status-checks.ts'

/** The newest poll, and the machines and status checks that are known by now. */
export interface Polled {
  readonly last: Observation
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
  readonly checks: KnownChecks
}

/** Instances that an operation answers for: in service, past their warm-up, not left out. */
export const coverageOf = (
  { last, ec2Instances }: Polled,
  operation: Operation,
  { preferences }: OperationSettings,
): Coverage =>
  coverage(last.instances, operation.to, preferences, warmBy(last.at, preferences.instanceWarmup, ec2Instances))

/** Whether this poll could not ask EC2 of the instances that are new to it. */
export const isEc2Unread = ({ unread }: Observation): boolean => unread.some(({ part }) => part === 'ec2-instances')

/** The operation without the target groups that this poll could not read. */
export function knownTo<T extends Pick<Operation, 'targetGroups'>>(operation: T, { unread: parts }: Observation): T {
  const unread = new Set(parts.flatMap((each) => (each.part === 'targets' ? [each.targetGroup] : [])))
  return unread.size === 0
    ? operation
    : { ...operation, targetGroups: operation.targetGroups.filter((arn) => !unread.has(arn)) }
}

/** Target groups in which these instances are not healthy, with the states that they are in instead. */
export function shortfallsOf(ids: readonly string[], operation: Operation, { last }: Polled): readonly Shortfall[] {
  const { targets } = last
  const present = last.instances.filter(isInService)
  return operation.targetGroups.flatMap((targetGroup) => {
    const seen = { ...operation, targets }
    const instances = ids.filter((id) => healthIn(targetGroup, id, seen) === false)
    const states = targets
      .filter((target) => target.targetGroup === targetGroup && instances.includes(target.instance))
      .map(stateOf)
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

/** Why a target is not checked has two meanings, which ELBv2 tells apart in words alone: these are quoted. */
const stateOf = ({ state, reason, description, ...target }: Target): string => {
  const isQuoted = isUnchecked({ state, ...target, ...(reason !== undefined && { reason }) }) && description
  return `${state}${reason ? `: ${reason}` : ''}${isQuoted ? ` (“${description}”)` : ''}`
}

/** Shortfalls of all that the operation answers for. */
export const shortfalls = (seen: Polled, operation: Operation, settings: OperationSettings): readonly Shortfall[] =>
  shortfallsOf(
    coverageOf(seen, operation, settings).covered.map(({ id }) => id),
    operation,
    seen,
  )

/** The capacity of instances in service that are healthy everywhere, whatever they run and however young they are, in units. */
export const healthyNow = ({ last, checks }: Polled, operation: Operation): number =>
  capacityOf(
    last.instances.filter(
      (each) => isInService(each) && isHealthy(each, operation, last.targets) && !lacksCapacity(each, checks),
    ),
  )

/** What must be healthy at least: the promised share of the desired capacity, but never more than there was. */
export const minimumHealthy = ({ last }: Polled, operation: Operation, { preferences }: OperationSettings): number =>
  Math.min(Math.ceil((last.desired * preferences.minHealthyPercentage) / 100), operation.baseline)
