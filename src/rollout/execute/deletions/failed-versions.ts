/** `failed-version: delete`: takes away what this action made and what failed, before the group gets its alias back. */

import type { Context } from '../../context.ts'
import type { FinalStep } from '../../events.ts'
import { ALIAS_TAG } from '../../launch-template/alias.ts'
import { markerOn } from '../../launch-template/lineage.ts'
import { originIn, withRefresh } from '../../launch-template/tag-origin.ts'
import { versionsCommand } from '../../manual-commands.ts'
import type { Group } from '../../model/group.ts'
import type { SavedVersion, TemplateVersion, Version } from '../../model/launch-template.ts'
import { namesVersion } from '../../model/refresh.ts'
import type { Ms } from '../../model/time.ts'
import type { Tried } from '../../model/trial.ts'
import type { TemplateUsers } from '../../plan/clean-up.ts'
import {
  endOf,
  type FailedRollout,
  failedVersions,
  type Obstacle,
  obstacleTo,
  type VersionEnd,
  withSameImage,
} from '../../plan/failed-versions.ts'
import { problemIn } from '../../ports.ts'
import { withRetries } from '../../timeouts.ts'
import { report } from '../final-work.ts'
import { deleteAll, deleteCommand } from './delete.ts'
import { readTemplateUsers } from './users.ts'

/** What is searched. `rollout`: the one that has just failed; without it what earlier runs have left. */
export interface FailedVersionsOf {
  readonly group: string
  /** By id. */
  readonly templates: readonly string[]
  readonly rollout?: Omit<FailedRollout, 'to' | 'trial'> & {
    readonly to: readonly TemplateVersion[]
    readonly saved: readonly SavedVersion[]
    readonly trial: Tried & { readonly hasFailed: boolean }
    /** The refresh that was rolled back. */
    readonly refresh?: string
  }
}

/** Deletes the versions that failed and that nothing needs, and reports it. Returns what is gone. */
export async function deleteFailedVersions(
  outer: Context,
  { group, templates, rollout }: FailedVersionsOf,
): Promise<readonly TemplateVersion[]> {
  const context = withRetries(outer, 'finalSteps')
  const gone: Version[] = []
  for (const template of templates) {
    const work = async () => {
      const read = await readTemplateUsers(context.reads, group, template)
      if (!read) return []
      const users = { ...read.users, group: read.group }
      const { deleted, finalSteps } = await deleteFrom(context, users, rollout && ofTemplate(template, rollout))
      gone.push(...deleted)
      return finalSteps
    }
    await report(context, { what: 'failed-version', command: versionsCommand(template), work })
  }
  return gone
}

const ofTemplate = (
  template: string,
  { trial, to, saved, ...rollout }: NonNullable<FailedVersionsOf['rollout']>,
): FailedOfTemplate => {
  const numbers = (versions: readonly TemplateVersion[]) =>
    versions.flatMap(({ id, version }) => (id === template ? [version] : []))
  const versions = saved.flatMap(({ id, version }) => (id === template ? [String(version)] : []))
  return { ...rollout, to: numbers(to), saved: versions, trial: { ...trial, passed: numbers(trial.passed) } }
}

/** The group that was rolled, and everything that may use the template's versions. */
interface GroupUsers extends TemplateUsers {
  readonly group: Group
}

interface FailedOfTemplate extends FailedRollout {
  readonly refresh?: string
  /** What this run has saved on the group: AWS may still show it as it was before. */
  readonly saved: readonly string[]
  readonly trial: FailedRollout['trial'] & Pick<Tried, 'instances'>
}

interface Deletion {
  readonly deleted: readonly Version[]
  readonly finalSteps: readonly FinalStep[]
}

async function deleteFrom(context: Context, users: GroupUsers, rollout?: FailedOfTemplate): Promise<Deletion> {
  const { versions, refreshes } = users.history
  const evidence = { versions, refreshes, ...(rollout && { rollout }) }
  const failed = failedVersions(evidence)
  if (failed.length === 0) return { deleted: [], finalSteps: [] }
  const tried = await triedByOthers(context, users, rollout?.trial.instances ?? [])
  const all = failed.map((version) => ({
    version,
    end: endOf(version, evidence),
    why: obstacleTo(version, users, { tried, saved: rollout?.saved ?? [] }),
  }))
  const free = all.filter(({ why }) => why === undefined)
  const { deleted, finalSteps } = await deleteThese(context, free, { users, refresh: rollout?.refresh })
  const kept = all.flatMap(({ why, ...each }) => (why === undefined ? [] : [{ ...each, why }]))
  const reported = kept.filter((each) => isReported(each, users, rollout)).map((each) => keptStep(each, users))
  const bad = all.filter(({ end }) => end === 'rollout-failed' || end === 'trial-failed')
  const named = rollout ? sameImage(versionsOf(bad), users) : []
  return { deleted, finalSteps: [...finalSteps, ...reported, ...named] }
}

