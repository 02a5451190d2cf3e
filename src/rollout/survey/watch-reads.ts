/**
 * Tries the reads that only the watch needs. A permission that is missing would be noticed after the first instances are
 * replaced, and the guards would judge with less.
 */

import type { Group } from '../model/group.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Problem } from '../model/problem.ts'
import { collectProblems } from '../ports.ts'
import type { SurveyReads } from './survey-reads.ts'

/**
 * What failed, apart for a rollback: it is urgent, and goes on with less to see. `unmanaged`: of the instances in service,
 * those that Systems Manager does not reach; asked only where a script is to run on the new ones.
 */
export interface WatchReads {
  readonly blocking: readonly Problem[]
  readonly unchecked: readonly Problem[]
  readonly unmanaged: readonly string[]
}

/** Reads one instance in EC2 and the newest activities, and what a script on instances needs. A run that only reads needs neither. */
export async function tryWatchReads(
  { reads, settings: { mode, verify } }: SurveyReads,
  { name, at, instances }: Group,
): Promise<WatchReads> {
  if (mode === 'check') return { blocking: [], unchecked: [], unmanaged: [] }
  const { ask, problems } = collectProblems()
  const inService = instances.filter(isInService).map(({ id }) => id)
  const [first] = inService
  const looksOnly = mode === 'plan'
  const [managed] = await Promise.all([
    verify?.onInstance && inService.length > 0 ? ask(reads.managedInstances(inService)) : undefined,
    !looksOnly && ask(reads.launches(name, at)),
    !looksOnly && first !== undefined && ask(reads.ec2Instances([first])),
    !looksOnly && verify?.onInstance && ask(reads.commandBy(PROBE, 0)),
  ])
  const unmanaged = managed ? inService.filter((id) => !managed.some((each) => each.id === id && each.isOnline)) : []
  return mode === 'deploy' || mode === 'watch'
    ? { blocking: problems, unchecked: [], unmanaged }
    : { blocking: [], unchecked: problems, unmanaged }
}

/** Asked for the permission alone: no command has this comment. */
const PROBE = 'ami-rollout'
