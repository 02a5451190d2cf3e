/** `mode: check`: whether the group is what it should be. Looks, compares, says; holds no writes, by type. */
import { versionOf } from './alias.ts'
import { unknown } from './conclude.ts'
import { driftOf, isAsLeft, isDrift, isSuccess } from './drift.ts'
import type { Survey, Template, Version } from './facts.ts'
import { isActive, type Machine, type Outcome, type Refresh } from './model.ts'
import type { Policy } from './policy.ts'
import { access } from './preflight/access.ts'
import { readable } from './preflight/group.ts'
import { refusalCode } from './refusals.ts'
import { asking, type Onlooker, problemIn, type Reads } from './world.ts'

/** From the looks to the verdict. What cannot be seen is no drift: the check is refused. */
export async function check(world: Onlooker, policy: Policy): Promise<Outcome> {
  const { clock, tell } = world
  const { survey, machines } = await inspect(world.reads, policy)
  tell({ is: 'surveyed', at: clock.now(), survey, policy })
  const findings = [...access, ...readable].flatMap((rule) => rule(survey, policy))
  const {
    group,
    templates: [held],
  } = survey
  if (!group || !held?.template || !held.saved || findings.length > 0)
    return { is: 'refused', code: refusalCode(survey), findings, standing: unknown }
  const drift = driftOf({ ...survey, ...held, group, template: held.template, saved: held.saved, machines })
  tell({ is: 'checked', at: clock.now(), drift })
  return { is: isDrift(drift) ? 'drifted' : 'in-sync' }
}

interface Looks {
  readonly survey: Survey
  readonly machines: ReadonlyMap<string, Machine>
}

/** Five calls for a group of up to 100 instances, and one for each 100 more; only a doubt costs further ones. */
async function inspect(reads: Reads, policy: Policy): Promise<Looks> {
  const { ask, problems } = asking()
  const [group, refreshes = []] = await Promise.all([
    ask(reads.group(policy.group)),
    ask(reads.refreshes(policy.group)),
  ])
  const nothing = { images: [], templates: [], targets: [], targetGroups: [], alarms: new Map(), problems }
  const seen: Survey = { ...nothing, refreshes, ...(group && { group }) }
  if (!group?.template) return { survey: seen, machines: new Map() }
  const { id, version } = group.template
  const ids = group.instances.map((instance) => instance.id)
  const [template, saved, machines = new Map()] = await Promise.all([
    ask(reads.template(id)),
    ask(reads.version(id, versionOf(version))),
    ids.length > 0 ? ask(reads.machines(ids)) : undefined,
  ])
  const versions = template && saved && (await ask(versionsBeside(reads, template, saved, refreshes)))
  const held = {
    named: group.template,
    ...(template && { template }),
    ...(saved && { saved }),
    versions: versions ?? [],
  }
  return { survey: { ...seen, templates: [held] }, machines }
}

/** The version that an active refresh names; all that the history names where the saved one may not be as it was left. */
async function versionsBeside(
  reads: Reads,
  template: Template,
  saved: Version,
  refreshes: readonly Refresh[],
): Promise<readonly Version[]> {
  if (!isAsLeft(saved, refreshes)) {
    const named = refreshes.filter(isSuccess).flatMap(({ to }) => to?.template ?? [])
    const templates = [...new Set([template.id, ...named])]
    return (await Promise.all(templates.map((id) => allOf(reads, id)))).flat()
  }
  const aim = refreshes.find(({ status }) => isActive(status))?.to
  if (aim?.template !== template.id || aim.version === String(saved.version)) return []
  const version = await reads.version(aim.template, versionOf(aim.version))
  return version ? [version] : []
}

/** A template of the past may be gone. */
const allOf = (reads: Reads, template: string): Promise<readonly Version[]> =>
  reads.versionsAfter(template, 0).catch((thrown: unknown) => {
    if (problemIn(thrown).kind === 'missing') return []
    throw thrown
  })
