/** Copies of images: made, taken away again, and the snapshots that are left of them. */
import { AwsError } from '../error.ts'
import type { Account } from './account.ts'
import type { Image } from './image.ts'
import { ownImage } from './image-archive.ts'

/** Milliseconds until a copy is available. */
const COPYING = 180_000

/** A snapshot of the account's own. `at`: when it was begun, in ms since epoch. */
export interface Snapshot {
  readonly id: string
  readonly at: number
  readonly sizeGiB: number
  readonly tags: Readonly<Record<string, string>>
}

/** An account's own snapshots, by id. */
export type Snapshots = Map<string, Snapshot>

/** A request to copy an image of this region. Tags go to the image and to its snapshot. */
export interface CopyRequest {
  readonly source: string
  readonly name: string
  readonly imageTags: Readonly<Record<string, string>>
  readonly snapshotTags: Readonly<Record<string, string>>
}

/** Begins a copy: pending, then available. Throws InvalidAMIID.NotFound. */
export function copyImage(
  account: Account,
  snapshots: Snapshots,
  { source, name, imageTags, snapshotTags }: CopyRequest,
): Image {
  const original = account.images.get(source)
  if (original?.state !== 'available' || !account.maySee(original))
    throw new AwsError('InvalidAMIID.NotFound', `The image id '[${source}]' does not exist`)
  const { agenda, ids, region } = account
  const { ownerAlias: _alias, ...copied } = original
  const id = ids.resource('ami')
  const snapshotId = `snap-0${ids.suffix('snap')}`
  snapshots.set(snapshotId, { id: snapshotId, at: agenda.now, sizeGiB: original.volumeSize, tags: snapshotTags })
  const image = account.image({
    ...copied,
    id,
    name,
    snapshotId,
    state: 'pending',
    ownerId: account.id,
    public: false,
    creationDate: new Date(agenda.now).toISOString(),
    source: { id: source, region },
    tags: imageTags,
  })
  agenda.after(COPYING, () => {
    const now = account.images.get(id)
    if (now?.state === 'pending') account.images.set(id, { ...now, state: 'available' })
  })
  return image
}

/** Takes an image away; its snapshot too where the snapshots are given. Throws InvalidAMIID.NotFound and AuthFailure. */
export function deregisterImage(account: Account, id: string, withItsSnapshot: Snapshots | undefined): void {
  const image = ownImage(account, id)
  account.images.set(id, { ...image, state: 'deregistered' })
  withItsSnapshot?.delete(image.snapshotId)
}

/** Throws InvalidSnapshot.NotFound, and InvalidSnapshot.InUse for one that an image has. */
export function deleteSnapshot(account: Account, snapshots: Snapshots, id: string): void {
  if (!snapshots.has(id)) throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`)
  const user = [...account.images.values()].find((one) => one.snapshotId === id && one.state !== 'deregistered')
  if (user) throw new AwsError('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ${user.id}`)
  snapshots.delete(id)
}
