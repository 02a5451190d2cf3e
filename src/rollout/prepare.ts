/** Before the refresh: the alias is remembered and pinned, then the version is made and read back. */

import type { Because } from './because.ts'
import type { Pin } from './event.ts'
import type { Draft, Group, Version } from './facts.ts'
import { aliasTagFor, isAlias, meaning } from './launch-template/alias.ts'
import { rollbackNote } from './launch-template/marker.ts'
import { alterations } from './launch-template/template.ts'
import type { Revision } from './model.ts'
import type { PinnedTo } from './plan/image-pin.ts'
import { type ImagePin, type Move, type Plan, revision, standingIn } from './plan/plan.ts'
import type { Policy } from './policy.ts'
import { AwsProblem, problemIn, type World } from './world.ts'

type Roll = Extract<Plan, { will: 'roll' }>

/** The versions to roll to, or why there are none. */
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
  const standing = decided.will === 'revert' ? decided.to.templates : standingIn(decided.moves)
  const versions = standing.map(({ version }) => version)
  if (to !== 'previous' || versions.length === 0) return undefined
  try {
    await writes.noteRollback(decided.group.name, rollbackNote(versions, run))
    tell({ is: 'noted', at: clock.now(), versions })
    return undefined
  } catch (thrown) {
    return { guard: 'refused', problem: problemIn(thrown) }
  }
}

/** The tag first: a run that is killed in between leaves a group that still follows its aliases, and knows it. */
async function pin({ writes, clock, tell }: World, { group, moves }: Roll): Promise<void> {
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

/** Templates that name their image by a parameter: makes versions with an image of their own and saves them on the group. Killed on the way it is done again, and makes none twice. The answer: one version for each pin, and the group as AWS shows it with them. */
export async function pinImages(world: World, { group, pins }: Pins): Promise<PinnedTo | Because> {
  const { writes, clock, tell, stop } = world
  try {
    const versions: Version[] = []
    for (const pin of pins) {
      if (stop.aborted) break
      const version = await fixedVersion(world, pin)
      if ('guard' in version) return version
      versions.push(version)
    }
    // A job that is cancelled by now leaves the group as it is.
    if (stop.aborted) return { guard: 'interrupted', signal: String(stop.reason) }
    const done = pins.map(({ template: { id, name }, parameter, image }, i) => {
      return { id, name, version: versions[i]?.version ?? 0, parameter, image }
    })
    tell({ is: 'pinning', at: clock.now(), pins: done })
    const tag = aliasTagFor(group)
    const followed = group.templates.some(
      ({ id, version }) => isAlias(version) && pins.some(({ template }) => template.id === id),
    )
    if (tag !== undefined && followed) await writes.tagAlias(group.name, tag)
    await writes.saveVersions(group, done)
    tell({ is: 'pinned', at: clock.now(), pins: done })
    return { versions, group: await seenPinned(world, group.name, done) }
  } catch (thrown) {
    return { guard: 'refused', problem: problemIn(thrown) }
  }
}

/** The group once AWS shows the pins: what is written next is written over what is read here. */
async function seenPinned({ reads, clock }: World, name: string, pins: readonly Pin[]): Promise<Group> {
  for (let tries = 5; tries > 0; tries--) {
    const group = await reads.group(name)
    const shows = ({ id, version }: Pin) =>
      group?.templates.some((saved) => saved.id === id && saved.version === String(version))
    if (group && pins.every(shows)) return group
    await clock.sleep(2_000)
  }
  throw new AwsProblem({
    kind: 'missing',
    operation: 'DescribeAutoScalingGroups',
    code: 'NotListed',
    message: `${name} was pinned to ${pins.map(({ id, version }) => `version ${version} of ${id}`).join(', ')} but is not listed with it`,
  })
}

/** A group, and what it is to be pinned to. */
export interface Pins {
  readonly group: Group
  readonly pins: readonly ImagePin[]
}

async function fixedVersion(world: World, { from, to }: ImagePin): Promise<Version | Because> {
  const { writes, clock, tell } = world
  if ('take' in to) return to.take
  const { make } = to
  tell({ is: 'fixing', at: clock.now(), source: from, image: make.image })
  const made = await readBack(world, make.template, await writes.makeVersion(make))
  tell({ is: 'fixed', at: clock.now(), version: made })
  return alteredIn(made, from, make) ?? made
}

/** One version after the other: what a run that is killed in between has made is found again. */
async function makeReady(world: World, { moves }: Roll): Promise<Revision | Because> {
  const ready: Version[] = []
  for (const move of moves) {
    const version = await versionFor(world, move)
    if ('guard' in version) return version
    ready.push(version)
  }
  return revision(ready)
}

async function versionFor(world: World, { from: source, to }: Move): Promise<Version | Because> {
  const { writes, clock, tell } = world
  if ('take' in to) {
    tell({ is: 'prepared', at: clock.now(), to: to.take, how: 'standing' })
    return to.take
  }
  const { make } = to
  tell({ is: 'preparing', at: clock.now(), source, image: make.image })
  const made = await readBack(world, make.template, await writes.makeVersion(make))
  tell({ is: 'prepared', at: clock.now(), to: made, how: 'made' })
  return alteredIn(made, source, make) ?? made
}

/** What a version that was just made has that it should not; `undefined` if it is as it was asked for. */
function alteredIn(made: Version, source: Version, { image }: Pick<Draft, 'image'>): Because | undefined {
  const differences = alterations(source.data, made.data)
  return differences.length > 0 || made.image !== image ? { guard: 'altered', differences } : undefined
}

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
