/** What is put in order at the end: the template's default, then the group's alias. Chores that warn and never fail. */
import { aliasOwed, mayGiveBack, meaning } from './alias.ts'
import type { Chore } from './event.ts'
import type { Leg, Revision, TemplateVersion } from './model.ts'
import type { Policy } from './policy.ts'
import { quote } from './shell.ts'
import { AwsProblem, type World } from './world.ts'

/** `proven`: what the fleet has been shown to run well on. */
export interface Ending {
  readonly leg: Leg
  readonly proven: Revision
  readonly succeeded: boolean
}

/** Does the chores and tells each. */
export async function finish(world: World, policy: Pick<Policy, 'setDefaultVersion'>, ending: Ending): Promise<void> {
  const [proven] = ending.proven.templates
  if (!proven) return
  if (ending.succeeded && policy.setDefaultVersion)
    await chore(world, 'default-version', () => setDefault(world, proven), defaultCommand(proven))
  await chore(world, 'alias', () => giveBack(world, ending.leg, proven), aliasCommand(ending.leg, proven))
}

async function chore(
  world: World,
  what: 'alias' | 'default-version',
  work: () => Promise<Chore | undefined>,
  command: string,
): Promise<void> {
  const done = await work().catch((thrown: unknown): Chore => {
    if (!(thrown instanceof AwsProblem)) throw thrown
    return { what, did: 'failed', problem: thrown.message, command }
  })
  if (done) world.tell({ is: 'chore', at: world.clock.now(), chore: done })
}

async function setDefault({ reads, writes }: World, { id, version }: TemplateVersion): Promise<Chore | undefined> {
  const template = await reads.template(id)
  if (template?.default === version) return undefined
  await writes.setDefaultVersion(id, version)
  return { what: 'default-version', version, did: 'set' }
}

/** Gives the alias back, or says why the number stays. Looks afresh: others may have moved the group or the template. */
async function giveBack({ reads, writes }: World, leg: Leg, proven: TemplateVersion): Promise<Chore | undefined> {
  const [group, template] = await Promise.all([reads.group(leg.group), reads.template(proven.id)])
  const alias = group && aliasOwed(group)
  const saved = group?.template?.version
  if (!alias || !template || saved === undefined) return undefined
  if (saved === alias) {
    await writes.untagAlias(leg.group)
    return undefined
  }
  if (!mayGiveBack(alias, saved, template, proven.version))
    return {
      what: 'alias',
      alias,
      did: 'kept',
      version: saved,
      means: meaning(alias, template),
      command: aliasCommand(leg, proven, alias),
    }
  await writes.saveVersion(leg.group, proven.id, alias)
  await writes.untagAlias(leg.group)
  return { what: 'alias', alias, did: 'given-back' }
}

const aliasCommand = (leg: Leg, proven: TemplateVersion, alias = '$Latest'): string =>
  `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quote(leg.group)} --launch-template 'LaunchTemplateId=${proven.id},Version=${alias}'`

const defaultCommand = ({ id, version }: TemplateVersion): string =>
  `aws ec2 modify-launch-template --launch-template-id ${id} --default-version ${version}`
