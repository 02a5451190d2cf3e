import { type FailureRow, none } from './row.ts'
import { askWho, quoted } from './words.ts'

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
  nextStep: askWho('cancelled it', 'CancelInstanceRefresh'),
  runAgain: true,
  commands: none,
})
