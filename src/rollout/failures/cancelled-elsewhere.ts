import { lookUpCommand } from '../manual-commands.ts'
import type { FailureRow } from './row.ts'
import { quoted } from './words.ts'

/** Somebody else cancelled the instance refresh. That is their decision, so nothing is rolled back. */
export interface CancelledElsewhere {
  readonly code: 'cancelled-elsewhere'
  /** AWS's words. */
  readonly statusReason?: string
}

/** The row of `cancelled-elsewhere`. */
export const cancelledElsewhere = ({ statusReason }: CancelledElsewhere): FailureRow => ({
  action: 'leave',
  sentence: `Somebody else cancelled the instance refresh.${quoted(statusReason)}`,
  nextStep: 'Ask first who cancelled it and why (CloudTrail: CancelInstanceRefresh).',
  runAgain: true,
  commands: () => [lookUpCommand('CancelInstanceRefresh')],
})
