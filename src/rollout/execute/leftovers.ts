/** What a rollout that went well has left that the next scale-out, or the next bill, would show: reported, never touched. */

import type { ReadContext } from '../context.ts'
import type { FinalStep } from '../events.ts'
import { isAlias } from '../launch-template/alias.ts'
import { refreshCommand, terminateCommand, versionsCommand } from '../manual-commands.ts'
import type { FleetStatus } from '../model/fleet-status.ts'
import { isRetained } from '../model/lifecycle.ts'
import type { Operation, Rollout } from '../model/operation.ts'
import type { WatchState } from '../model/watch-state.ts'

/** What is known as the run ends. */
interface RunEnd {
  readonly operation: Operation
  readonly fleetStatus: FleetStatus
  readonly watched: WatchState
}

/** A warning for each kind of thing that is left, with the command. */
export function reportLeftovers({ clock, emit }: Pick<ReadContext, 'clock' | 'emit'>, end: RunEnd): void {
  for (const finalStep of [...inWarmPool(end), ...retained(end)])
    emit({ type: 'final-step', at: clock.now(), finalStep })
}

/** A scale-out takes what is in the pool, whatever it runs (User Guide, "Warm pools"). */
function inWarmPool({ operation, fleetStatus }: RunEnd): readonly FinalStep[] {
  const { templates } = operation.to
  const stale = fleetStatus.warmPool.filter(
    ({ template }) => !templates.some(({ id, version }) => id === template?.id && version === template.version),
  )
  return stale.length === 0
    ? []
    : [{ what: 'warm-pool', did: 'stale', stale, command: refreshCommand(operation, templates) }]
}

/** Nobody ends them but their owner (User Guide, "Instance lifecycle policy"). */
function retained({ watched }: RunEnd): readonly FinalStep[] {
  const instances = watched.last?.instances.filter(isRetained).map(({ id }) => id) ?? []
  return instances.length === 0
    ? []
    : [{ what: 'retained', did: 'left', instances, command: terminateCommand(instances) }]
}

/** The group stays on the version before, and whoever saved another on it does not know. An alias has a report of its own. */
export function reportMovedVersion(
  { clock, emit }: Pick<ReadContext, 'clock' | 'emit'>,
  { former, from }: Rollout,
): void {
  const [before] = from.templates
  if (former === undefined || isAlias(former) || !before) return
  const command = versionsCommand(before.id)
  const finalStep = {
    what: 'saved-version',
    did: 'moved',
    version: `${before.version}`,
    believed: former,
    command,
  } as const
  emit({ type: 'final-step', at: clock.now(), finalStep })
}
