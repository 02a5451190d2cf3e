/** Before anything else, where it was asked for: templates that name their image by a parameter get one of their own. */

import type { Pin } from './event.ts'
import type { Group, Version } from './facts.ts'
import { refusedBy } from './failures/from-problem.ts'
import type { Failure } from './failures/index.ts'
import { aliasTagFor, isAlias } from './launch-template/alias.ts'
import { alteredIn, makeVersion } from './make-version.ts'
import type { PinnedTo } from './plan/image-pin.ts'
import type { ImagePin } from './plan/plan.ts'
import { AwsProblem, type Context, problemIn } from './world.ts'

/** A group, and what it is to be pinned to. */
export interface Pins {
  readonly group: Group
  readonly pins: readonly ImagePin[]
}

/**
 * Makes a version with an image of its own for each pin and saves them on the group. Killed on the way it is done again,
 * and makes none twice. The answer: one version for each pin, and the group as AWS shows it with them.
 */
export async function pinImages(world: Context, { group, pins }: Pins): Promise<PinnedTo | Failure> {
  const { stop } = world
  try {
    const versions: Version[] = []
    const pinned: Pin[] = []
    for (const pin of pins) {
      if (stop.aborted) break
      const made = await fixedVersion(world, pin)
      if ('code' in made) return made
      versions.push(made)
      const { id, name, version } = made
      pinned.push({ id, name, version, parameter: pin.parameter, image: pin.image })
    }
    // A job that is cancelled by now leaves the group as it is.
    if (stop.aborted) return { code: 'cancelled', signal: String(stop.reason) }
    await save(world, group, pinned)
    return { versions, group: await seenPinned(world, group.name, pinned) }
  } catch (thrown) {
    return refusedBy(problemIn(thrown))
  }
}

async function fixedVersion(world: Context, { from, to }: ImagePin): Promise<Version | Failure> {
  const { clock, emit: tell } = world
  if ('take' in to) return to.take
  const { make } = to
  tell({ is: 'fixing', at: clock.now(), source: from, image: make.image })
  const made = await makeVersion(world, make)
  tell({ is: 'fixed', at: clock.now(), version: made })
  return alteredIn(made, from, make) ?? made
}

/** The tag first, as with every alias that is taken from a group. */
async function save({ writes, clock, emit: tell }: Context, group: Group, pins: readonly Pin[]): Promise<void> {
  tell({ is: 'pinning', at: clock.now(), pins })
  const tag = aliasTagFor(group)
  const followed = group.templates.some(({ id, version }) => isAlias(version) && pins.some((pin) => pin.id === id))
  if (tag !== undefined && followed) await writes.tagAlias(group.name, tag)
  await writes.saveVersions(group, pins)
  tell({ is: 'pinned', at: clock.now(), pins })
}

/** The group once AWS shows the pins: what is written next is written over what is read here. */
async function seenPinned({ reads, clock }: Context, name: string, pins: readonly Pin[]): Promise<Group> {
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
