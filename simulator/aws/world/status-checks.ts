/** EC2's status checks of an instance over time: what DescribeInstanceStatus shows, and what Auto Scaling reads. */
import type { Behaviour, CheckedPart, StatusPeriod } from './behaviour.ts'
import type { Instance } from './instance.ts'
import { instanceTypes } from './instance-type.ts'

/** EC2's words. */
export type CheckStatus = 'ok' | 'initializing' | 'impaired' | 'insufficient-data' | 'not-applicable'

/** The checks that EC2 makes of every instance. Those of attached volumes exist on Nitro instances only. */
export type StatusChecks = Readonly<Record<CheckedPart, CheckStatus>>

/** All checks at a moment, in ms since epoch. An instance that is not running is not checked. */
export function statusChecksOf(instance: Instance, now: number): StatusChecks {
  const hasVolumeCheck = instanceTypes.get(instance.launchInfo.type)?.hypervisor === 'nitro'
  return {
    system: statusOf(instance, 'system', now),
    instance: statusOf(instance, 'instance', now),
    attachedEbs: hasVolumeCheck ? statusOf(instance, 'attachedEbs', now) : 'not-applicable',
  }
}

/** Since when a check has been impaired, in ms since epoch; nothing when it is not. */
export function impairedSince(instance: Instance, part: CheckedPart, now: number): number | undefined {
  const period = periodAt(instance, part, now)
  return period?.status === 'impaired' ? startOf(period, instance) : undefined
}

/** When the checks of an instance change, in ms since epoch, as far as its image says. */
export const statusChangesOf = (instance: Instance): readonly number[] =>
  periodsOf(instance.launchInfo.behaviour)
    .flatMap((period) => [startOf(period, instance), endOf(period, instance)])
    .filter(Number.isFinite)

function statusOf(instance: Instance, part: CheckedPart, now: number): CheckStatus {
  if (instance.ec2State !== 'running' || instance.runningAt === undefined) return 'not-applicable'
  return periodAt(instance, part, now)?.status ?? 'ok'
}

const periodAt = (instance: Instance, part: CheckedPart, now: number): StatusPeriod | undefined =>
  [...instance.statusPeriods, ...periodsOf(instance.launchInfo.behaviour)].find(
    (period) => period.check === part && startOf(period, instance) <= now && now < endOf(period, instance),
  )

const periodsOf = ({ statusChecks = [] }: Behaviour): readonly StatusPeriod[] => statusChecks

/** The periods of an image count from when its instance runs. */
const startOf = ({ fromSeconds = 0 }: StatusPeriod, { runningAt = Infinity }: Instance): number =>
  runningAt + fromSeconds * 1000

const endOf = (period: StatusPeriod, instance: Instance): number =>
  startOf(period, instance) + (period.forSeconds ?? Infinity) * 1000
