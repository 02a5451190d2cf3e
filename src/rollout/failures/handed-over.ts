import { describeCommand } from '../manual-commands.ts'
import type { FailureRow } from './row.ts'

/** The job's time for the rollout is over: AWS goes on, and a later job of the run takes the refresh up. */
export interface HandedOver {
  readonly code: 'handed-over'
  readonly refreshId: string
  /** Why the rollout is rolled back, where it is the rollback that is handed over. */
  readonly original?: { readonly code: string; readonly sentence: string }
}

/** The row of `handed-over`: nothing is undone. */
export const handedOver = ({ refreshId, original }: HandedOver): FailureRow => ({
  action: 'leave',
  sentence:
    original === undefined
      ? `The time of this job is over (\`hand-over\`): the instance refresh ${refreshId} goes on in AWS, and nobody watches it until a later job takes it up.`
      : `The time of this job is over (\`hand-over\`): AWS goes on rolling back, and nobody watches it until a later job takes it up. The rollout failed (${original.code}): ${original.sentence}`,
  nextStep: 'The same step in a later job of this run takes it up (docs/longer-than-a-job.md), or run this job again.',
  runAgain: true,
  commands: (group) => [describeCommand({ group })],
})
