/** What stands in AWS as a run stops, looked at afresh; and what each end is called. */

import { type Coverage, coverage, runs, standingOf } from './coverage.ts'
import type { Group } from './facts.ts'
import { isAwsFailed } from './failures/aws-failed.ts'
import type { Failure, FailureCode } from './failures/index.ts'
import { isAlias, meaning, versionOf } from './launch-template/alias.ts'
import { isActive } from './model/refresh-status.ts'
import type { Observation, Operation, Problem, Revision, TemplateVersion } from './model.ts'
import type { FleetStatus, RollbackResult } from './outcome.ts'
import type { OperationSettings } from './policy.ts'
import { describeCommand, refreshCommand, saveCommand } from './shell.ts'
import { problemIn, type Reads } from './world.ts'

/** Nothing is known of the fleet. */
export const unknown: FleetStatus = { fleet: 'unknown', covered: 0, onTarget: 0, runs: [], leftOut: [], byHand: [] }

/** What the group's instances run now, seen from the deploy's leg; `unknown` when it cannot be seen. */
export async function fleetStatus(
  reads: Reads,
  leg: Operation,
  { preferences }: Pick<OperationSettings, 'preferences'>,
): Promise<FleetStatus> {
  try {
    const [group, refreshes] = await Promise.all([reads.group(leg.group), reads.refreshes(leg.group)])
    if (!group) return unknown
    const covers = coverage(group.instances, leg.to, preferences)
    const savedIsNew = covers.covered.length === 0 && (await launches(reads, group, leg.to))
    const active = refreshes.find(({ status }) => isActive(status))
    return {
      ...standingAfter(leg, covers, savedIsNew),
      ...(active && { active: { id: active.id, status: active.status } }),
    }
  } catch (thrown) {
    problemIn(thrown)
    return { ...unknown, byHand: [describeCommand(leg)] }
  }
}

/** Whether the group has this revision saved, by its numbers or by aliases: all that an empty group can be told by. */
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

/** Whether what is saved, if anything is, is all of these versions. */
const areAmong = (
  saved: readonly { readonly id: string; readonly version: string | number | undefined }[],
  templates: Revision['templates'],
): boolean =>
  saved.length > 0 &&
  saved.every(({ id, version }) => templates.some((each) => each.id === id && String(each.version) === String(version)))

/** Those versions of the leg's goal that do not stand any more. A look that fails says nothing against them. */
export async function goneVersions(
  reads: Pick<Reads, 'version'>,
  { to }: Operation,
): Promise<readonly TemplateVersion[]> {
  const looks = to.templates.map(async (each) => {
    const found = await reads.version(each.id, each.version).catch(notSeen)
    return found ? [] : [each]
  })
  return (await Promise.all(looks)).flat()
}

const notSeen = (thrown: unknown): Problem => problemIn(thrown)

/** What the last look of a watch saw: what a success rests on. An alias that was seen had been given back to what is new. */
export function standingSeen(
  { instances, saved }: Observation,
  leg: Operation,
  { preferences }: Pick<OperationSettings, 'preferences'>,
): FleetStatus {
  const numbered = saved.filter(({ version }) => !isAlias(version))
  const savedIsNew = numbered.length === 0 || areAmong(numbered, leg.to.templates)
  return standingAfter(leg, coverage(instances, leg.to, preferences), savedIsNew)
}

/**
 * AWS's own rollback takes away what the refresh had brought and touches nothing else: an instance that ran another
 * version before runs it still, and that is nothing new.
 */
function standingAfter(leg: Operation, covers: Coverage, savedIsNew: boolean): FleetStatus {
  const stands = standingOf(covers, savedIsNew, leg.isRollback)
  const { covered } = covers
  if (leg.type !== 'native-rollback' || covered.length === 0) return stands
  const left = covered.filter((each) => runs(each, leg.from))
  return { ...stands, fleet: left.length === 0 ? 'previous' : left.length === covered.length ? 'new' : 'mixed' }
}

/** Commands to go on by hand after a bad end, or after a way back that ended badly for `because`: follow what AWS is at, or go back where the fleet is not back. */
export function byHand(leg: Operation, because: Failure, { fleet, active }: FleetStatus): readonly string[] {
  if (active || fleet === 'unknown') return leg.refreshId ? [describeCommand(leg)] : []
  if (fleet === 'previous' || leg.type === 'standing' || isAwsFailed(because, 'moved-away')) return []
  // The fleet is as it should be: it is its next launch that must be mended.
  return isAwsFailed(because, 'version-gone')
    ? [saveCommand(leg, leg.from.templates)]
    : [refreshCommand(leg, leg.from.templates)]
}

/** The value of the output `failure-code`. A way back that failed weighs more than why it was gone. */
export const failureCode = (because: Failure, { end }: Pick<RollbackResult, 'end'>): FailureCode =>
  end === 'failed' ? 'rollback-failed' : because.code
