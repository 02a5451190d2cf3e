/** Who uses a launch template's versions, read again before any of them is deleted. */

import { versionOf } from '../../launch-template/alias.ts'
import { lastOfTemplate, provenLastRollout } from '../../launch-template/last-rollout.ts'
import type { Group } from '../../model/group.ts'
import { type TemplateUsers, versionsInRefreshes } from '../../plan/clean-up.ts'
import type { Reads } from '../../ports.ts'

/** Everything that may use the template's versions, with the group; `undefined` if the group or the template is gone. */
export async function readTemplateUsers(
  reads: Reads,
  name: string,
  id: string,
): Promise<{ readonly users: TemplateUsers; readonly group: Group } | undefined> {
  const [group, template, versions, refreshes, uses] = await Promise.all([
    reads.group(name),
    reads.template(id),
    reads.versionsAfter(id, 0),
    reads.refreshes(name),
    reads.templateUses([id]),
  ])
  const named = group?.templates.find((each) => each.id === id)
  const number = named && versionOf(named.version)
  const aliases = { $Latest: template?.latest, $Default: template?.default }
  const meant = typeof number === 'string' ? aliases[number] : number
  const saved = versions.find(({ version }) => version === meant)
  // A missing saved version means that the group changed between two reads: delete nothing on that basis.
  if (!group || !template || !saved) return undefined
  const pooled = group.hasWarmPool ? await reads.warmPool(name) : []
  const others = []
  for (const use of uses.filter((each) => each.group !== name))
    others.push({
      ...use,
      versions: [...use.versions, ...versionsInRefreshes(await reads.refreshes(use.group), template)],
    })
  // Nobody's start is in flight here that has no id yet.
  const last = provenLastRollout({ group, refreshes, run: '', isOwnStart: () => false })
  const i = [...new Set(group.templates.map((each) => each.id))].indexOf(id)
  const history = { saved, versions, refreshes, instances: group.instances, ...lastOfTemplate(last, i) }
  return { users: { template, history, pooled, others }, group }
}
