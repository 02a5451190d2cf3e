/** What a fleet and its launches need of their group. */
import type { Activities } from './activity.ts'
import type { Configuration, GroupTag, Process } from './configuration.ts'
import type { LifecycleHooks } from './lifecycle-hook.ts'

/** What the fleet asks of its group. */
export interface GroupHost {
  readonly name: string
  readonly configuration: Configuration
  readonly tags: ReadonlyMap<string, GroupTag>
  readonly activities: Activities
  readonly hooks: LifecycleHooks
  isSuspended(process: Process): boolean
  /** Something changed that the group may have to answer. */
  scheduleTick(): void
}
