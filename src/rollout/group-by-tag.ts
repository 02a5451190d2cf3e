/** Finds the group that `auto-scaling-group: tag:KEY=VALUE` names: exactly one group of the region has that tag. */

import type { ReadContext } from './context.ts'
import { unknownFleet } from './execute/end-state.ts'
import { refusal } from './execute/outcomes.ts'
import type { Finding } from './model/finding.ts'
import type { GroupTag } from './model/group.ts'
import type { RequestedSettings } from './model/settings.ts'
import type { Outcome } from './outcome.ts'
import { refusalCode } from './plan/refusals.ts'
import { collectProblems } from './ports.ts'
import { access } from './preflight/access.ts'
import { matrixOf, orSeveral } from './several-groups.ts'
import { nothingOf } from './survey/survey.ts'
import { retryingReads } from './timeouts.ts'

/**
 * The group's name, or the refusal where no group, or more than one, has the tag. It is asked once for a run: the tag
 * may move to another group meanwhile.
 */
export async function groupByTag(
  context: ReadContext,
  asked: RequestedSettings & { readonly group: GroupTag },
): Promise<string | Outcome> {
  const { clock, emit, stop } = context
  const { ask, problems } = collectProblems()
  const names = (await ask(retryingReads(context, 'survey').groupsTagged(asked.group))) ?? []
  const [only, ...others] = names
  if (only !== undefined && others.length === 0) return only
  const settings = { ...asked, group: `tag:${asked.group.key}=${asked.group.value}` }
  const survey = { ...nothingOf, images: [], alarms: new Map(), templates: [], uses: [], refreshes: [], problems }
  emit({ type: 'surveyed', at: clock.now(), survey, settings })
  const findings =
    problems.length > 0 ? access.flatMap((rule) => rule(survey, settings)) : [notOne(settings.group, names)]
  return refusal({ code: refusalCode(survey, settings), findings, fleetStatus: unknownFleet }, undefined, stop)
}

/** Groups that the finding names at most. */
const MOST_NAMED = 20

function notOne(tag: string, names: readonly string[]): Finding {
  const finding = { level: 'error', rule: 'group-by-tag' } as const
  if (names.length === 0)
    return {
      ...finding,
      says: `No Auto Scaling group of this region and account has the tag that \`auto-scaling-group\` names ("${tag}").`,
      remedy: `Check the tag: its key and its value are case-sensitive and take no wildcards, and a group that is being deleted does not count. Check \`aws-region\` and the account of the credentials, too.${orSeveral(tag)}`,
    }
  const named = names.slice(0, MOST_NAMED)
  const more = names.length > named.length ? ` and ${names.length - named.length} more` : ''
  return {
    ...finding,
    says: `${names.length} Auto Scaling groups have the tag that \`auto-scaling-group\` names ("${tag}"), and a step rolls one: ${named.map((name) => `"${name}"`).join(', ')}${more}.`,
    remedy: `Name a tag that one of them has, or roll each by a matrix: ${matrixOf(named)}.`,
  }
}
