/**
 * Tries the reads that only the watch needs. A permission that is missing would be noticed after the first instances are
 * replaced, and the guards would judge with less.
 */

import type { Group } from '../model/group.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Problem } from '../model/problem.ts'
import { collectProblems } from '../ports.ts'
import type { SurveyReads } from './survey-reads.ts'

/** What failed, apart for a rollback: it is urgent, and goes on with less to see. */
export interface WatchReads {
  readonly blocking: readonly Problem[]
  readonly unchecked: readonly Problem[]
}

/** Reads one instance in EC2 and the newest activities. A run that only looks needs neither. */
export async function tryWatchReads(
  { reads, settings: { mode } }: SurveyReads,
  { name, at, instances }: Group,
): Promise<WatchReads> {
  if (mode !== 'deploy' && mode !== 'rollback') return { blocking: [], unchecked: [] }
  const { ask, problems } = collectProblems()
  const [first] = instances.filter(isInService)
  await Promise.all([ask(reads.failedLaunches(name, at)), first && ask(reads.ec2Instances([first.id]))])
  return mode === 'deploy' ? { blocking: problems, unchecked: [] } : { blocking: [], unchecked: problems }
}
