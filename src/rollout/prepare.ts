/** Before the refresh: the alias is remembered and pinned, then the version is made and read back. */

import type { Pin } from './event.ts'
import type { Version } from './facts.ts'
import { refusedBy } from './failures/from-problem.ts'
import type { Failure } from './failures/index.ts'
import { aliasTagFor, meaning } from './launch-template/alias.ts'
import { rollbackNote } from './launch-template/marker.ts'
import { alteredIn, makeVersion } from './make-version.ts'
import type { Revision } from './model.ts'
import { type Plan, revision, standingIn, type TemplateChange } from './plan/plan.ts'
import type { RolloutSettings } from './policy.ts'
import { type Context, problemIn } from './world.ts'

type Roll = Extract<Plan, { will: 'roll' }>

/** The versions to roll to, or why there are none. */
export async function prepare(world: Context, decided: Roll): Promise<Revision | Failure> {
  const { stop } = world
  try {
    // A job that was cancelled before it changed anything changes nothing.
    if (!stop.aborted) await pin(world, decided)
    if (stop.aborted) return { code: 'cancelled', signal: String(stop.reason) }
    return await makeReady(world, decided)
  } catch (thrown) {
    return refusedBy(problemIn(thrown))
  }
}

/** A rollback that is run again under the same run id goes where it went, and not further back. */
export async function noteGoal(
  { writes, clock, emit: tell }: Context,
  decided: Roll | Extract<Plan, { will: 'revert' }>,
  { run, to }: RolloutSettings,
): Promise<Failure | undefined> {
  const standing = decided.will === 'revert' ? decided.to.templates : standingIn(decided.moves)
  const versions = standing.map(({ version }) => version)
  if (to !== 'previous' || versions.length === 0) return undefined
  try {
    await writes.noteRollback(decided.group.name, rollbackNote(versions, run))
    tell({ is: 'noted', at: clock.now(), versions })
    return undefined
  } catch (thrown) {
    return refusedBy(problemIn(thrown))
  }
}

/** The tag first: a run that is killed in between leaves a group that still follows its aliases, and knows it. */
async function pin({ writes, clock, emit: tell }: Context, { group, moves }: Roll): Promise<void> {
  const tag = aliasTagFor(group)
  const pins = moves.flatMap(({ alias, template }): readonly Pin[] => {
    const { id, name } = template
    return alias ? [{ id, name, alias, version: meaning(alias, template) }] : []
  })
  if (tag === undefined) return
  tell({ is: 'pinning', at: clock.now(), pins })
  await writes.tagAlias(group.name, tag)
  await writes.saveVersions(group, pins)
  tell({ is: 'pinned', at: clock.now(), pins })
}

/** One version after the other: what a run that is killed in between has made is found again. */
async function makeReady(world: Context, { moves }: Roll): Promise<Revision | Failure> {
  const ready: Version[] = []
  for (const move of moves) {
    const version = await versionFor(world, move)
    if ('code' in version) return version
    ready.push(version)
  }
  return revision(ready)
}

async function versionFor(world: Context, { from: source, to }: TemplateChange): Promise<Version | Failure> {
  const { clock, emit: tell } = world
  if ('take' in to) {
    tell({ is: 'prepared', at: clock.now(), to: to.take, how: 'standing' })
    return to.take
  }
  const { make } = to
  tell({ is: 'preparing', at: clock.now(), source, image: make.image })
  const made = await makeVersion(world, make)
  tell({ is: 'prepared', at: clock.now(), to: made, how: 'made' })
  return alteredIn(made, source, make) ?? made
}
