/** The instance refresh ended, or is being ended, in a status other than Successful. */
import { lookUpCommand } from '../manual-commands.ts'
import { list } from '../measure.ts'
import type { HookWait } from '../model/hook-wait.ts'
import { hasRollback, isRollbackFailed, NOT_LISTED, type SeenStatus } from '../model/refresh-status.ts'
import type { FailureRow } from './row.ts'
import { activities, answerHooks, askWho, hookList, quoted } from './words.ts'

/** The refresh's status, and AWS's reason for it. */
export interface RefreshEnded {
  readonly reason: 'ended'
  readonly status: SeenStatus
  readonly statusReason?: string
  /** Set when somebody else requested the rollback: without `AutoRollback` AWS does not start one by itself. */
  readonly requested?: true
  /** Instances that waited for lifecycle hooks at that moment: AWS waits an hour for an answer at most. */
  readonly hookWaits?: readonly HookWait[]
}

/** The row of a refresh that ended this way, for every code. */
export const refreshEnded = ({ status, statusReason, requested, hookWaits }: RefreshEnded): FailureRow => ({
  action: 'on-failure',
  sentence: `${endWords(status)}${requested ? ': somebody else did, since `AutoRollback` was off' : ''}.${hookWaits ? ` ${heldWords(hookWaits)}` : ''}${quoted(statusReason)}`,
  nextStep: requested
    ? askWho('rolled it back', 'RollbackInstanceRefresh')
    : hookWaits
      ? answerHooks(hookWaits)
      : nextStep(status, statusReason),
  runAgain: false,
  commands: (group) => (hookWaits ? activities(group) : causes(status, group)),
})

const heldWords = (waits: readonly HookWait[]): string =>
  `Nobody answered ${hookList(waits)}, which held ${list(waits.map(({ instance }) => instance))}.`

/** Only AWS's free text says whether AWS or a person began a rollback, so the next step covers both. */
const nextStep = (status: SeenStatus, statusReason: string | undefined): string => {
  const see = 'The scaling activities show why AWS stopped.'
  if (isRollbackFailed(status)) return `${see} Fix that, then roll back again.`
  const fix = `${see} Fix the image or the template, then run again.`
  if (!hasRollback(status)) return fix
  return statusReason
    ? `${fix} If AWS’s reason names a request, CloudTrail shows who made it (RollbackInstanceRefresh).`
    : `${fix} AWS gave no reason: CloudTrail shows whether somebody asked for it (RollbackInstanceRefresh).`
}

/** The scaling activities; where it may have been a person's request, also who made it. */
const causes = (status: SeenStatus, group: string): readonly string[] => [
  ...activities(group),
  ...(hasRollback(status) && !isRollbackFailed(status) ? [lookUpCommand('RollbackInstanceRefresh')] : []),
]

/** The sentence for a status other than Successful. An unknown status is quoted, because its meaning is unknown too. */
const endWords = (status: SeenStatus): string =>
  ends.get(status) ?? `The instance refresh became ${status}, which is no success`

const ends: ReadonlyMap<SeenStatus, string> = new Map<SeenStatus, string>([
  ['Failed', 'AWS ended the instance refresh as Failed'],
  ['Cancelled', 'The instance refresh was cancelled before its end'],
  ['Successful', 'AWS ended the instance refresh as Successful, but this rollback waited for another end'],
  ['RollbackInProgress', 'AWS began to roll the instance refresh back, which this job did not ask for'],
  ['RollbackSuccessful', 'AWS has rolled the instance refresh back, which this job did not ask for'],
  ['RollbackFailed', 'AWS could not roll the instance refresh back: it ended as RollbackFailed'],
  [NOT_LISTED, 'AWS does not list the instance refresh any more'],
])
