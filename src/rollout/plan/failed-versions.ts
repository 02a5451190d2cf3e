/**
 * The versions of this action whose rollout failed. Left as they are they are a trap: `$Latest` means the newest of them, for
 * another group, a fleet, or whoever makes the next version from it. Pure.
 */

import { isCopied, markerOf, markerOn } from '../launch-template/lineage.ts'
import { hasFailed, hasSucceeded } from '../launch-template/rollback-target.ts'
import type { Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import { namesVersion } from '../model/refresh.ts'
import { type TemplateUsers, versionsInRefreshes } from './clean-up.ts'

/** A rollout that has failed. `to`: the numbers that it led to, of this template. */
export interface FailedRollout {
  readonly run: string
  readonly to: readonly number[]
  /** Whether a refresh of it began and was rolled back to the end; else none began. */
  readonly isRolledBack: boolean
  /** `passed`: the numbers, of this template, whose trial has passed. `hasFailed`: the trial of the others has failed. */
  readonly trial: { readonly passed: readonly number[]; readonly hasFailed: boolean }
}

/** What the versions are judged by. `rollout`: the one that has just failed, if one has. */
export interface FailedVersionEvidence {
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
  readonly rollout?: FailedRollout
}

/** The versions that this action made and whose rollout failed, whichever run it was; oldest first. */
export const failedVersions = (evidence: FailedVersionEvidence): readonly Version[] =>
  evidence.versions
    .filter((each) => {
      const by = markerOf(each, evidence.versions)?.run
      return by !== undefined && (hasFailed(evidence, each) || isOfRollout(each, by, evidence))
    })
    .toSorted((a, b) => a.version - b.version)

/** A version that the run made and no refresh has named was made for nothing, whether or not the rollout knows of it. */
function isOfRollout(version: Version, by: string, { refreshes, rollout }: FailedVersionEvidence): boolean {
  if (!rollout || by !== rollout.run) return false
  const isTarget = rollout.to.includes(version.version)
  if (rollout.isRolledBack && isTarget) return true
  return isTarget
    ? !hasSucceeded({ refreshes }, version)
    : refreshes.every((refresh) => !namesVersion(refresh, version))
}

/** How far a version has come that was not rolled out, or was rolled back. */
export type VersionEnd = 'rollout-failed' | 'trial-failed' | 'trial-passed' | 'not-begun'

/** What became of one of the failed versions. */
export function endOf(version: Version, { refreshes, rollout }: FailedVersionEvidence): VersionEnd {
  const isTarget = rollout?.to.includes(version.version)
  if (!rollout || hasFailed({ refreshes }, version) || (rollout.isRolledBack && isTarget)) return 'rollout-failed'
  if (rollout.trial.passed.includes(version.version)) return 'trial-passed'
  return rollout.trial.hasFailed && isTarget ? 'trial-failed' : 'not-begun'
}

/** Why a failed version must stay. */
export type Obstacle = 'default' | 'saved' | 'instances' | 'refresh' | 'group' | 'trial' | 'origin' | 'copied'

/** What AWS's answers may not show of a template. */
export interface KnownUses {
  /** Versions whose trial by somebody else goes on. */
  readonly tried?: readonly number[]
  /** Numbers and aliases that this run has saved on the group. */
  readonly saved?: readonly string[]
}

/** What prevents that a failed version is deleted; `undefined` for nothing. */
export function obstacleTo(
  { version, ...of }: Version,
  { template, history, pooled, others }: TemplateUsers,
  { tried = [], saved: savedByUs = [] }: KnownUses = {},
): Obstacle | undefined {
  const { saved, instances, refreshes, versions } = history
  const isRunning = [...instances, ...pooled].some(
    (each) => each.template?.id === template.id && each.template.version === version,
  )
  if (template.default === version) return 'default'
  if (saved.version === version || savedByUs.includes(String(version))) return 'saved'
  if (isRunning) return 'instances'
  if (versionsInRefreshes(refreshes, template).includes(version)) return 'refresh'
  if (others.length > 0) return 'group'
  if (tried.includes(version)) return 'trial'
  // A rollback follows the markers from one version to the one before.
  if (versions.some((each) => each.version > version && markerOn(each)?.from === version)) return 'origin'
  return isCopied({ version, ...of }, versions) ? 'copied' : undefined
}

/** Newer versions of others that launch an image which failed, and that somebody may roll next. */
export const withSameImage = (failed: readonly Version[], versions: readonly Version[]): readonly Version[] =>
  versions.filter(
    (each) =>
      markerOf(each, versions) === undefined &&
      failed.some(({ image, version }) => each.image === image && each.version > version),
  )
