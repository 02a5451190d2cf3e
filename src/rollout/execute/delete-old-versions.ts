/** The clean-up of old template versions. It reads the current users of the template before it deletes; a plan only previews. */

import type { Context, ReadContext } from '../context.ts'
import type { FinalStep } from '../events.ts'
import { versionOf } from '../launch-template/alias.ts'
import type { Image } from '../model/image.ts'
import type { UndeletedVersion } from '../model/launch-template.ts'
import {
  afterRoll,
  type CleanUp,
  deletions,
  type TemplateUsers,
  unnamedImages,
  unusedVersions,
  versionsInRefreshes,
} from '../plan/clean-up.ts'
import type { ActivePlan, Plan } from '../plan/plan.ts'
import type { Step } from '../plan/steps.ts'
import { AwsProblem, problemIn, type Reads, type Writes } from '../ports.ts'

/** Deletes the versions that nothing uses any more. */
export async function deleteOldVersions(
  { reads, writes, clock, emit }: Context,
  group: string,
  { template, keep }: Deletion,
): Promise<readonly FinalStep[]> {
  const users = await templateUsersOf(reads, group, template)
  const cleanUp = users && (await cleanUpOf(reads, users, keep))
  if (!cleanUp || cleanUp.versions.length === 0) return []
  emit({ type: 'deleting-versions', at: clock.now(), cleanUp })
  const toDelete = cleanUp.versions.map(({ version }) => version)
  try {
    const undeleted = await deleteAll(writes, template, toDelete)
    const still = new Set(undeleted.map(({ version }) => version))
    const versions = toDelete.filter((version) => !still.has(version))
    return [
      ...(versions.length > 0 ? [{ what: 'clean-up', did: 'deleted', template, versions } as const] : []),
      ...(undeleted.length > 0
        ? [{ what: 'clean-up', did: 'undeleted', undeleted, command: deleteCommand(template, [...still]) } as const]
        : []),
    ]
  } catch (thrown) {
    if (!(thrown instanceof AwsProblem)) throw thrown
    return [{ what: 'clean-up', did: 'failed', problem: thrown.message, command: deleteCommand(template, toDelete) }]
  }
}

/** Deletes in batches and returns what still exists. Where a later call fails, the deletions of the earlier calls are still reported. */
async function deleteAll(
  { deleteVersions }: Pick<Writes, 'deleteVersions'>,
  template: string,
  versions: readonly number[],
): Promise<readonly UndeletedVersion[]> {
  const undeleted: UndeletedVersion[] = []
  for (const [i, some] of deletions(versions).entries()) {
    try {
      undeleted.push(...(await deleteVersions(template, some)))
    } catch (thrown) {
      const { code, message } = problemIn(thrown)
      if (i === 0) throw thrown
      const rest = deletions(versions).slice(i).flat()
      return [...undeleted, ...rest.map((version) => ({ version, code, message }))]
    }
  }
  return undeleted
}

/** For `mode: plan`: reports what a successful deploy would delete. */
export async function previewDeletions(context: ReadContext, plan: Plan): Promise<void> {
  if (!('settings' in plan)) return
  for (const step of plan.steps) if (step.type === 'delete-old-versions') await previewDeletion(context, plan, step)
}

type Deletion = Pick<Extract<Step, { type: 'delete-old-versions' }>, 'template' | 'keep'>

async function previewDeletion({ reads, clock, emit }: ReadContext, plan: ActivePlan, { template, keep }: Deletion) {
  try {
    const users = await templateUsersOf(reads, plan.group.name, template)
    if (!users) return
    const change = plan.action === 'roll' ? plan.changes.find((each) => each.template.id === template) : undefined
    const replaced = new Set(plan.coverage.covered.map((each) => each.id))
    const then = change ? afterRoll(users, change.to, replaced) : users
    emit({ type: 'deleting-versions', at: clock.now(), cleanUp: await cleanUpOf(reads, then, keep) })
  } catch (thrown) {
    if (!(thrown instanceof AwsProblem)) throw thrown
    const command = versionsCommand(template)
    emit({
      type: 'final-step',
      at: clock.now(),
      finalStep: { what: 'clean-up', did: 'failed', problem: thrown.message, command },
    })
  }
}

/** Everything that may use the template's versions; `undefined` if the group or the template is gone. */
async function templateUsersOf(reads: Reads, name: string, id: string): Promise<TemplateUsers | undefined> {
  const [group, template, versions, refreshes, uses] = await Promise.all([
    reads.group(name),
    reads.template(id),
    reads.versionsAfter(id, 0),
    reads.refreshes(name),
    reads.templateUses([id]),
  ])
  const named = group?.templates.find((each) => each.id === id)
  const number = named && versionOf(named.version)
  const aliases = { $Latest: template?.latest, $Default: template?.default }
  const meant = typeof number === 'string' ? aliases[number] : number
  const saved = versions.find(({ version }) => version === meant)
  // A missing saved version means that the group changed between two reads: delete nothing on that basis.
  if (!group || !template || !saved) return undefined
  const others = []
  for (const use of uses.filter((each) => each.group !== name))
    others.push({
      ...use,
      versions: [...use.versions, ...versionsInRefreshes(await reads.refreshes(use.group), template)],
    })
  return { template, history: { saved, versions, refreshes, instances: group.instances }, others }
}

async function cleanUpOf(reads: Reads, users: TemplateUsers, keep: number): Promise<CleanUp> {
  const gone = unusedVersions(users, keep)
  const left = unnamedImages(users, gone)
  return {
    template: users.template.id,
    keep,
    versions: gone.map(({ version, image, created }) => ({ version, image, created })),
    images: left.length > 0 ? await reads.images(left).catch(none) : [],
  }
}

/** The list of unused images is optional, so the clean-up goes on if it cannot be read. */
const none = (thrown: unknown): readonly Image[] => {
  problemIn(thrown)
  return []
}

const deleteCommand = (template: string, versions: readonly number[]): string =>
  deletions(versions)
    .map(
      (some) => `aws ec2 delete-launch-template-versions --launch-template-id ${template} --versions ${some.join(' ')}`,
    )
    .join(' && ')

/** The command to show for a clean-up that could not read the versions. */
export const versionsCommand = (template: string): string =>
  `aws ec2 describe-launch-template-versions --launch-template-id ${template} --query 'LaunchTemplateVersions[].[VersionNumber,VersionDescription]'`
