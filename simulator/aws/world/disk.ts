/** EC2's checks of the block devices that a launch asks for. */
import type { Image } from './image.ts'
import type { Refused } from './refusal.ts'
import type { BlockDevice } from './template.ts'

/** EC2's complaint about the root disk: it is the image's, and may only grow. Nothing when it would launch. */
export function diskComplaint(image: Image, devices: readonly BlockDevice[] = []): Refused | undefined {
  const root = devices.find(({ DeviceName }) => DeviceName === image.rootDeviceName)?.Ebs
  const complaint = (message: string): Refused => ({ code: 'InvalidBlockDeviceMapping', message })
  if (root?.SnapshotId !== undefined && root.SnapshotId !== image.snapshotId)
    return complaint('snapshotId cannot be modified on root device.') // seen in real logs
  if (root?.VolumeSize !== undefined && root.VolumeSize < image.volumeSize) {
    const { snapshotId, volumeSize } = image
    // Seen in real logs.
    return complaint(
      `Volume of size ${root.VolumeSize}GB is smaller than snapshot '${snapshotId}', expect size >= ${volumeSize}GB.`,
    )
  }
  return undefined
}
