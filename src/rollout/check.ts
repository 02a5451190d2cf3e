/** `mode: check`: reads the group and reports drift. It gets a context without writes, so it cannot change anything. */

import type { ReadContext } from './context.ts'
import { driftOf, isAsLastRollout, isDrift, isSuccess } from './drift.ts'
import { previewImages } from './execute/deletions/old-versions.ts'
import { readTemplateUsers } from './execute/deletions/users.ts'
import { unknownFleet } from './execute/end-state.ts'
import { versionOf } from './launch-template/alias.ts'
import type { Group } from './model/group.ts'
import { foundTemplates } from './model/group-template.ts'
import type { Ec2Instance } from './model/instance.ts'
import type { Version } from './model/launch-template.ts'
import type { Refresh } from './model/refresh.ts'
import { isActive } from './model/refresh-status.ts'
import type { RolloutSettings } from './model/settings.ts'
import type { Survey } from './model/survey.ts'
import type { Outcome } from './outcome.ts'
import { unusedVersions } from './plan/clean-up.ts'
import { refusalCode } from './plan/refusals.ts'
import { collectProblems, problemIn, type Reads } from './ports.ts'
import { access } from './preflight/access.ts'
import { readable } from './preflight/group.ts'
import { readableMixed } from './preflight/mixed.ts'
import { isUnseen } from './preflight/rule.ts'
import { confirmTags } from './survey/confirm-tags.ts'
import { readTemplate } from './survey/group-templates.ts'
import { nothingOf } from './survey/survey.ts'
import { retryingReads } from './timeouts.ts'

/** Runs the check. Where AWS cannot be read the check is refused: unknown state is not reported as drift. */
export async function check(context: ReadContext, settings: RolloutSettings): Promise<Outcome> {
  const { clock, emit } = context
  const { survey, ec2Instances } = await inspect(retryingReads(context, 'survey'), settings)
  emit({ type: 'surveyed', at: clock.now(), survey, settings })
  const findings = [...access, ...readable, ...readableMixed].flatMap((rule) => rule(survey, settings))
  const { group, refreshes } = survey
  const templates = foundTemplates(survey.templates)
  if (!group || templates.length === 0 || templates.length < survey.templates.length || findings.length > 0)
    return { type: 'refused', code: refusalCode(survey, settings), findings, fleetStatus: unknownFleet }
  const versions = templates.flatMap((each) => each.versions)
  const { warmPool } = survey
  const drift = driftOf({ group, templates, versions, refreshes, warmPool, ec2Instances, trials: survey.trials })
  emit({ type: 'checked', at: clock.now(), drift })
  await previewArchiveOf(context, group, settings)
  return { type: isDrift(drift) ? 'drifted' : 'in-sync' }
}

/** What a deploy would archive, and why the other images of this action stay. It is no drift. */
async function previewArchiveOf(context: ReadContext, group: Group, settings: RolloutSettings): Promise<void> {
  const { archive, keepTemplateVersions: keep } = settings
  if (!archive || keep === undefined) return
  const reads = retryingReads(context, 'survey')
  const templates = [...new Set(group.templates.map(({ id }) => id))]
  await previewImages({ ...context, reads }, templates.join(','), async () => {
    const read = await Promise.all(templates.map((id) => readTemplateUsers(reads, group.name, id)))
    const all = read.flatMap((each) =>
      each ? [{ users: each.users, gone: unusedVersions(each.users, keep), known: each.users.history.saved }] : [],
    )
    return { group, archive, all, proven: [] }
  })
}

interface Inspected {
  readonly survey: Survey
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
}

/**
 * Reads what the comparison needs: six calls for a group of up to 100 instances with one template, one more for each
 * further 100 instances. Only an unclear result costs further calls.
 */
async function inspect(reads: Reads, settings: RolloutSettings): Promise<Inspected> {
  const { ask, problems } = collectProblems()
  const [group, refreshes = []] = await Promise.all([
    ask(reads.group(settings.group)),
    ask(reads.refreshes(settings.group)),
  ])
  const nothing = { ...nothingOf, images: [], uses: [], alarms: new Map(), problems }
  const seen = { ...nothing, refreshes, ...(group && { group }) }
  if (!group) {
    // AWS refuses to list the refreshes of a group that does not exist: that is no finding of its own.
    const isRead = !isUnseen('DescribeAutoScalingGroups', problems)
    return { survey: { ...seen, templates: [], problems: isRead ? [] : problems }, ec2Instances: new Map() }
  }
  const warmPool = group.hasWarmPool ? ((await ask(reads.warmPool(group.name))) ?? []) : []
  const ids = [...group.instances, ...warmPool].map((instance) => instance.id)
  const [all, ec2Instances = new Map(), trials = []] = await Promise.all([
    Promise.all(group.templates.map((named) => readTemplate(named, { reads, ask }))),
    ids.length > 0 ? ask(reads.ec2Instances(ids)) : undefined,
    ask(reads.trialInstances(group)),
  ])
  const [first, ...others] = foundTemplates(all)
  if (!first || others.length + 1 < all.length) return { survey: { ...seen, templates: all, trials }, ec2Instances }
  const saved = [first, ...others].map((each) => each.saved)
  const versions = (await ask(versionsBeside(reads, saved, refreshes))) ?? []
  // Versions of templates that the group no longer names are listed under its first template.
  const confirmed = await confirmTags(
    { reads, ask, settings },
    { group, refreshes, versions: [...saved, ...versions], ownAliasTag: '' },
  )
  const templates = [{ ...first, versions }, ...others]
  return { survey: { ...seen, ...confirmed, templates, warmPool, trials }, ec2Instances }
}

/**
 * The versions that an active refresh names. Where the saved versions may not be what the last rollout left, also all
 * versions that the refresh history names.
 */
async function versionsBeside(
  reads: Reads,
  saved: readonly Version[],
  refreshes: readonly Refresh[],
): Promise<readonly Version[]> {
  if (!isAsLastRollout(saved, refreshes)) {
    const named = refreshes.filter(isSuccess).flatMap(({ to = [] }) => to.map(({ template }) => template))
    const templates = [...new Set([...saved.map(({ id }) => id), ...named])]
    return (await Promise.all(templates.map((id) => allOf(reads, id)))).flat()
  }
  const others = (refreshes.find(({ status }) => isActive(status))?.to ?? []).filter(({ template, version }) =>
    saved.some((each) => each.id === template && String(each.version) !== version),
  )
  const versions = await Promise.all(others.map(({ template, version }) => reads.version(template, versionOf(version))))
  return versions.flatMap((version) => version ?? [])
}

/** All versions of a template; none if the template of an older refresh has been deleted. */
const allOf = (reads: Reads, template: string): Promise<readonly Version[]> =>
  reads.versionsAfter(template, 0).catch((thrown: unknown) => {
    if (problemIn(thrown).kind === 'missing') return []
    throw thrown
  })
