/**
 * The second refresh, which returns to the old versions where AWS cannot roll back the first: it has ended, or had to be
 * cancelled.
 */

import type { Context } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import type { Failure } from '../failures/index.ts'
import { aliasTagFor, withAliasTag } from '../launch-template/alias.ts'
import { rollbackNote } from '../launch-template/rollback-note.ts'
import { originOf } from '../launch-template/tag-origin.ts'
import { coverage } from '../model/coverage.ts'
import type { Group } from '../model/group.ts'
import { capacityOf, type Instance } from '../model/instance.ts'
import type { Revision } from '../model/launch-template.ts'
import { type RefreshOperation, rolloutFrom } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import type { Preferences } from '../model/refresh.ts'
import type { OperationSettings } from '../model/settings.ts'
import { isHealthy } from '../model/target.ts'
import type { Ms } from '../model/time.ts'
import type { RollbackResult } from '../outcome.ts'
import { problemIn } from '../ports.ts'
import { protectionFor } from '../scale-in-protection.ts'
import { withRetries } from '../timeouts.ts'
import { announce, type RollbackAttempt, refused } from './rollback-attempt.ts'
import { startRefresh } from './start-refresh.ts'
import { timedInstances } from './timed-instances.ts'
import { watchRollback } from './watch-rollback.ts'

/** Starts the second refresh, and watches it until it ends. */
export async function startRollbackRefresh(context: Context, attempt: RollbackAttempt): Promise<RollbackResult> {
  const { operation, settings } = attempt
  announce(context, attempt, 'new-refresh')
  const found = await context.reads.group(operation.group)
  if (!found) return refused('new-refresh', groupIsGone(operation.group))
  const group = withAliasTag(found, operation.aliasTag)
  const target = formerVersionsIn(group, operation)
  if ('code' in target) return { how: 'new-refresh', end: 'failed', failure: target }
  const targets = (await Promise.all(operation.targetGroups.map((arn) => context.reads.targets(arn)))).flat()
  await noteRollback(context, attempt, group)
  const tagged = await tagAliases(context, group, settings)
  const instances = await timedInstances(context.reads, group.instances, operation)
  const preferences = preferencesOf(instances, attempt)
  const { covered } = coverage(instances, operation.from, preferences)
  const back = await startRefresh(context, {
    group,
    from: operation.to,
    to: target,
    settings: { ...settings, preferences },
    timeout: settings.timeout,
    healthy: capacityOf(covered.filter((each) => isHealthy(each, operation, targets))),
    unjudged: operation.unjudged,
    isRollback: true,
    undoes: { ...rolloutFrom(operation), ...tagged },
  })
  if ('code' in back) return { how: 'new-refresh', end: 'failed', failure: back, ...tagged }
  attempt.whenSent()
  return { ...(await watchRollback(context, back, { ...settings, preferences })), ...tagged }
}

/** The preferences of the second refresh: at once, without a rollback of its own, and with the rollout's protected instances. */
function preferencesOf(
  instances: readonly Instance[],
  { operation, settings: { preferences } }: RollbackAttempt,
): Preferences {
  const scaleInProtectedInstances = protectionFor(instances, operation, preferences.scaleInProtectedInstances)
  return { ...preferences, skipMatching: true, autoRollback: false, bakeTime: 0, scaleInProtectedInstances }
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

/** Time limit of the note, which must not hold up the rollback. */
const NOTE_LIMIT: Ms = 10_000

/**
 * Writes the rollback to a tag, so that a later attempt finishes it, and another run reports it. A missing permission for
 * the tag does not stop the rollback. `now`: the group, where it could be read.
 */
export async function noteRollback(
  context: Context,
  { operation, failure, settings, noted }: RollbackAttempt,
  now: Group | undefined,
): Promise<void> {
  const { group, refreshId: undoes } = operation
  const versions = operation.from.templates.map(({ version }) => version)
  if (versions.length === 0 || noted.has(undoes)) return
  const origin = originOf(settings, now ?? { at: operation.deadline }, settings.timeout)
  const value = rollbackNote({ versions, failureCode: failure.code, undoes, ...origin })
  const written = await withDeadline(context.clock, NOTE_LIMIT, (over) =>
    withRetries(context, 'note').writes.within(over).noteRollback(group, value),
  ).catch(problemIn)
  if (written === undefined) noted.add(undoes)
}

/** The second refresh replaces restored aliases by numbers, so the tag must keep the aliases first. */
async function tagAliases(
  context: Context,
  group: Group,
  settings: OperationSettings,
): Promise<Pick<RollbackResult, 'aliasTag'>> {
  const aliasTag = aliasTagFor(group, originOf(settings, group, settings.timeout))
  if (aliasTag === undefined) return {}
  await withRetries(context, 'note').writes.tagAlias(group.name, aliasTag).catch(problemIn)
  return { aliasTag }
}
