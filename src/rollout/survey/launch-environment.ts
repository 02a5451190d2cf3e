/** What surrounds a launch: instance types and lifecycle hooks. */

import { launchedTypes } from '../matching.ts'
import type { Group } from '../model/group.ts'
import type { GroupTemplate } from '../model/group-template.ts'
import type { LaunchEnvironment } from '../model/survey.ts'
import { collectProblems, type Reads } from '../ports.ts'

/** Two polls side by side; what they cannot see is kept, and stops nothing. */
export async function launchEnvironmentOf(
  reads: Reads,
  group: Group,
  templates: readonly GroupTemplate[],
): Promise<LaunchEnvironment> {
  const { ask, problems } = collectProblems()
  const names = [...new Set(templates.flatMap((held) => launchedTypes(held, group)))]
  const [types = [], hooks = []] = await Promise.all([
    names.length > 0 ? ask(reads.instanceTypes(names)) : undefined,
    ask(reads.hooks(group.name)),
  ])
  return { types, hooks, unchecked: problems }
}
