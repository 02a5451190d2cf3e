/** What the fleet runs when the run ends, read again from AWS, and the commands to continue by hand. */

import { isAwsFailed } from '../failures/aws-failed.ts'
import { type Failure, rowOf } from '../failures/index.ts'
import { isAlias, meaning, versionOf } from '../launch-template/alias.ts'
import {
  cancelCommand,
  describeCommand,
  refreshCommand,
  rollbackCommand,
  saveCommand,
  terminateCommand,
} from '../manual-commands.ts'
import { type Coverage, coverage, runs } from '../model/coverage.ts'
import type { FleetStatus } from '../model/fleet-status.ts'
import { fleetStatusOf, running } from '../model/fleet-status.ts'
import type { Group } from '../model/group.ts'
import type { Revision, TemplateVersion } from '../model/launch-template.ts'
import { isLaunching } from '../model/lifecycle.ts'
import type { Observation } from '../model/observation.ts'
import { changesVersions, type Operation, type Rollout, refreshIdOf } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive, isBaking, isPending, isReplacing } from '../model/refresh-status.ts'
import type { OperationSettings } from '../model/settings.ts'
import { problemIn, type Reads } from '../ports.ts'
import { protectionFor } from '../scale-in-protection.ts'
import { timedInstances } from './timed-instances.ts'

/** The status where the fleet could not be read. */
export const unknownFleet: FleetStatus = {
  fleet: 'unknown',
  covered: 0,
  onTarget: 0,
  runs: [],
  leftOut: [],
  warmPool: [],
  withoutTraffic: [],
  isProtected: false,
  launching: [],
  byHand: [],
}

/** The rollout that has ended. `operation`: missing where none began. */
export interface EndedRollout {
  readonly rollout: Rollout
  readonly operation?: Operation
  readonly settings: Pick<OperationSettings, 'preferences'>
  /** Whether AWS can roll the refresh back on request. Every refresh of this action's own is. */
  readonly isReversible?: boolean
}

/** What the group's instances run now; `unknown` when AWS cannot be read. */
export async function readFleetStatus(reads: Reads, end: EndedRollout): Promise<FleetStatus> {
  const { rollout, settings } = end
  try {
    const [group, refreshes] = await Promise.all([reads.group(rollout.group), reads.refreshes(rollout.group)])
    if (!group) return unknownFleet
    const instances = await timedInstances(reads, group.instances, rollout)
    const covers = coverage(instances, rollout.to, settings.preferences)
    const savedIsNew = covers.covered.length === 0 && (await launches(reads, group, rollout.to))
    const active = refreshes.find(({ status }) => isActive(status))
    return {
      ...statusFrom(end, covers, savedIsNew),
      isProtected: protectionFor(instances, rollout, 'Ignore') === 'Refresh',
      warmPool: group.hasWarmPool ? running(await reads.warmPool(group.name)) : [],
      launching: active || rollout.isRollback ? [] : launchingOn(instances, rollout.to),
      ...(active && { active: { id: active.id, status: active.status } }),
      ...(rollout.to.since && { isRenewal: true }),
    }
  } catch (thrown) {
    problemIn(thrown)
    return { ...unknownFleet, byHand: [describeCommand(rollout)] }
  }
}

const launchingOn = (instances: Group['instances'], to: Revision): readonly string[] =>
  instances.filter((each) => isLaunching(each) && runs(each, to)).map(({ id }) => id)

/** Whether the group has this revision saved, by number or alias. For an empty group nothing else shows the revision. */
async function launches(reads: Reads, { templates: saved }: Group, { templates }: Revision): Promise<boolean> {
  const meant = await Promise.all(
    saved.map(async ({ id, version: spec }) => {
      const choice = versionOf(spec)
      const template = typeof choice === 'string' ? await reads.template(id) : undefined
      return { id, version: typeof choice === 'string' ? template && meaning(choice, template) : choice }
    }),
  )
  return areAmong(meant, templates)
}

/** Whether all saved templates mean one of these versions; true when none is saved. */
const areAmong = (
  saved: readonly { readonly id: string; readonly version: string | number | undefined }[],
  templates: Revision['templates'],
): boolean =>
  saved.length > 0 &&
  saved.every(({ id, version }) => templates.some((each) => each.id === id && String(each.version) === String(version)))

