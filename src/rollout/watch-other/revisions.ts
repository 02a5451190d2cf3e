/** Where a refresh leads, and what the group ran before, as template versions with the images that they launch. */

import { versionOf } from '../launch-template/alias.ts'
import { parameterIn } from '../launch-template/parameter.ts'
import type { Finding } from '../model/finding.ts'
import { running } from '../model/fleet-status.ts'
import type { Group } from '../model/group.ts'
import { foundTemplates } from '../model/group-template.ts'
import type { Revision, TemplateVersion } from '../model/launch-template.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Refresh } from '../model/refresh.ts'
import type { Survey } from '../model/survey.ts'
import type { SurveyReads } from '../survey/survey-reads.ts'

/** The versions that the refresh leads to, and those that its other instances ran before it. */
export interface Revisions {
  readonly from: Revision
  readonly to: Revision
  /** What of it does not exist. */
  readonly findings: readonly Finding[]
}

type Asking = Pick<SurveyReads, 'reads' | 'ask'>

/**
 * The refresh's desired configuration; without one AWS launches what the group has saved (API Reference,
 * StartInstanceRefresh). An alias is what it means now.
 */
export async function readRevisions(
  asking: Asking,
  { group, templates }: Survey & { readonly group: Group },
  refresh: Refresh | undefined,
): Promise<Revisions> {
  const saved = foundTemplates(templates).map((each) => each.saved)
  const named = refresh?.to ?? saved.map(({ id, version }) => ({ template: id, version: String(version) }))
  const read = await Promise.all(named.map(({ template, version }) => readVersion(asking, template, version)))
  const to = read.flatMap((each) => each ?? [])
  const findings = named.flatMap(({ template, version }, i) => (read[i] ? [] : [gone(template, version)]))
  const from = await Promise.all(
    to.map((each) => versionBefore(asking, each, { group, saved: saved.find(({ id }) => id === each.id) })),
  )
  return { from: { templates: from.flatMap((each) => each ?? []) }, to: { templates: to }, findings }
}

/** A version with the image that it launches now. */
async function readVersion({ reads, ask }: Asking, id: string, spec: string): Promise<TemplateVersion | undefined> {
  const found = await ask(reads.version(id, versionOf(spec)))
  if (!found) return undefined
  const { name, version } = found
  const isByParameter = parameterIn(found) !== undefined
  const image = isByParameter ? ((await ask(reads.imageMeant(id, version))) ?? '') : found.image
  return { id, name, version, image }
}

/** What the group has saved, unless the refresh leads there; else what most of its other instances run. */
async function versionBefore(
  asking: Asking,
  { id, version }: TemplateVersion,
  { group, saved }: { readonly group: Group; readonly saved: TemplateVersion | undefined },
): Promise<TemplateVersion | undefined> {
  const others = running(group.instances.filter(isInService)).flatMap(({ template }) =>
    template?.id === id && template.version !== version ? [template.version] : [],
  )
  const before = saved && saved.version !== version ? saved.version : others[0]
  return before === undefined ? undefined : readVersion(asking, id, String(before))
}

const gone = (template: string, version: string): Finding => ({
  level: 'error',
  rule: 'version-missing',
  says: `The instance refresh leads to version ${version} of the launch template ${template}, which could not be read or does not exist: what its instances should run is not known.`,
  remedy: 'See what the refresh launches, and let it lead to a version that exists.',
})
