/**
 * The second refresh, which returns to the old versions where AWS cannot roll back the first: it has ended, or had to be
 * cancelled.
 */

import type { Context } from '../context.ts'
import type { Failure } from '../failures/index.ts'
import { aliasTagFor } from '../launch-template/alias.ts'
import { rollbackNote } from '../launch-template/marker.ts'
import { coverage } from '../model/coverage.ts'
import type { Group } from '../model/group.ts'
import { capacityOf } from '../model/instance.ts'
import type { Revision } from '../model/launch-template.ts'
import type { RefreshOperation } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import { isHealthy } from '../model/target.ts'
import type { RollbackResult } from '../outcome.ts'
import { problemIn } from '../ports.ts'
import { withRetries } from '../timeouts.ts'
import { announce, type RollbackAttempt, refused } from './rollback-attempt.ts'
import { startRefresh } from './start-refresh.ts'
import { watchRollback } from './watch-rollback.ts'

/** Whether the refresh changed the version at all; otherwise there is nothing to roll back to. */
export const changesVersions = ({ from, to }: RefreshOperation): boolean =>
  from.templates.some(({ id, version }) => !to.templates.some((each) => each.id === id && each.version === version))

/** Starts the second refresh, and watches it to its end. */
export async function startRollbackRefresh(context: Context, attempt: RollbackAttempt): Promise<RollbackResult> {
  const { operation, settings } = attempt
  announce(context, attempt, 'new-refresh')
  const group = await context.reads.group(operation.group)
  if (!group) return refused('new-refresh', groupIsGone(operation.group))
  const target = formerVersionsIn(group, operation)
  if ('code' in target) return { how: 'new-refresh', end: 'failed', failure: target }
  const targets = (await Promise.all(operation.targetGroups.map((arn) => context.reads.targets(arn)))).flat()
  const { covered } = coverage(group.instances, operation.from, settings.preferences)
  await noteRollback(context, attempt)
  await tagAliases(context, group)
  const preferences = { ...settings.preferences, skipMatching: true, autoRollback: false, bakeTime: 0 }
  const { mixed, from, to, isRollback } = operation
  const back = await startRefresh(context, {
    group,
    from: to,
    to: target,
    settings: { ...settings, preferences },
    timeout: settings.timeout,
    healthy: capacityOf(covered.filter((each) => isHealthy(each, operation, targets))),
    unjudged: operation.unjudged,
    isRollback: true,
    undoes: { group: group.name, ...(mixed && { mixed }), from, to, isRollback },
  })
  if ('code' in back) return { how: 'new-refresh', end: 'failed', failure: back }
  attempt.whenSent()
  return watchRollback(context, back, { ...settings, preferences })
}

const groupIsGone = (group: string): Problem => ({
  kind: 'missing',
  operation: 'DescribeAutoScalingGroups',
  code: 'NotFound',
  message: group,
})

/** The old versions of the launch templates that the group still names; somebody may have changed its templates meanwhile. */
function formerVersionsIn({ templates }: Group, { from }: RefreshOperation): Revision | Failure {
  const named = [...new Set(templates.map(({ id }) => id))]
  const known = from.templates.filter(({ id }) => named.includes(id))
  return known.length > 0 && known.length === named.length
    ? { templates: known }
    : { code: 'aws-failed', reason: 'moved-away', ids: named }
}

/** Writes the rollback to a tag, so that a re-run adopts it. A missing permission for the tag does not stop the rollback. */
async function noteRollback(context: Context, { operation, failure, settings }: RollbackAttempt): Promise<void> {
  const versions = operation.from.templates.map(({ version }) => version)
  if (versions.length === 0) return
  const value = rollbackNote({ run: settings.run.id, versions, failureCode: failure.code })
  await withRetries(context, 'note').writes.noteRollback(operation.group, value).catch(problemIn)
}

/** The second refresh replaces restored aliases by numbers, so the tag must keep the aliases first. */
async function tagAliases(context: Context, group: Group): Promise<void> {
  const tag = aliasTagFor(group)
  if (tag !== undefined) await withRetries(context, 'note').writes.tagAlias(group.name, tag).catch(problemIn)
}
