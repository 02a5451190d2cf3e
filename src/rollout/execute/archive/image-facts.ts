/** Reads who uses the images of a group's launch templates, and decides which of them may be archived. */
import { parameterIn } from '../../launch-template/parameter.ts'
import { rollbackTargetOf } from '../../launch-template/rollback-target.ts'
import type { Group } from '../../model/group.ts'
import type { ImageArchive, ImageCleanUp, ImageReference, ImageUse } from '../../model/image-archive.ts'
import type { TemplateVersion, Version } from '../../model/launch-template.ts'
import type { TemplateUsers } from '../../plan/clean-up.ts'
import { candidatesOf, type ImageFacts, imageCleanUp, undecided } from '../../plan/image-clean-up.ts'
import { AwsProblem, type Reads } from '../../ports.ts'

/**
 * A launch template of the group, as it is or as it will be: `gone` are those of its versions that are deleted by then.
 * `known`: the version that the group has saved now.
 */
export interface CleanedTemplate {
  readonly users: TemplateUsers
  readonly gone: readonly Version[]
  readonly known: Version
}

/**
 * `group`: as it was read with the templates. `all`: every launch template of it. `proven`: the versions on which the fleet
 * is confirmed by then.
 */
export interface ArchiveQuestion {
  readonly group: Pick<Group, 'account' | 'at'>
  readonly archive: ImageArchive
  readonly all: readonly CleanedTemplate[]
  readonly proven: readonly TemplateVersion[]
}

/** What becomes of the images of one of the templates. Throws where anything could not be read. */
export async function imagesToArchive(
  reads: Reads,
  of: CleanedTemplate,
  question: ArchiveQuestion,
): Promise<ImageCleanUp> {
  const facts = await factsOf(reads, of, question)
  const open = undecided(facts).map(({ id }) => id)
  if (open.length === 0) return imageCleanUp(facts, { shared: new Set(), references: [] })
  const references = await agreed(reads, of, { open, uses: facts.uses })
  const shared = new Set<string>()
  for (const id of open) if (await reads.isImageShared(id)) shared.add(id)
  return imageCleanUp(facts, { shared, references })
}

async function factsOf(
  reads: Reads,
  { users, gone, known }: CleanedTemplate,
  { group, archive, all, proven }: ArchiveQuestion,
): Promise<ImageFacts> {
  const { id: template } = users.template
  const { versions, refreshes } = users.history
  const retired = await reads.retiredImages(template)
  const ids = [...new Set([...versions.map(({ image }) => image), ...retired.map(({ id }) => id)])]
  const images = await reads.images(ids.filter((id) => id.startsWith('ami-')))
  const candidates = candidatesOf(template, versions, [
    ...images,
    ...retired.filter(({ id }) => images.every((each) => each.id !== id)),
  ])
  const [remaining, uses] = await Promise.all([
    remainingVersions(reads, all),
    // The saved version's image beside them: EC2's own list of users is held against it.
    reads.imageUses([...new Set([...candidates.map(({ image }) => image.id), known.image])]),
  ])
  const { at, account } = group
  const rollbackTargets = targetsOf(users, gone)
  return { account, at, template, archive, candidates, remaining, rollbackTargets, refreshes, proven, uses }
}

/** Each version that stays with the image that it means: a parameter is looked up. */
async function remainingVersions(reads: Reads, all: readonly CleanedTemplate[]): Promise<readonly TemplateVersion[]> {
  const stay = all.flatMap(({ users, gone }) => users.history.versions.filter((each) => !gone.includes(each)))
  return Promise.all(
    stay.map(async (version) => {
      if (parameterIn(version) === undefined) return version
      const image = await reads.imageMeant(version.id, version.version)
      return { ...version, image: image ?? version.image }
    }),
  )
}

function targetsOf({ history }: TemplateUsers, gone: readonly Version[]): readonly TemplateVersion[] {
  const versions = history.versions.filter((each) => !gone.includes(each))
  const target = rollbackTargetOf({ ...history, versions }, 'previous')
  return target.type === 'version' ? [target.version] : []
}

/**
 * Who else uses them, as EC2 says. It need not say what it may not read, so its answer counts only if it names what is
 * known: the template whose saved version names an image, and the instances that run it.
 */
async function agreed(
  reads: Reads,
  { known: { id, image } }: CleanedTemplate,
  { open, uses }: { readonly open: readonly string[]; readonly uses: readonly ImageUse[] },
): Promise<readonly ImageReference[]> {
  const isNamed = image.startsWith('ami-')
  const references = await reads.imageReferences(open, isNamed ? image : undefined)
  const its = references.filter((each) => each.image === image)
  const isRun = uses.some((each) => each.by === 'instance' && each.image === image)
  const isComplete =
    its.some(({ resource }) => resource === `launch-template/${id}`) &&
    (!isRun || its.some(({ type }) => type === 'ec2:Instance'))
  if (!isNamed || isComplete) return references
  throw new AwsProblem({
    kind: 'rejected',
    operation: 'DescribeImageReferences',
    code: 'IncompleteAnswer',
    message: `the answer does not name all that is known to use ${image}: a permission may be missing`,
  })
}
