/** What is put in order at the end: the template's default, the group's alias, versions that are past use. Chores warn, they never fail. */
import { aliasCommand, aliasOwed, defaultCommand, mayGiveBack, meaning, owedCommand } from './alias.ts'
import type { Chore } from './event.ts'
import type { Template } from './facts.ts'
import type { Leg, Revision, TemplateVersion } from './model.ts'
import type { Policy } from './policy.ts'
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
  const [proven] = ending.proven.templates
  if (!proven) return
  if (succeeded && policy.setDefaultVersion)
    await chore(world, 'default-version', () => setDefault(world, proven), defaultCommand(proven.id, proven.version))
  await chore(world, 'alias', () => giveBack(world, leg, proven), owedCommand(leg.group))
  const keep = policy.keepTemplateVersions
  // Who goes back may want to go further back yet; a cancelled job has seconds.
  if (succeeded && !leg.back && keep !== undefined && !world.stop.aborted)
    await chore(world, 'clean-up', () => tidy(world, leg.group, proven.id, keep), versionsCommand(proven.id))
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

async function setDefault({ reads, writes }: World, { id, version }: TemplateVersion): Promise<Chore | undefined> {
  const template = await reads.template(id)
  if (template?.default === version) return undefined
  await writes.setDefaultVersion(id, version)
  return { what: 'default-version', version, did: 'set' }
}

/** Gives the alias back, or says why the number stays. Looks afresh: others may have moved the group or the template. */
async function giveBack({ reads, writes }: World, leg: Leg, proven: TemplateVersion): Promise<Done> {
  const [group, template] = await Promise.all([reads.group(leg.group), reads.template(proven.id)])
  const alias = group && aliasOwed(group)
  const saved = group?.template?.version
  if (!alias || !template || saved === undefined) return undefined
  // A run that was ended in the middle of this left the tag.
  if (saved === alias) {
    await writes.untagAlias(leg.group)
    return { what: 'alias', alias, did: 'given-back' }
  }
  const told = [template, notOlder(template, leg)]
  if (!told.every((each) => mayGiveBack(alias, saved, each, proven.version)))
    return {
      what: 'alias',
      alias,
      did: 'kept',
      version: saved,
      means: meaning(alias, template),
      command: aliasCommand(leg.group, proven.id, alias),
    }
  return attempt('alias', aliasCommand(leg.group, proven.id, alias), async () => {
    await writes.saveVersion(leg.group, proven.id, alias)
    await writes.untagAlias(leg.group)
    return { what: 'alias', alias, did: 'given-back' }
  })
}

/** EC2 may answer with what was true before this run made its version: what we know to stand is not forgotten for that. */
function notOlder(template: Template, { from, to }: Leg): Template {
  const known = [...from.templates, ...to.templates].filter(({ id }) => id === template.id)
  return { ...template, latest: Math.max(template.latest, ...known.map(({ version }) => version)) }
}
