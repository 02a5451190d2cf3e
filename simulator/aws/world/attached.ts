/** What an instance has attached as it is launched, and what becomes of it when the instance ends. */
import type { Image } from './image.ts'
import type { LaunchParameters } from './launch-request.ts'

/** A volume or a network interface. `device`: the volume's device name, or the interface's index. */
export interface Attached {
  readonly type: 'volume' | 'network-interface'
  readonly device: string
  /** Whether it goes with the instance. */
  readonly isDeleted: boolean
}

/** The volumes of image and launch, a device once, and the interfaces. Without a word they go with the instance. */
export function attachedTo(
  { BlockDeviceMappings = [], NetworkInterfaces = [] }: LaunchParameters,
  image: Image | undefined,
): readonly Attached[] {
  const volumes = new Map<string, boolean>()
  if (image?.rootDeviceType === 'ebs') volumes.set(image.rootDeviceName, !image.keepsVolume)
  for (const { DeviceName = '', Ebs } of BlockDeviceMappings) {
    // A mapping without a word leaves what the image says.
    const isDeleted = Ebs?.DeleteOnTermination ?? volumes.get(DeviceName) ?? true
    if (Ebs) volumes.set(DeviceName, isDeleted)
  }
  return [
    ...Array.from(volumes, ([device, isDeleted]) => ({ type: 'volume', device, isDeleted }) as const),
    ...NetworkInterfaces.map(({ DeviceIndex = 0, DeleteOnTermination, NetworkInterfaceId }) => ({
      type: 'network-interface' as const,
      device: String(DeviceIndex),
      isDeleted: NetworkInterfaceId === undefined && DeleteOnTermination !== false,
    })),
  ]
}
