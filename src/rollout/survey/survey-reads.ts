/** What the parts of the survey read with. */

import type { Group } from '../model/group.ts'
import type { Refresh } from '../model/refresh.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Reads } from '../ports.ts'

/** The reads of a survey. `ask` keeps a failed read as a problem, so that all are reported together. */
export interface SurveyReads {
  readonly reads: Reads
  readonly ask: <T>(read: Promise<T>) => Promise<T | undefined>
  readonly settings: RolloutSettings
}

/** The same, once the group and its refreshes are known. */
export interface GroupReads extends SurveyReads {
  readonly group: Group
  readonly refreshes: readonly Refresh[]
}
