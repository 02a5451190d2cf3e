/** Restores the group's aliases, or reports why the version numbers stay. */

import type { Context } from '../context.ts'
import type { FinalStep } from '../events.ts'
import { agreedAliases, meaning } from '../launch-template/alias.ts'
import { restorable, type TakenAlias } from '../launch-template/restorable-aliases.ts'
import { saveCommand, type VersionChoices } from '../manual-commands.ts'
import type { Group } from '../model/group.ts'
import type { Template, TemplateVersion } from '../model/launch-template.ts'
import type { Rollout } from '../model/operation.ts'
import { attempt, nameOf, type ProvenRollout } from './final-work.ts'

/** Reads group and templates, decides by the same rule as the plan, and saves. Throws an `AwsProblem` where it cannot read. */
export async function restoreAliasesOf(
  { reads, writes }: Context,
  { rollout, proven }: ProvenRollout,
): Promise<readonly FinalStep[]> {
  const [group, ...listed] = await Promise.all([
    reads.group(rollout.group),
    ...proven.map(({ id }) => reads.template(id)),
  ])
  if (!group) return []
  const templates = listed.flatMap((each) => each ?? [])
  const due = restorable({
    group,
    aliases: agreedAliases(group, rollout),
    proven,
    templates: [...templates, ...templates.map((each) => notOlder(each, rollout))],
  })
  const kept = due.keep.map((each) => keptOf(rollout, each, proven))
  if (due.restore.length === 0) return kept
  const command = saveCommand(rollout, choicesOf(due.restore))
  const restored = await attempt({ what: 'alias', command, work: () => save(writes, group, due) })
  const named = restored ? [restored].flat() : []
  return [...named.map((each, i) => ({ ...each, ...nameIn(due.restore[i], proven) })), ...kept]
}

const choicesOf = (taken: readonly TakenAlias[]): VersionChoices =>
  taken.map(({ version: { id }, alias }) => ({ id, version: alias }))

const nameIn = (taken: TakenAlias | undefined, proven: readonly TemplateVersion[]) => {
  const version = proven.find(({ id }) => id === taken?.version.id)
  return version ? nameOf(version, proven) : {}
}

/** Saves the aliases on the group, then updates the tag to those still to be restored. */
async function save(
  writes: Context['writes'],
  group: Group,
  { restore, tag }: ReturnType<typeof restorable>,
): Promise<readonly FinalStep[]> {
  if (restore.some(({ alias, saved }) => alias !== saved)) await writes.saveVersions(group, choicesOf(restore))
  if (tag === undefined) await writes.untagAlias(group.name)
  else await writes.tagAlias(group.name, tag)
  return restore.map(({ alias }) => ({ what: 'alias', alias, did: 'given-back' }))
}

const keptOf = (
  rollout: Rollout,
  { version: { id }, alias, saved, template }: TakenAlias,
  proven: readonly TemplateVersion[],
): FinalStep => {
  const version = proven.find((each) => each.id === id)
  return {
    what: 'alias',
    alias,
    did: 'kept',
    ...(version && nameOf(version, proven)),
    version: saved,
    means: meaning(alias, template),
    command: saveCommand(rollout, [{ id, version: alias }]),
  }
}

/** EC2 is eventually consistent and may not show a version of this run yet, so the latest number is at least that version. */
function notOlder(template: Template, { from, to }: Rollout): Template {
  const known = [...from.templates, ...to.templates].filter(({ id }) => id === template.id)
  return { ...template, latest: Math.max(template.latest, ...known.map(({ version }) => version)) }
}
