import { count, duration, list, targetGroupName } from '../measure.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { activities } from './words.ts'

/** New instances come into service and are then terminated or leave the group. */
export interface InstancesDied {
  readonly code: 'instances-died'
  readonly instances: readonly string[]
  readonly limit: number
  readonly since: Instant
  /** The longest time that one of them was in service. */
  readonly lived: Ms
  /** Target groups in which they were not healthy before. */
  readonly unhealthyIn: readonly string[]
}

/** The row of `instances-died`. */
export const instancesDied = ({ instances, lived, unhealthyIn }: InstancesDied): FailureRow => ({
  action: 'on-failure',
  sentence: `${count(instances.length, 'new instance')} came into service and ended again (${list(instances)}), the longest after ${duration(lived)}${unhealthyIn.length > 0 ? `; not healthy before in ${list(unhealthyIn.map(targetGroupName))}` : ''}.`,
  nextStep: 'The instance’s console and system log tell why it ended; mend the image, then deploy again.',
  runAgain: false,
  commands: activities,
})
