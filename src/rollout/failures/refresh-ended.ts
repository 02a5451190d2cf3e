/** AWS ended the instance refresh otherwise than asked. */
import { hasRollback, NOT_LISTED, type SeenStatus } from '../model/refresh-status.ts'
import type { FailureRow } from './row.ts'
import { activities, askWho, quoted } from './words.ts'

/** AWS's end, and why, in AWS's words. */
export interface RefreshEnded {
  readonly reason: 'ended'
  readonly status: SeenStatus
  readonly statusReason?: string
  /** It is rolled back because somebody else asked for that, since AWS was not told to do so by itself. */
  readonly requested?: true
}

/** The row of each code that such an end has. */
export const refreshEnded = ({ status, statusReason, requested }: RefreshEnded): FailureRow => ({
  action: 'on-failure',
  sentence: `${endWords(status)}${requested ? ': somebody else did, since AWS was not told to roll back by itself' : ''}.${quoted(statusReason)}`,
  nextStep: requested ? askWho('rolled it back', 'RollbackInstanceRefresh') : nextStep(status),
  runAgain: false,
  commands: activities,
})

/** Whether AWS rolls back by itself or at somebody's request only its own words tell, which are for people. */
const nextStep = (status: SeenStatus): string => {
  const mend = 'The scaling activities tell why AWS stopped; mend the image or the template, then run again.'
  return hasRollback(status)
    ? `${mend} If AWS had no reason, somebody asked for it (CloudTrail: RollbackInstanceRefresh).`
    : mend
}

/** What a status means that is not the end asked for. A status we do not know is named, never guessed at. */
const endWords = (status: SeenStatus): string =>
  ends.get(status) ?? `The instance refresh became ${status}, which is no success`

const ends: ReadonlyMap<SeenStatus, string> = new Map<SeenStatus, string>([
  ['Failed', 'AWS ended the instance refresh as Failed'],
  ['Cancelled', 'The instance refresh was cancelled before its end'],
  ['Successful', 'AWS ended the instance refresh as Successful, which was not what this way back waited for'],
  ['RollbackInProgress', 'AWS is rolling the instance refresh back, which this job did not ask for'],
  ['RollbackSuccessful', 'AWS has rolled the instance refresh back, which this job did not ask for'],
  ['RollbackFailed', 'AWS could not roll the instance refresh back: it ended as RollbackFailed'],
  [NOT_LISTED, 'AWS does not list the instance refresh any more'],
])
