import type { Problem } from './problem.ts'

/** EC2's codes for a lack of room: of a zone, a subnet, a host, a reservation, the account (EC2 API, Error codes). */
const noRoom: ReadonlySet<string> = new Set([
  'InsufficientInstanceCapacity',
  'Unsupported',
  'InsufficientFreeAddressesInSubnet',
  'InsufficientVolumeCapacity',
  'VolumeTypeNotAvailableInZone',
  'VcpuLimitExceeded',
  'InstanceLimitExceeded',
  'VolumeLimitExceeded',
  'MaxIOPSLimitExceeded',
  'NetworkInterfaceLimitExceeded',
  'InsufficientCapacityOnHost',
  'InsufficientHostCapacity',
  'InsufficientReservedInstanceCapacity',
  'ReservationCapacityExceeded',
  'MaxSpotInstanceCountExceeded',
  'UnfulfillableCapacity',
])

/** Whether EC2 says only that there is no room now, which the image can do nothing about. */
export const isNoRoom = ({ code }: Problem): boolean => noRoom.has(code)
