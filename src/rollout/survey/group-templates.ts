/** Reads the launch templates of a group, each in the version that its saved number or alias means now. */

import { versionOf } from '../launch-template/alias.ts'
import { type GroupTemplate, groupTemplate } from '../model/group-template.ts'
import type { TemplateReference } from '../model/launch-template.ts'
import type { SurveyReads } from './survey-reads.ts'

/** One template: both calls go out at once, since its name is known. */
export async function readTemplate(
  named: TemplateReference,
  { reads, ask }: Pick<SurveyReads, 'reads' | 'ask'>,
): Promise<GroupTemplate> {
  const [template, saved] = await Promise.all([
    ask(reads.template(named.id)),
    ask(reads.version(named.id, versionOf(named.version))),
  ])
  return groupTemplate(named, { template, saved })
}
