/** Writes to the group before a refresh: a note of the rollback target, and version numbers in place of aliases and parameters. */

import type { Context } from '../context.ts'
import type { PinnedVersion } from '../events.ts'
import { refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { withAliasTag } from '../launch-template/alias.ts'
import type { Group } from '../model/group.ts'
import { type Bindings, resolve } from '../plan/bindings.ts'
import type { Pin } from '../plan/pins.ts'
import type { Step } from '../plan/steps.ts'
import { problemIn } from '../ports.ts'

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
  { writes, clock, emit }: Context,
  { pins: planned, aliasTag }: Extract<Step, { type: 'pin-group' }>,
  { group, bindings }: Unpinned,
): Promise<Group | Failure> {
  const pins = planned.map((pin) => pinned(pin, bindings))
  try {
    if (aliasTag !== undefined) await writes.tagAlias(group.name, aliasTag)
    emit({ type: 'pinning', at: clock.now(), pins, hasTagged: aliasTag !== undefined })
    const saved = await writes.saveVersions(group, pins)
    emit({ type: 'pinned', at: clock.now(), pins })
    return aliasTag === undefined ? saved : withAliasTag(saved, aliasTag)
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
