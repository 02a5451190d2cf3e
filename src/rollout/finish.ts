/** What is put in order at the end: the template's default, the group's alias, versions that are past use. Chores warn, they never fail. */

import type { Chore } from './event.ts'
import type { Group, Template } from './facts.ts'
import { type Aliases, aliasesOwed, aliasTag, mayGiveBack, meaning } from './launch-template/alias.ts'
import type { Alias, Leg, Revision, TemplateVersion } from './model.ts'
import type { Policy } from './policy.ts'
import { type Choices, defaultCommand, owedCommand, saveCommand } from './shell.ts'
import { tidy, versionsCommand } from './tidy.ts'
import { AwsProblem, type World } from './world.ts'

/** `proven`: what the fleet has been shown to run well on. */
export interface Ending {
  readonly leg: Leg
  readonly proven: Revision
  readonly succeeded: boolean
}

/** The wishes that chores are done by. */
export type Chores = Pick<Policy, 'setDefaultVersion' | 'keepTemplateVersions'>

/** Does the chores and tells each. */
export async function finish(world: World, policy: Chores, ending: Ending): Promise<void> {
  const { leg, succeeded } = ending
  const proven = ending.proven.templates
  if (proven.length === 0) return
  if (succeeded && policy.setDefaultVersion)
    for (const each of proven)
      await chore(
        world,
        'default-version',
        () => setDefault(world, each, proven),
        defaultCommand(each.id, each.version),
      )
  await chore(world, 'alias', () => giveBack(world, leg, proven), owedCommand(leg.group))
  const keep = policy.keepTemplateVersions
  // Who goes back may want to go further back yet; a cancelled job has seconds.
  if (succeeded && !leg.back && keep !== undefined && !world.stop.aborted)
    for (const { id } of proven)
      await chore(world, 'clean-up', () => tidy(world, leg.group, id, keep), versionsCommand(id))
}

type Done = Chore | readonly Chore[] | undefined

/** `command`: how to do by hand what failed. */
const attempt = (what: Chore['what'], command: string, work: () => Promise<Done>): Promise<Done> =>
  work().catch((thrown: unknown): Chore => {
    if (!(thrown instanceof AwsProblem)) throw thrown
    return { what, did: 'failed', problem: thrown.message, command }
  })

async function chore(world: World, what: Chore['what'], work: () => Promise<Done>, command: string): Promise<void> {
  const done = await attempt(what, command, work)
  for (const each of done ? [done].flat() : []) world.tell({ is: 'chore', at: world.clock.now(), chore: each })
}

/** The template's name, where it must be told from others. */
const nameOf = ({ name }: TemplateVersion, all: readonly TemplateVersion[]) => (all.length > 1 ? { of: name } : {})

async function setDefault(
  { reads, writes }: World,
  proven: TemplateVersion,
  all: readonly TemplateVersion[],
): Promise<Chore | undefined> {
  const { id, version } = proven
  const template = await reads.template(id)
  if (template?.default === version) return undefined
  await writes.setDefaultVersion(id, version)
  return { what: 'default-version', version, did: 'set', ...nameOf(proven, all) }
}

/** Gives aliases back, or says why the numbers stay. Looks afresh: others may have moved the group or its templates. */
async function giveBack(world: World, leg: Leg, proven: readonly TemplateVersion[]): Promise<readonly Chore[]> {
  const { reads } = world
  const [group, ...listed] = await Promise.all([reads.group(leg.group), ...proven.map(({ id }) => reads.template(id))])
  if (!group) return []
  const owed = aliasesOwed(group)
  const debts = proven.flatMap((version, i): readonly Debt[] => {
    const alias = owed.get(version.id)
    const saved = group.templates.find(({ id }) => id === version.id)?.version
    const template = listed[i]
    return alias && template && saved !== undefined
      ? [{ version, alias, saved, template, name: nameOf(version, proven) }]
      : []
  })
  // A run that was ended in the middle of this has given back, and left the tag.
  const due = debts.filter(
    ({ alias, saved, template, version }) =>
      saved === alias ||
      [template, notOlder(template, leg)].every((each) => mayGiveBack(alias, saved, each, version.version)),
  )
  const kept = debts.filter((debt) => !due.includes(debt)).map((debt) => keptOf(leg, debt))
  if (due.length === 0) return kept
  const command = saveCommand(leg, choicesOf(due))
  const paid = await attempt('alias', command, () => pay(world, group, due, owed))
  return [...(paid ? [paid].flat() : []), ...kept]
}

/** An alias that was taken from the group and not given back. */
interface Debt {
  readonly version: TemplateVersion
  readonly alias: Alias
  readonly saved: string
  readonly template: Template
  readonly name: { readonly of?: string }
}

const choicesOf = (debts: readonly Debt[]): Choices =>
  debts.map(({ version: { id }, alias }) => ({ id, version: alias }))

/** Saves the aliases on the group; then its tag keeps what is still owed. */
async function pay({ writes }: World, group: Group, due: readonly Debt[], owed: Aliases): Promise<readonly Chore[]> {
  if (due.some(({ alias, saved }) => alias !== saved)) await writes.saveVersions(group, choicesOf(due))
  const left = new Map([...owed].filter(([id]) => due.every(({ version }) => version.id !== id)))
  if (left.size === 0) await writes.untagAlias(group.name)
  else await writes.tagAlias(group.name, aliasTag(left, group.templates))
  return due.map(({ alias, name }) => ({ what: 'alias', alias, did: 'given-back', ...name }))
}

const keptOf = (leg: Leg, { version, alias, saved, template, name }: Debt): Chore => ({
  what: 'alias',
  alias,
  did: 'kept',
  ...name,
  version: saved,
  means: meaning(alias, template),
  command: saveCommand(leg, [{ id: version.id, version: alias }]),
})

/** EC2 may answer with what was true before this run made its version: what we know to stand is not forgotten for that. */
function notOlder(template: Template, { from, to }: Leg): Template {
  const known = [...from.templates, ...to.templates].filter(({ id }) => id === template.id)
  return { ...template, latest: Math.max(template.latest, ...known.map(({ version }) => version)) }
}
