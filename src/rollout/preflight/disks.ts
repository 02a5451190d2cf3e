/** Preflight rules for disks: whether the template's block devices fit the new image. */

import type { Finding } from '../model/finding.ts'
import {
  currentImage,
  type FoundTemplate,
  foundTemplates,
  launchedVersion,
  targetImage,
} from '../model/group-template.ts'
import type { Disk, Image } from '../model/image.ts'
import type { Version } from '../model/launch-template.ts'
import { error, type Rule } from './rule.ts'

/** A launch to check: an existing version, or one that will be made from the version in use. */
interface Launch {
  readonly image: Image
  readonly version: Version
  readonly isMade: boolean
  readonly current: Image | undefined
}

const checking =
  (check: (launch: Launch) => readonly Finding[]): Rule =>
  ({ templates }) =>
    foundTemplates(templates).flatMap((each) => launchOf(each).flatMap(check))

function launchOf(of: FoundTemplate): readonly Launch[] {
  const image = targetImage(of)
  const version = launchedVersion(of)
  return image ? [{ image, version, isMade: version.image !== image.id, current: currentImage(of) }] : []
}

const rootOf = ({ disks }: Version, { rootDevice }: Image): Disk | undefined =>
  disks.find(({ device }) => device === rootDevice)

/** EC2: «Volume of size 8GB is smaller than snapshot …, expect size >= 16GB». */
const tooSmall = checking(({ image, version }) => {
  const size = rootOf(version, image)?.size
  const least = image.disks.find(({ device }) => device === image.rootDevice)?.size
  return size === undefined || least === undefined || size >= least
    ? []
    : [
        error(
          'volume-too-small',
          `The launch template gives the root device ${image.rootDevice} ${size} GiB, the image ${image.id} needs ${least} GiB: no instance would launch.`,
          `Make a template version with ${least} GiB or more, or leave the size to the image.`,
        ),
      ]
})

/**
 * EC2: «snapshotId cannot be modified on root device». A version made from another does not keep its snapshots (EC2 API
 * Reference, CreateLaunchTemplateVersion), so only an existing version can have one.
 */
const otherRoot = checking(({ image, version, isMade }) => {
  const asked = rootOf(version, image)?.snapshot
  const own = image.disks.find(({ device }) => device === image.rootDevice)?.snapshot
  return isMade || asked === undefined || own === undefined || asked === own
    ? []
    : [
        error(
          'root-snapshot',
          `Version ${version.version} of the launch template sets the root device ${image.rootDevice} to ${asked}, the image ${image.id} brings ${own}: EC2 launches no image with the root disk of another.`,
          'Make a template version without that snapshot.',
        ),
      ]
})

/** EC2 drops the template's own snapshots from a new version without an error, so such a disk would come up empty. */
const lostSnapshot = checking(({ image, version, isMade, current }) =>
  isMade
    ? version.disks
        .filter(({ device, snapshot }) => snapshot !== undefined && device !== image.rootDevice)
        .filter((disk) => !image.disks.some(({ device }) => device === disk.device) || !isImages(disk, current))
        .map(({ device, snapshot }) =>
          error(
            'disk-snapshot',
            `The launch template fills the disk ${device} from ${snapshot}. EC2 leaves snapshots out of a version that is made from another, so new instances would have it empty, or not launch.`,
            'Let the image bring this disk, or fill it as the instance starts; then take the snapshot out of the template.',
          ),
        )
    : [],
)

/**
 * Whether the snapshot belongs to the current image, as in a template made from an instance. The new image has its
 * own.
 */
const isImages = ({ device, snapshot }: Disk, current: Image | undefined): boolean =>
  !current || current.disks.some((disk) => disk.device === device && disk.snapshot === snapshot)

/**
 * The new image has another root device name: the template's root disk would become a second one, and the root keep
 * the image's size.
 */
const movedRoot = checking(({ image, version, isMade, current }) => {
  const meant = current && rootOf(version, current)
  return !isMade ||
    !meant ||
    image.rootDevice === undefined ||
    meant.device === image.rootDevice ||
    image.disks.some((disk) => disk.device === meant.device)
    ? []
    : [
        error(
          'root-device-moved',
          `The launch template describes the root device ${meant.device} of the image in use, but that of ${image.id} is ${image.rootDevice}. New instances would have an empty disk more, and a root disk without the template's size, type and encryption.`,
          `Make a template version that describes ${image.rootDevice} instead, and save it on the group first.`,
        ),
      ]
})

export const disks: readonly Rule[] = [tooSmall, otherRoot, lostSnapshot, movedRoot]
