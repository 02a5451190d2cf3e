/** The clean-up of old template versions. It reads the current users of the template before it deletes; a plan only previews. */

import type { Context, ReadContext } from '../../context.ts'
import type { FinalStep } from '../../events.ts'
import { retiredCommand, versionsCommand } from '../../manual-commands.ts'
import type { Image } from '../../model/image.ts'
import type { Instant } from '../../model/time.ts'
import { afterRoll, type CleanUp, type TemplateUsers, unnamedImages, unusedVersions } from '../../plan/clean-up.ts'
import type { ActivePlan } from '../../plan/plan.ts'
import type { Step } from '../../plan/steps.ts'
import { AwsProblem, problemIn, type Reads } from '../../ports.ts'
import type { ArchiveQuestion, CleanedTemplate } from '../archive/image-facts.ts'
import { report } from '../final-work.ts'
import { deleteAll, deleteCommand } from './delete.ts'
import { readTemplateUsers } from './users.ts'

/** Deletes the versions that nothing uses any more. */
export async function deleteOldVersions(
  context: Context,
  group: string,
  { template, keep, retires }: Deletion,
): Promise<readonly FinalStep[]> {
  const { reads, writes, clock, emit } = context
  const read = await readTemplateUsers(reads, group, template)
  const cleanUp = read && (await cleanUpOf(reads, read.users, { keep, retires, at: read.group.at }))
  if (!cleanUp || cleanUp.versions.length === 0) return []
  emit({ type: 'deleting-versions', at: clock.now(), cleanUp })
  const toDelete = cleanUp.versions.map(({ version }) => version)
  try {
    if (retires) await (await import('../archive/archive-images.ts')).retireImages(context, read.group.account, cleanUp)
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

/** For `mode: plan`: reports what a successful deploy would delete, and archive. */
export async function previewCleanUp(context: ReadContext, plan: ActivePlan): Promise<void> {
  const all: CleanedTemplate[] = []
  const deletions = plan.steps.filter((step) => step.type === 'delete-old-versions')
  for (const step of deletions) all.push(...(await previewDeletion(context, plan, step)))
  const archive = plan.steps.find((step) => step.type === 'archive-images')?.archive
  if (!archive || all.length < deletions.length) return
  const proven = 'changes' in plan ? plan.changes.map(({ to }) => to) : 'to' in plan ? plan.to.templates : []
  const question = { group: plan.group, archive, all, proven }
  await previewImages(context, all[0]?.users.template.id ?? '', async () => question)
}

/** Reports what a clean-up would archive, and why the other images stay. `ask`: reads what that depends on. */
export const previewImages = (
  context: ReadContext,
  template: string,
  ask: () => Promise<ArchiveQuestion>,
): Promise<void> =>
  report(context, {
    what: 'images',
    command: retiredCommand(template),
    async work() {
      const { previewArchive } = await import('../archive/archive-images.ts')
      await previewArchive(context, await ask())
      return undefined
    },
  })

type Deletion = Pick<Extract<Step, { type: 'delete-old-versions' }>, 'template' | 'keep' | 'retires'>

async function previewDeletion(
  { reads, clock, emit }: ReadContext,
  plan: ActivePlan,
  { template, keep }: Deletion,
): Promise<readonly CleanedTemplate[]> {
  try {
    const users = (await readTemplateUsers(reads, plan.group.name, template))?.users
    if (!users) return []
    const change = plan.action === 'roll' ? plan.changes.find((each) => each.template.id === template) : undefined
    const replaced = new Set(plan.coverage.covered.map((each) => each.id))
    const isNoted = plan.steps.some(({ type }) => type === 'note-rollout')
    const then = change ? afterRoll(users, change, { replaced, isNoted }) : users
    const cleanUp = await cleanUpOf(reads, then, { keep, retires: false, at: plan.group.at })
    emit({ type: 'deleting-versions', at: clock.now(), cleanUp })
    const gone = then.history.versions.filter((each) =>
      cleanUp.versions.some(({ version }) => version === each.version),
    )
    return [{ users: then, gone, known: users.history.saved }]
  } catch (thrown) {
    if (!(thrown instanceof AwsProblem)) throw thrown
    const command = versionsCommand(template)
    emit({
      type: 'final-step',
      at: clock.now(),
      finalStep: { what: 'clean-up', did: 'failed', problem: thrown.message, command },
    })
    return []
  }
}

/**
 * `retires`: the images are needed to tag them. Else their list is optional, and the clean-up goes on if it cannot be read.
 * `at`: AWS's clock.
 */
async function cleanUpOf(
  reads: Reads,
  users: TemplateUsers,
  { keep, retires, at }: Pick<Deletion, 'keep' | 'retires'> & { readonly at: Instant },
): Promise<CleanUp> {
  const isAny = unusedVersions(users, keep).length > 0
  const trials = isAny ? await reads.triedVersions(users.template.id) : []
  const tried = trials.flatMap(({ version, until }) => (until > at ? [version] : []))
  const gone = unusedVersions(users, keep, tried)
  const left = unnamedImages(users, gone)
  const images = left.length > 0 ? reads.images(left) : Promise.resolve([])
  return {
    template: users.template.id,
    keep,
    versions: gone.map(({ version, image, created }) => ({ version, image, created })),
    images: await (retires ? images : images.catch(none)),
  }
}

const none = (thrown: unknown): readonly Image[] => {
  problemIn(thrown)
  return []
}