/** Two jobs of one attempt have the same version: nothing but the trial's instance shows that the other goes on with it. */
async function triedByOthers(
  { reads }: Context,
  { template, group: { at } }: GroupUsers,
  own: readonly string[],
): Promise<readonly number[]> {
  const trials = await reads.triedVersions(template.id)
  const goOn = trials.filter(({ instance, until, hasEnded }) => !hasEnded && until > at && !own.includes(instance))
  return goOn.map(({ version }) => version)
}

interface Failed {
  readonly version: Version
  readonly end: VersionEnd
}

interface Kept extends Failed {
  readonly why: Obstacle
}

const versionsOf = (failed: readonly Failed[]): readonly Version[] => failed.map(({ version }) => version)

/** What an earlier run has left is no news, unless `$Latest` means it and nobody uses it on purpose. */
const isReported = ({ version, why }: Kept, { template }: GroupUsers, rollout: FailedRollout | undefined): boolean =>
  rollout?.to.includes(version.version) ||
  (template.latest === version.version && why !== 'saved' && why !== 'instances' && why !== 'default')

const keptStep = ({ version: { version }, end, why }: Kept, { template: { id } }: GroupUsers): FinalStep => ({
  what: 'failed-version',
  did: 'stays',
  version,
  end,
  why,
  command: deleteCommand(id, [version]),
})

async function deleteThese(
  context: Context,
  of: readonly Failed[],
  { users, refresh }: { readonly users: GroupUsers; readonly refresh: string | undefined },
): Promise<Deletion> {
  if (of.length === 0) return { deleted: [], finalSteps: [] }
  const { id: template } = users.template
  const free = versionsOf(of)
  const numbers = free.map(({ version }) => version)
  try {
    await settleTag(context, users.group, { free, refresh: refresh ?? refreshTo(free, users) })
    const undeleted = await deleteAll(context.writes, template, numbers)
    const left = undeleted.map(({ version }) => version)
    const deleted = free.filter(({ version }) => !left.includes(version))
    await untilForgotten(context, template, deleted)
    const removed = Map.groupBy(
      of.filter(({ version }) => deleted.includes(version)),
      ({ end }) => end,
    )
    return {
      deleted,
      finalSteps: [
        ...[...removed].map(([end, these]) => {
          const versions = versionsOf(these).map(({ version }) => version)
          return { what: 'failed-version', did: 'removed', template, versions, end } as const
        }),
        ...(left.length > 0
          ? [{ what: 'failed-version', did: 'undeleted', undeleted, command: deleteCommand(template, left) } as const]
          : []),
      ],
    }
  } catch (thrown) {
    const problem = problemIn(thrown).message
    const command = deleteCommand(template, numbers)
    return { deleted: [], finalSteps: [{ what: 'failed-version', did: 'failed', problem, command }] }
  }
}

/** The refresh that was rolled back from these versions, as AWS's history shows it. */
const refreshTo = (free: readonly Version[], { history }: GroupUsers): string | undefined =>
  history.refreshes.find((each) => free.some((version) => namesVersion(each, version)))?.id

/** The versions that are about to go, and the refresh that failed to lead to them. */
interface Proof {
  readonly free: readonly Version[]
  readonly refresh: string | undefined
}

/**
 * The version's marker confirms the tag that keeps the alias. Once it is gone the refresh does, so its id is added first; for
 * a tag that this marker does not confirm nothing is added.
 */
async function settleTag({ writes }: Context, group: Group, { free, refresh }: Proof): Promise<void> {
  const value = group.tags.get(ALIAS_TAG)
  const origin = originIn(value ?? '')
  const isProven = free.some((version) => markerOn(version)?.run === origin?.run)
  if (value === undefined || refresh === undefined || !origin || origin.refresh !== undefined || !isProven) return
  await writes.tagAlias(group.name, withRefresh(value, refresh))
}

/** How often to read the template until its latest version is another, and the pause between: EC2 is eventually consistent. */
const READS = 4
const PAUSE: Ms = 2_500

async function untilForgotten({ reads, clock }: Context, template: string, gone: readonly Version[]): Promise<void> {
  for (let read = 1; read <= READS; read++) {
    const latest = (await reads.template(template).catch(unseen))?.latest
    if (gone.every(({ version }) => version !== latest)) return
    await clock.sleep(PAUSE)
  }
}

const unseen = (thrown: unknown): undefined => {
  problemIn(thrown)
}

/** Versions of others are never deleted, only named. */
function sameImage(failed: readonly Version[], { template, history }: GroupUsers): readonly FinalStep[] {
  const versions = withSameImage(failed, history.versions).map(({ version }) => version)
  const command = `aws ec2 describe-launch-template-versions --launch-template-id ${template.id} --versions ${versions.join(' ')}`
  return versions.length === 0 ? [] : [{ what: 'failed-version', did: 'same-image', versions, command }]
}
