/** What is written on the group before a refresh: where a rollback goes, and numbers in place of aliases and parameters. */

import type { Context } from '../context.ts'
import type { PinnedVersion } from '../events.ts'
import { refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { ALIAS_TAG } from '../launch-template/alias.ts'
import { rollbackNote } from '../launch-template/marker.ts'
import type { Group } from '../model/group.ts'
import type { WorkflowRun } from '../model/settings.ts'
import { type Bindings, resolve } from '../plan/bindings.ts'
import type { Pin, Step } from '../plan/steps.ts'
import { AwsProblem, problemIn } from '../ports.ts'

/** A rollback that is run again under the same run id goes where it went, and not further back. */
export async function noteRollbackTarget(
  { writes, clock, emit }: Context,
  { group, versions: targets }: Extract<Step, { type: 'note-rollback-target' }>,
  run: WorkflowRun,
): Promise<Failure | undefined> {
  const versions = targets.map(({ version }) => version)
  try {
    await writes.noteRollback(group, rollbackNote({ run: run.id, versions }))
    emit({ type: 'noted', at: clock.now(), versions })
    return undefined
  } catch (thrown) {
    return refusedBy(problemIn(thrown))
  }
}

/** The group as it was, and what the plan's placeholders have become. */
export interface Unpinned {
  readonly group: Group
  readonly bindings: Bindings
}

/** The tag first: a run that is killed in between leaves a group that still follows its aliases, and knows it. */
export async function pinGroup(
  context: Context,
  { pins: planned, aliasTag }: Extract<Step, { type: 'pin-group' }>,
  { group, bindings }: Unpinned,
): Promise<Group | Failure> {
  const { writes, clock, emit } = context
  const pins = planned.map((pin) => pinned(pin, bindings))
  try {
    emit({ type: 'pinning', at: clock.now(), pins })
    if (aliasTag !== undefined) await writes.tagAlias(group.name, aliasTag)
    await writes.saveVersions(group, pins)
    emit({ type: 'pinned', at: clock.now(), pins })
    // What is written next to a group without its parameter is written over what is read here.
    const now = pins.some((pin) => 'parameter' in pin) ? await shownWith(context, group.name, pins) : group
    // AWS may show a tag later than the versions.
    return aliasTag === undefined ? now : { ...now, tags: new Map([...now.tags, [ALIAS_TAG, aliasTag]]) }
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
  return { id, name, version, parameter: pin.parameter, image }
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