/** The target versions of an operation that somebody has deleted. A version that cannot be read counts as existing. */
export async function goneVersions(
  reads: Pick<Reads, 'version'>,
  { to }: Operation,
): Promise<readonly TemplateVersion[]> {
  const reading = to.templates.map(async (each) => {
    const found = await reads.version(each.id, each.version).catch(notSeen)
    return found ? [] : [each]
  })
  return (await Promise.all(reading)).flat()
}

const notSeen = (thrown: unknown): Problem => problemIn(thrown)

/**
 * The status from the last poll of a watch: the data that proved the success. An alias that this poll saw has been
 * restored meanwhile and means the new version.
 */
export function fleetStatusSeen(
  { instances, saved }: Observation,
  operation: Operation,
  settings: Pick<OperationSettings, 'preferences'>,
): FleetStatus {
  const numbered = saved.filter(({ version }) => !isAlias(version))
  const savedIsNew = numbered.length === 0 || areAmong(numbered, operation.to.templates)
  const covers = coverage(instances, operation.to, settings.preferences)
  return statusFrom({ rollout: operation, operation, settings }, covers, savedIsNew)
}

/**
 * AWS's own rollback replaces only the instances that the refresh had replaced. An instance that ran some other version
 * before still runs it, and does not count as new.
 */
function statusFrom({ rollout, operation }: EndedRollout, covers: Coverage, savedIsNew: boolean): FleetStatus {
  const status = fleetStatusOf(covers, savedIsNew, rollout.isRollback)
  const { covered } = covers
  if (operation?.type !== 'native-rollback' || covered.length === 0) return status
  const left = covered.filter((each) => runs(each, operation.from))
  return { ...status, fleet: left.length === 0 ? 'previous' : left.length === covered.length ? 'new' : 'mixed' }
}

/**
 * What stops a refresh that goes on although its failure would have stopped it: `on-failure: leave`, or a rollback that
 * AWS refused. One that goes on unwatched, but with nothing against it, is not stopped.
 */
function stopCommands(
  { rollout, operation, isReversible = true }: EndedRollout,
  failure: Failure,
  { id, status }: Pick<Refresh, 'id' | 'status'>,
): readonly string[] {
  const isForward = isPending(status) || isReplacing(status) || isBaking(status)
  const isOurs = operation?.type === 'refresh' && operation.refreshId === id
  const refused = 'problem' in failure && failure.problem.operation === 'RollbackInstanceRefresh' && failure.problem
  if (!isOurs || !isForward || (!refused && rowOf(failure).action === 'leave')) return []
  const isIrreversible = !isReversible || (refused && refused.kind === 'irreversible')
  return [
    rollout.isRollback || isIrreversible || !changesVersions(rollout)
      ? cancelCommand(rollout)
      : rollbackCommand(rollout),
  ]
}

/** Commands to continue by hand after a failure: watch what AWS is doing, or roll back where the fleet is not rolled back. */
export function commandsByHand(
  ended: EndedRollout,
  failure: Failure,
  { fleet, active, isProtected, launching }: FleetStatus,
): readonly string[] {
  const { rollout, operation } = ended
  const isKnown = operation !== undefined && refreshIdOf(operation) !== undefined
  if (active) return isKnown ? [...stopCommands(ended, failure, active), describeCommand(rollout)] : []
  if (fleet === 'unknown') return isKnown ? [describeCommand(rollout)] : []
  if (fleet === 'previous' && launching.length > 0) return [terminateCommand(launching)]
  const isBackKnown = changesVersions(rollout)
  if (fleet === 'previous' || !isBackKnown || operation?.type === 'verify-only' || isAwsFailed(failure, 'moved-away'))
    return []
  // The running instances are right, but the next launch would fail.
  return isAwsFailed(failure, 'version-gone') || isAwsFailed(failure, 'nothing-proven')
    ? [saveCommand(rollout, rollout.from.templates)]
    : [refreshCommand(rollout, rollout.from.templates, isProtected ? 'Refresh' : 'Ignore')]
}
