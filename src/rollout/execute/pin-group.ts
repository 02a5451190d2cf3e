/** Writes to the group before a refresh: a note of the rollback target, and version numbers in place of aliases and parameters. */

import type { Context } from '../context.ts'
import type { PinnedVersion } from '../events.ts'
import { refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { ALIAS_TAG } from '../launch-template/alias.ts'
import type { Group } from '../model/group.ts'
import { type Bindings, resolve } from '../plan/bindings.ts'
import type { Pin } from '../plan/pins.ts'
import type { Step } from '../plan/steps.ts'
import { AwsProblem, problemIn } from '../ports.ts'

/** Writes the rollback target to a tag, so that a re-run of the same workflow run returns to it and not further back. */
export async function noteRollbackTarget(
  { writes, clock, emit }: Context,
  { group, versions: targets, note }: Extract<Step, { type: 'note-rollback-target' }>,
): Promise<Failure | undefined> {
  const versions = targets.map(({ version }) => version)
  try {
    await writes.noteRollback(group, note)
    emit({ type: 'noted', at: clock.now(), versions })
    return undefined
  } catch (thrown) {
    return refusedBy(problemIn(thrown))
  }
}

/** The group before it is pinned, and the versions made for the plan's placeholders. */
export interface Unpinned {
  readonly group: Group
  readonly bindings: Bindings
}

/** Replaces aliases and parameters by numbers. The tag is written first, so that a run killed in between loses no alias. */
export async function pinGroup(
  context: Context,
  { pins: planned, aliasTag }: Extract<Step, { type: 'pin-group' }>,
  { group, bindings }: Unpinned,
): Promise<Group | Failure> {
  const { writes, clock, emit } = context
  const pins = planned.map((pin) => pinned(pin, bindings))
  try {
    if (aliasTag !== undefined) await writes.tagAlias(group.name, aliasTag)
    emit({ type: 'pinning', at: clock.now(), pins, hasTagged: aliasTag !== undefined })
    await writes.saveVersions(group, pins)
    emit({ type: 'pinned', at: clock.now(), pins })
    // The next write sends the whole template setting as read here, so wait until AWS shows the pinned numbers.
    const now = pins.some((pin) => 'parameter' in pin) ? await shownWith(context, group.name, pins) : group
    // AWS may show a tag later than the versions.
    return { ...now, tags: aliasTag === undefined ? group.tags : new Map([...group.tags, [ALIAS_TAG, aliasTag]]) }
  } catch (thrown) {
    return refusedBy(problemIn(thrown))
  }
}

function pinned(pin: Pin, bindings: Bindings): PinnedVersion {
  if ('alias' in pin) {
    const { id, name, version } = pin.version
    return { id, name, version, alias: pin.alias }
  }
  const { id, name, version, image } = resolve(bindings, pin.version)
  return 'former' in pin
    ? { id, name, version, former: pin.former }
    : { id, name, version, parameter: pin.parameter, image }
}

/** The group once AWS shows the pins. */
async function shownWith({ reads, clock }: Context, name: string, pins: readonly PinnedVersion[]): Promise<Group> {
  for (let tries = 5; tries > 0; tries--) {
    const group = await reads.group(name)
    const shows = ({ id, version }: PinnedVersion) =>
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
