/** What is put in order at the end: the template's default, the group's alias, versions that are past use. Chores warn, they never fail. */

import type { FinalStep } from './event.ts'
import type { Group, Template } from './facts.ts'
import { type Aliases, aliasesOwed, aliasTag, mayGiveBack, meaning } from './launch-template/alias.ts'
import type { Alias, Operation, Revision, TemplateVersion } from './model.ts'
import type { RolloutSettings } from './policy.ts'
import { type Choices, defaultCommand, owedCommand, saveCommand } from './shell.ts'
import { tidy, versionsCommand } from './tidy.ts'
import { AwsProblem, type Context } from './world.ts'

/** `proven`: what the fleet has been shown to run well on. */
export interface Ending {
  readonly leg: Operation
  readonly proven: Revision
  readonly succeeded: boolean
}

/** The wishes that chores are done by. */
export type Chores = Pick<RolloutSettings, 'setDefaultVersion' | 'keepTemplateVersions'>

/** Does the chores and tells each. */
export async function finish(world: Context, policy: Chores, ending: Ending): Promise<void> {
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
  if (succeeded && !leg.isRollback && keep !== undefined && !world.stop.aborted)
    for (const { id } of proven)
      await chore(world, 'clean-up', () => tidy(world, leg.group, id, keep), versionsCommand(id))
}

type Done = FinalStep | readonly FinalStep[] | undefined

/** `command`: how to do by hand what failed. */
const attempt = (what: FinalStep['what'], command: string, work: () => Promise<Done>): Promise<Done> =>
  work().catch((thrown: unknown): FinalStep => {
    if (!(thrown instanceof AwsProblem)) throw thrown
    return { what, did: 'failed', problem: thrown.message, command }
  })

async function chore(
  world: Context,
  what: FinalStep['what'],
  work: () => Promise<Done>,
  command: string,
): Promise<void> {
  const done = await attempt(what, command, work)
  for (const each of done ? [done].flat() : []) world.emit({ is: 'chore', at: world.clock.now(), chore: each })
}

/** The template's name, where it must be told from others. */
const nameOf = ({ name }: TemplateVersion, all: readonly TemplateVersion[]) => (all.length > 1 ? { of: name } : {})

async function setDefault(
  { reads, writes }: Context,
  proven: TemplateVersion,
  all: readonly TemplateVersion[],
): Promise<FinalStep | undefined> {
  const { id, version } = proven
  const template = await reads.template(id)
  if (template?.default === version) return undefined
  await writes.setDefaultVersion(id, version)
  return { what: 'default-version', version, did: 'set', ...nameOf(proven, all) }
}

/** Gives aliases back, or says why the numbers stay. Looks afresh: others may have moved the group or its templates. */
async function giveBack(
  world: Context,
  leg: Operation,
  proven: readonly TemplateVersion[],
): Promise<readonly FinalStep[]> {
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
async function pay(
  { writes }: Context,
  group: Group,
  due: readonly Debt[],
  owed: Aliases,
): Promise<readonly FinalStep[]> {
  if (due.some(({ alias, saved }) => alias !== saved)) await writes.saveVersions(group, choicesOf(due))
  const left = new Map([...owed].filter(([id]) => due.every(({ version }) => version.id !== id)))
  if (left.size === 0) await writes.untagAlias(group.name)
  else await writes.tagAlias(group.name, aliasTag(left, group.templates))
  return due.map(({ alias, name }) => ({ what: 'alias', alias, did: 'given-back', ...name }))
}

const keptOf = (leg: Operation, { version, alias, saved, template, name }: Debt): FinalStep => ({
  what: 'alias',
  alias,
  did: 'kept',
  ...name,
  version: saved,
  means: meaning(alias, template),
  command: saveCommand(leg, [{ id: version.id, version: alias }]),
})

/** EC2 may answer with what was true before this run made its version: what we know to stand is not forgotten for that. */
function notOlder(template: Template, { from, to }: Operation): Template {
  const known = [...from.templates, ...to.templates].filter(({ id }) => id === template.id)
  return { ...template, latest: Math.max(template.latest, ...known.map(({ version }) => version)) }
}
