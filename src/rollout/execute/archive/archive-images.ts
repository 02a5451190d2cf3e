/** The archive: tags the images of versions that are about to be deleted, and deprecates or disables images past use. */
import type { Context, ReadContext } from '../../context.ts'
import type { FinalStep } from '../../events.ts'
import type { Image } from '../../model/image.ts'
import type { ImageArchive, UnarchivedImage } from '../../model/image-archive.ts'
import type { CleanUp } from '../../plan/clean-up.ts'
import { problemIn } from '../../ports.ts'
import { type ArchiveQuestion, imagesToArchive } from './image-facts.ts'

/**
 * Tags the account's own images that only versions to be deleted name, so that a later run knows them. Before the
 * deletion: a run that is killed in between has lost nothing.
 */
export async function retireImages(
  { writes, clock, emit }: Context,
  account: string,
  { template, images, versions: gone }: Pick<CleanUp, 'template' | 'images' | 'versions'>,
): Promise<void> {
  const tagged: string[] = []
  try {
    for (const { id, retired } of images.filter(({ owner, state }) => owner === account && state !== 'disabled')) {
      const before = retired?.template === template ? retired.versions : []
      const its = gone.flatMap(({ version, image }) => (image === id ? [version] : []))
      const versions = [...new Set([...before, ...its])].toSorted((a, b) => a - b)
      if (versions.length === before.length) continue
      await writes.retireImage(id, { template, versions })
      tagged.push(id)
    }
  } finally {
    const finalStep = { what: 'images', did: 'retired', template, images: tagged } as const
    if (tagged.length > 0) emit({ type: 'final-step', at: clock.now(), finalStep })
  }
}

/** Archives the images of one template that nothing uses any more. A failure is reported and ends nothing. */
export async function archiveImages(
  context: Context,
  template: string,
  question: ArchiveQuestion,
): Promise<readonly FinalStep[]> {
  const { reads, clock, emit } = context
  const of = question.all.find(({ users }) => users.template.id === template)
  const cleanUp = of && (await imagesToArchive(reads, of, question))
  if (!cleanUp || cleanUp.archived.length + cleanUp.kept.length === 0) return []
  emit({ type: 'archiving-images', at: clock.now(), cleanUp })
  const { how } = question.archive
  const { images, left } = await archiveAll(context, cleanUp.archived, how)
  const command = archiveCommand(
    left.map(({ image }) => image),
    how,
  )
  return [
    ...(images.length > 0 ? [{ what: 'images', did: 'archived', how, images } as const] : []),
    ...(left.length > 0 ? [{ what: 'images', did: 'unarchived', left, command } as const] : []),
  ]
}

/** One after another. Where EC2 refuses one image the next is tried; where it fails or denies, the rest waits for a later run. */
async function archiveAll(
  { writes, stop }: Context,
  images: readonly Image[],
  how: ImageArchive['how'],
): Promise<{ readonly images: readonly string[]; readonly left: readonly UnarchivedImage[] }> {
  const done: string[] = []
  const left: UnarchivedImage[] = []
  for (const [i, { id }] of images.entries()) {
    // A cancelled job has only seconds left, and the rest can wait for the next run.
    if (stop.aborted) break
    try {
      await writes.archiveImage(id, how)
      done.push(id)
    } catch (thrown) {
      const { kind, code, message } = problemIn(thrown)
      const isOfThisImage = kind === 'rejected' || kind === 'missing'
      left.push(
        ...images.slice(i, isOfThisImage ? i + 1 : undefined).map((each) => ({ image: each.id, code, message })),
      )
      if (!isOfThisImage) break
    }
  }
  return { images: done, left }
}

/** Emits what becomes of the images of each template, for `mode: plan` and `mode: check`. */
export async function previewArchive({ reads, clock, emit }: ReadContext, question: ArchiveQuestion): Promise<void> {
  for (const of of question.all) {
    const cleanUp = await imagesToArchive(reads, of, question)
    emit({ type: 'archiving-images', at: clock.now(), cleanUp })
  }
}

/** Images that one command names at most. */
const MOST_NAMED = 5

function archiveCommand(images: readonly string[], how: ImageArchive['how']): string {
  const one = (id: string) =>
    how === 'disable'
      ? `aws ec2 disable-image --image-id ${id}`
      : `aws ec2 enable-image-deprecation --image-id ${id} --deprecate-at "$(date -u -d '+2 minutes' +%FT%TZ)"`
  return images.slice(0, MOST_NAMED).map(one).join(' && ')
}
