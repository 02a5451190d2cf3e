/**
 * Which version a rollout of an existing version rolls back to. Terraform and CloudFormation move the group, or its alias, to
 * their new version before anybody rolls it, so what the group has saved may be the target itself. Pure.
 */

import { runs } from '../model/coverage.ts'
import type { Instance } from '../model/instance.ts'
import type { TemplateVersion, Version } from '../model/launch-template.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Refresh } from '../model/refresh.ts'
import { parameterIn } from './parameter.ts'
import { hasFailed, hasSucceeded } from './rollback-target.ts'

/** What the version is chosen from. `versions`: those that instances run, and the saved one. */
export interface VersionBeforeEvidence {
  readonly saved: Version
  readonly versions: readonly Version[]
  readonly refreshes: readonly Refresh[]
  readonly instances: readonly Instance[]
}

/**
 * The saved version if it is proven or runs, and is not the target. Else, of the versions that the instances in service
 * run, the newest that a refresh has led to with success, or the one that most of them run. A version whose own refresh
 * did not succeed is none of them, and AWS rolls back to none that names its image by a parameter. `target`: missing where
 * the target is still to be made. `undefined`: there is nothing to roll back to.
 */
export function versionBefore(
  target: TemplateVersion | undefined,
  evidence: VersionBeforeEvidence,
): Version | undefined {
  const { saved, versions, refreshes, instances } = evidence
  const inService = instances.filter(isInService)
  const countOf = (version: TemplateVersion) => inService.filter((each) => runs(each, { templates: [version] })).length
  const isGood = (version: Version) =>
    version.version !== target?.version && !hasFailed({ refreshes }, version) && parameterIn(version) === undefined
  if (isGood(saved) && (hasSucceeded({ refreshes }, saved) || countOf(saved) > 0)) return saved
  const running = versions.filter((each) => isGood(each) && countOf(each) > 0)
  const proven = running.filter((each) => hasSucceeded({ refreshes }, each))
  return (
    proven.toSorted((a, b) => b.version - a.version)[0] ??
    running.toSorted((a, b) => countOf(b) - countOf(a) || b.version - a.version)[0]
  )
}
