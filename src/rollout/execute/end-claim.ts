/** The end of a claim on a group that began no refresh: the group gets back what it had saved. */

import type { Context } from '../context.ts'
import type { FinalStep } from '../events.ts'
import { isAlias, versionOf } from '../launch-template/alias.ts'
import { type LastRollout, lastRolloutOf } from '../launch-template/last-rollout.ts'
import { describeCommand, saveCommand } from '../manual-commands.ts'
import type { Group } from '../model/group.ts'
import type { WorkflowRun } from '../model/settings.ts'
import { withRetries } from '../timeouts.ts'
import { report } from './final-work.ts'

/**
 * Gives back what the group had saved before this run claimed it. What somebody else has saved meanwhile stays. The tag of
 * another run is only reported: nothing in AWS's history proves what it says. `left`: the group as this process has left it,
 * which AWS may show late.
 */
export async function endClaim(outer: Context, group: string, run: WorkflowRun, left?: Group): Promise<void> {
  const context = withRetries(outer, 'finalSteps')
  await report(context, {
    what: 'saved-version',
    command: describeCommand({ group }),
    work: async () => {
      const now = await context.reads.group(group)
      const last = now && (lastRolloutOf(now) ?? (left && lastRolloutOf(left)))
      if (!now || !last || last.refresh !== undefined || last.run !== run.id) return undefined
      return giveBack(context, { group: now, left }, last)
    },
  })
}

async function giveBack(
  { writes, ...context }: Context,
  { group, left }: { readonly group: Group; readonly left: Group | undefined },
  last: LastRollout,
): Promise<FinalStep | undefined> {
  const { saved: former } = last
  const isLate = left !== undefined && isMoved(left, last) && group.templates.every(({ version }) => version === former)
  if (former === undefined || !(isMoved(group, last) || isLate)) {
    await writes.forgetRollout(group.name)
    return undefined
  }
  const choices = group.templates.map(({ id }) => ({ id, version: versionOf(former) }))
  const target = { group: group.name, ...(group.mixed && { mixed: true as const }) }
  await report(context, {
    what: 'saved-version',
    command: saveCommand(target, choices),
    work: async () => {
      await writes.saveVersions(group, choices)
      if (isAlias(former)) await writes.untagAlias(group.name)
      await writes.forgetRollout(group.name)
      return { what: 'saved-version', did: 'restored', version: former }
    },
  })
  return undefined
}

const isMoved = ({ templates }: Group, { from }: LastRollout): boolean =>
  templates.length === from.length && templates.every(({ version }, i) => version === String(from[i]))
