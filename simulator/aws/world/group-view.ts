/** What a refresh can read of its group, and the two things that it can do to it. Every value is of this moment. */
import { cause } from './activity.ts'
import type { Alarm } from './alarm.ts'
import type { SurgeLimits } from './arithmetic.ts'
import type { Cloud } from './cloud.ts'
import type { Configuration, Process } from './configuration.ts'
import type { Fleet } from './fleet.ts'
import { isHealthy, isWarm } from './health.ts'
import type { Instance } from './instance.ts'
import { type LaunchSource, matcherOf } from './launch-source.ts'
import type { Rules } from './rules.ts'
import type { Scaling } from './scaling.ts'
import type { WarmPool } from './warm-pool.ts'

/** What a refresh sees of its group, and does to it. Times in ms since epoch. */
export interface GroupView {
  readonly now: number
  readonly desired: number
  readonly instances: readonly Instance[]
  readonly limits: SurgeLimits
  readonly warmPool: WarmPool | undefined
  /** What the group has saved to launch from. */
  readonly saved: LaunchSource
  readonly rules: Rules
  /** Returns whether an instance is what a source means now: none is when a template or version is gone. */
  matcher(source: LaunchSource): (instance: Instance) => boolean
  isHealthy(instance: Instance): boolean
  isWarm(instance: Instance, seconds: number): boolean
  isSuspended(process: 'InstanceRefresh' | 'Launch' | 'Terminate'): boolean
  /** Those of these names that exist. */
  alarms(names: readonly string[]): readonly Alarm[]
  takeOut(instance: Instance): void
  /** What the refresh launched from becomes the group's. */
  save(source: LaunchSource): void
}

/** What of a group a refresh may see and do. */
export interface RefreshedGroup {
  readonly configuration: Configuration
  readonly fleet: Fleet
  readonly scaling: Scaling
  readonly warmPool: WarmPool | undefined
  isSuspended(process: Process): boolean
  launchFrom(source: LaunchSource): void
}

/** The group behind the view that its refreshes have of it. */
export const viewOf = (cloud: Cloud, group: RefreshedGroup): GroupView => ({
  get now() {
    return cloud.agenda.now
  },
  get desired() {
    return group.configuration.desired
  },
  get instances() {
    return group.fleet.instances
  },
  get warmPool() {
    return group.warmPool
  },
  get saved() {
    return group.configuration
  },
  get rules() {
    return cloud.rules
  },
  get limits(): SurgeLimits {
    const { maxRounding: rounding, surgeOverMaxSize, minimumRoundsUp } = cloud.rules
    const { launchesFirstAtMaximum100: explicit, omittedMaximumTerminatesAtOnce } = cloud.rules
    return {
      rounding,
      minimumRounding: minimumRoundsUp ? 'ceil' : 'floor',
      givesWay: { explicit, omitted: !omittedMaximumTerminatesAtOnce },
      ...(surgeOverMaxSize === 'forbidden' && { ceiling: group.configuration.max }),
    }
  },
  matcher: (source) => matcherOf(cloud, source),
  isHealthy: (instance) => isHealthy(instance, group, cloud),
  isWarm: (instance, seconds) => isWarm(instance, seconds, cloud),
  isSuspended: (process) => group.isSuspended(process),
  alarms: (names) => names.flatMap((name) => cloud.alarms.get(name) ?? []),
  takeOut: (instance) => {
    group.scaling.replace(instance, 'refresh', cause.takenForRefresh(cloud.agenda.now, instance.id))
  },
  save: (source) => group.launchFrom(source),
})
