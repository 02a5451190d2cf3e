/** Reads what a watching run depends on: the group, its refreshes, its templates, and what health is judged by. */

import type { WatchContext } from '../context.ts'
import type { Group } from '../model/group.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { collectProblems } from '../ports.ts'
import { readTemplate } from '../survey/group-templates.ts'
import { launchEnvironmentOf } from '../survey/launch-environment.ts'
import { nothingOf } from '../survey/survey.ts'
import { tryWatchReads } from '../survey/watch-reads.ts'
import { retryingReads } from '../timeouts.ts'

/** Reads all of it. A failed read is kept as a problem, so that all are reported together. */
export async function surveyToWatch(context: WatchContext, settings: RolloutSettings): Promise<Survey> {
  const reads = retryingReads(context, 'survey')
  const { ask, problems } = collectProblems()
  const group = await ask(reads.group(settings.group))
  const nothing = { ...nothingOf, images: [], uses: [], alarms: new Map(), refreshes: [], templates: [] }
  if (!group) return { ...nothing, problems }
  const [refreshes = [], templates, targets, targetGroups = [], launchEnvironment, watch, warmPool = []] =
    await Promise.all([
      ask(reads.refreshes(group.name)),
      Promise.all(distinctTemplates(group).map((named) => readTemplate(named, { reads, ask }))),
      Promise.all(group.targetGroups.map((arn) => ask(reads.targets(arn)))),
      group.targetGroups.length > 0 ? ask(reads.targetGroups(group.targetGroups)) : undefined,
      launchEnvironmentOf(reads, group, []),
      tryWatchReads({ reads, ask, settings }, group),
      group.hasWarmPool ? ask(reads.warmPool(group.name)) : undefined,
    ])
  return {
    ...nothing,
    group,
    refreshes,
    templates,
    targets: targets.flatMap((each) => each ?? []),
    targetGroups,
    launchEnvironment,
    warmPool,
    problems: [...problems, ...watch.blocking],
  }
}

const distinctTemplates = ({ templates }: Group): Group['templates'] =>
  templates.filter((each, i) => templates.findIndex(({ id }) => id === each.id) === i)
