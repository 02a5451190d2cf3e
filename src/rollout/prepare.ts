/** Before the refresh: the alias is remembered and pinned, then the version is made and read back. */
import { meaning } from './alias.ts'
import type { Version } from './facts.ts'
import { rollbackNote } from './marker.ts'
import type { Because, Revision, TemplateVersion } from './model.ts'
import type { Plan } from './plan.ts'
import type { Policy } from './policy.ts'
import { alterations } from './template.ts'
import { AwsProblem, problemIn, type World } from './world.ts'

type Roll = Extract<Plan, { will: 'roll' }>

/** The version to roll to, or why there is none. */
export async function prepare(world: World, decided: Roll): Promise<Revision | Because> {
  const { stop } = world
  try {
    // A job that was cancelled before it changed anything changes nothing.
    if (!stop.aborted) await pin(world, decided)
    if (stop.aborted) return { guard: 'interrupted', signal: String(stop.reason) }
    return await makeReady(world, decided)
  } catch (thrown) {
    return { guard: 'refused', problem: problemIn(thrown) }
  }
}

/** A rollback that is run again under the same run id goes where it went, and not further back. */
export async function noteGoal(
  { writes, clock, tell }: World,
  decided: Roll | Extract<Plan, { will: 'revert' }>,
  { run, to }: Policy,
): Promise<Because | undefined> {
  const version =
    decided.will === 'revert'
      ? decided.to.templates[0]?.version
      : 'take' in decided.target
        ? decided.target.take.version
        : undefined
  if (to !== 'previous' || version === undefined) return undefined
  try {
    await writes.noteRollback(decided.group.name, rollbackNote(version, run))
    tell({ is: 'noted', at: clock.now(), version })
    return undefined
  } catch (thrown) {
    return { guard: 'refused', problem: problemIn(thrown) }
  }
}

/** The tag first: a run that is killed in between leaves a group that still follows its alias, and knows it. */
async function pin({ writes, clock, tell }: World, { alias, group, template }: Roll): Promise<void> {
  if (!alias) return
  const version = meaning(alias, template)
  tell({ is: 'pinning', at: clock.now(), alias, version })
  await writes.tagAlias(group.name, alias)
  await writes.saveVersion(group.name, template.id, version)
  tell({ is: 'pinned', at: clock.now(), alias, version })
}

async function makeReady(world: World, { target }: Roll): Promise<Revision | Because> {
  const { writes, clock, tell } = world
  if ('take' in target) {
    tell({ is: 'prepared', at: clock.now(), to: target.take, how: 'standing' })
    return revision(target.take)
  }
  const { make, source } = target
  tell({ is: 'preparing', at: clock.now(), source, image: make.image })
  const made = await readBack(world, make.template, await writes.makeVersion(make))
  tell({ is: 'prepared', at: clock.now(), to: made, how: 'made' })
  const altered = alterations(source.data, made.data)
  return altered.length > 0 || made.image !== make.image ? { guard: 'altered', differences: altered } : revision(made)
}

const revision = ({ id, name, version, image }: TemplateVersion): Revision => ({
  templates: [{ id, name, version, image }],
})

/** EC2 is eventually consistent: a version that was just made may take some seconds to be seen. */
async function readBack({ reads, clock }: World, template: string, version: number): Promise<Version> {
  for (let tries = 5; tries > 0; tries--) {
    const made = await reads.version(template, version)
    if (made) return made
    await clock.sleep(2_000)
  }
  throw new AwsProblem({
    kind: 'missing',
    operation: 'DescribeLaunchTemplateVersions',
    code: 'NotListed',
    message: `version ${version} of ${template} was made but is not listed`,
  })
}
