/**
 * Reads everything that a plan depends on, before the first write. What cannot be read is `undefined`; `problems`
 * says why.
 */

import type { ReadContext } from '../context.ts'
import type { Group } from '../model/group.ts'
import { foundTemplates, type GroupTemplate, isVersionMade, targetImage } from '../model/group-template.ts'
import type { TemplateReference } from '../model/launch-template.ts'
import { isInService } from '../model/lifecycle.ts'
import type { ParameterToSet } from '../model/parameter.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { LaunchEnvironment, Survey } from '../model/survey.ts'
import { collectProblems, problemIn, type Reads } from '../ports.ts'
import { retryingReads } from '../timeouts.ts'
import { ancestriesOf } from './ancestry.ts'
import { compareCommits } from './compare-commits.ts'
import { confirmTags } from './confirm-tags.ts'
import { withCurrentVersion } from './current-version.ts'
import { withDeployTargets } from './deploy-targets.ts'
import { withTrialLaunch } from './dry-run.ts'
import { launchEnvironmentOf } from './launch-environment.ts'
import { withNamedVersion } from './named-version.ts'
import { candidateFor, keepImagesInProgress } from './resolve.ts'
import { withRollbackTargets } from './rollback-targets.ts'
import { type NamedTemplate, withParameter, withSavedVersion } from './saved-versions.ts'
import { scheduleOf } from './schedule.ts'
import type { GroupReads, SurveyReads } from './survey-reads.ts'
import { tryWatchReads } from './watch-reads.ts'

/** Reads everything that the plan needs. A failed read is kept as a problem, so that all are reported together. */
export async function survey(context: ReadContext, settings: RolloutSettings, ownAliasTag = ''): Promise<Survey> {
  const reads = retryingReads(context, 'survey')
  const { ask, problems } = collectProblems()
  const asking: SurveyReads = { reads, ask, settings }
  const { setParameter } = settings
  const [group, meant, alarms = new Map(), parameterToSet] = await Promise.all([
    ask(reads.group(settings.group)),
    Promise.all(settings.images.map((ref) => candidateFor(asking, ref))),
    settings.alarms.length > 0 ? ask(reads.alarms(settings.alarms)) : undefined,
    setParameter === undefined ? undefined : parameterFor(reads, setParameter),
  ])
  const found = { ...(group && { group }), images: meant, alarms, ...(parameterToSet && { parameterToSet }) }
  if (!group) return { ...found, ...nothingOf, templates: [], uses: [], refreshes: [], problems }

  const inService = group.instances.filter(isInService).map(({ id }) => id)
  const [refreshes = [], named, targets, targetGroups = [], statusChecks = new Map(), warmPool = []] =
    await Promise.all([
      ask(reads.refreshes(settings.group)),
      Promise.all(distinct(group.templates).map((each) => withTemplate(asking, each))),
      Promise.all(group.targetGroups.map((arn) => ask(reads.targets(arn)))),
      group.targetGroups.length > 0 ? ask(reads.targetGroups(group.targetGroups)) : undefined,
      inService.length > 0 ? ask(reads.statusChecks(inService)) : undefined,
      group.hasWarmPool ? ask(reads.warmPool(group.name)) : undefined,
    ])
  const ofGroup: GroupReads = { ...asking, group, refreshes }
  const images = await keepImagesInProgress(asking, meant, { run: settings.run, refreshes })
  const targeted = await templatesOf(ofGroup, named, images)
  const versions = targeted.flatMap((each) => ('versions' in each ? each.versions : []))
  const [templates, uses, environment, comparisons, confirmed, watch, left, schedule, ancestries] = await Promise.all([
    Promise.all(targeted.map((each) => withTrialLaunch(ofGroup, each))),
    usesOf(ofGroup, targeted),
    launchEnvironmentOf(reads, group, targeted),
    compareCommits(context.compare, { images, templates: targeted }, settings),
    confirmTags(asking, { group, refreshes, versions, ownAliasTag }),
    tryWatchReads(asking, group),
    trialsLeft(reads, group),
    scheduleOf(reads, settings),
    ancestriesOf(
      context.reads,
      targeted.flatMap((each) => targetImage(each) ?? []),
      group,
    ),
  ])
  const seen = { refreshes, targets: targets.flatMap((of) => of ?? []), targetGroups, statusChecks, warmPool }
  const unchecked = [...environment.unchecked, ...watch.unchecked, ...left.unchecked]
  const launchEnvironment = { ...environment, unchecked, ...(schedule && { schedule }) }
  const { unmanaged } = watch
  const read = {
    templates,
    uses,
    launchEnvironment,
    comparisons,
    ancestries,
    trials: left.trials,
    unmanaged,
    ...confirmed,
  }
  return { ...found, images, ...seen, ...read, problems: [...problems, ...watch.blocking] }
}

/** The parameter to set. That it cannot be read has a finding of its own. */
const parameterFor = async (reads: Reads, name: string): Promise<ParameterToSet> => ({
  name,
  found: await reads.parameter(name).catch(problemIn),
})

/** What a survey knows of a group that it could not see. */
export const nothingOf = {
  targets: [],
  targetGroups: [],
  statusChecks: new Map(),
  warmPool: [],
  comparisons: [],
  ancestries: new Map(),
  trials: [],
  unmanaged: [],
  unconfirmedTags: [],
  tagsInProgress: [],
} as const

/** The trials that have not ended. Nothing depends on them but their own end. */
async function trialsLeft(
  reads: Reads,
  group: Group,
): Promise<Pick<LaunchEnvironment, 'unchecked'> & Pick<Survey, 'trials'>> {
  const { ask, problems } = collectProblems()
  return { trials: (await ask(reads.trialInstances(group))) ?? [], unchecked: problems }
}

/** Each template once, in the version that the group names first. */
const distinct = (named: readonly TemplateReference[]): readonly TemplateReference[] =>
  named.filter((each, i) => named.findIndex(({ id }) => id === each.id) === i)

const withTemplate = async ({ reads, ask }: SurveyReads, named: TemplateReference): Promise<NamedTemplate> => ({
  named,
  template: await ask(reads.template(named.id)),
})

/** Adds the saved versions, then what the deploy or the rollback leads to. */
async function templatesOf(
  ofGroup: GroupReads,
  named: readonly NamedTemplate[],
  images: Survey['images'],
): Promise<readonly GroupTemplate[]> {
  const { ssmTemplate, to, currentImage, templateVersion: asked } = ofGroup.settings
  const meant = await Promise.all(named.map((each) => withSavedVersion(ofGroup, each)))
  if (currentImage) return withDeployTargets(ofGroup, await withCurrentVersion(ofGroup, meant), images)
  const saved = asked === undefined ? meant : await withNamedVersion(ofGroup, meant, { asked, images })
  const templates = ssmTemplate === 'pin' ? await Promise.all(saved.map((each) => withParameter(ofGroup, each))) : saved
  return to === undefined ? withDeployTargets(ofGroup, templates, images) : withRollbackTargets(ofGroup, templates, to)
}

/** Reads other groups that use the templates, where a version may be made: a group on `$Latest` would launch it. */
async function usesOf({ reads, ask }: GroupReads, templates: readonly GroupTemplate[]): Promise<Survey['uses']> {
  const ids = foundTemplates(templates).flatMap((each) => {
    const isMade = targetImage(each) && (each.parameter || isVersionMade(each))
    return isMade ? [each.saved.id] : []
  })
  return ids.length > 0 ? ((await ask(reads.templateUses(ids))) ?? []) : []
}
