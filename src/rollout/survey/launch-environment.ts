/** What surrounds a launch: instance types, lifecycle hooks, and how long target groups let go of a target. */

import { launchedTypes } from '../matching.ts'
import type { Group } from '../model/group.ts'
import type { GroupTemplate } from '../model/group-template.ts'
import type { LaunchEnvironment } from '../model/survey.ts'
import { collectProblems, type Reads } from '../ports.ts'

/** Reads side by side; what cannot be read is kept, and stops nothing. */
export async function launchEnvironmentOf(
  reads: Reads,
  group: Group,
  templates: readonly GroupTemplate[],
): Promise<LaunchEnvironment> {
  const { ask, problems } = collectProblems()
  const names = [...new Set(templates.flatMap((template) => launchedTypes(template, group)))]
  const [types = [], hooks, deregistrationDelays] = await Promise.all([
    names.length > 0 ? ask(reads.instanceTypes(names)) : undefined,
    ask(reads.hooks(group.name)),
    Promise.all(group.targetGroups.map(async (arn) => [arn, await ask(reads.deregistrationDelay(arn))] as const)),
  ])
  const known = deregistrationDelays.flatMap(([arn, deregistrationDelay]) =>
    deregistrationDelay === undefined ? [] : [[arn, deregistrationDelay] as const],
  )
  return { types, ...(hooks && { hooks }), deregistrationDelays: new Map(known), unchecked: problems }
}
