/** The instance refresh ended, or is being ended, in a status other than Successful. */
import { hasRollback, NOT_LISTED, type SeenStatus } from '../model/refresh-status.ts'
import type { FailureRow } from './row.ts'
import { activities, askWho, quoted } from './words.ts'

/** The refresh's status, and AWS's reason for it. */
export interface RefreshEnded {
  readonly reason: 'ended'
  readonly status: SeenStatus
  readonly statusReason?: string
  /** Set when somebody else requested the rollback: without `AutoRollback` AWS does not start one by itself. */
  readonly requested?: true
}

/** The row of a refresh that ended this way, for every code. */
export const refreshEnded = ({ status, statusReason, requested }: RefreshEnded): FailureRow => ({
  action: 'on-failure',
  sentence: `${endWords(status)}${requested ? ': somebody else did, since `AutoRollback` was off' : ''}.${quoted(statusReason)}`,
  nextStep: requested ? askWho('rolled it back', 'RollbackInstanceRefresh') : nextStep(status),
  runAgain: false,
  commands: activities,
})

/** Only AWS's free text says whether AWS or a person began a rollback, so the next step covers both. */
const nextStep = (status: SeenStatus): string => {
  const fix = 'The scaling activities show why AWS stopped. Fix the image or the template, then run again.'
  return hasRollback(status)
    ? `${fix} If AWS had no reason, somebody asked for it (CloudTrail: RollbackInstanceRefresh).`
    : fix
}

/** The sentence for a status other than Successful. An unknown status is quoted, because its meaning is unknown too. */
const endWords = (status: SeenStatus): string =>
  ends.get(status) ?? `The instance refresh became ${status}, which is no success`

const ends: ReadonlyMap<SeenStatus, string> = new Map<SeenStatus, string>([
  ['Failed', 'AWS ended the instance refresh as Failed'],
  ['Cancelled', 'The instance refresh was cancelled before its end'],
  ['Successful', 'AWS ended the instance refresh as Successful, but this rollback waited for another end'],
  ['RollbackInProgress', 'AWS is rolling the instance refresh back, which this job did not ask for'],
  ['RollbackSuccessful', 'AWS has rolled the instance refresh back, which this job did not ask for'],
  ['RollbackFailed', 'AWS could not roll the instance refresh back: it ended as RollbackFailed'],
  [NOT_LISTED, 'AWS does not list the instance refresh any more'],
])
