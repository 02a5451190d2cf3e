import type { Problem } from './problem.ts'

/** How far a lack of room reaches: another subnet helps within a zone, another type within a family, and nothing within the account. */
export type NoRoomScope = 'zone' | 'family' | 'account'

/** EC2's codes for a lack of room: of a zone, a subnet, a host, a reservation, the account (EC2 API, Error codes). */
const scopes: ReadonlyMap<string, NoRoomScope> = new Map<string, NoRoomScope>([
  ['InsufficientInstanceCapacity', 'zone'],
  ['Unsupported', 'zone'],
  ['InsufficientFreeAddressesInSubnet', 'zone'],
  ['InsufficientVolumeCapacity', 'zone'],
  ['VolumeTypeNotAvailableInZone', 'zone'],
  ['VcpuLimitExceeded', 'family'],
  ['InstanceLimitExceeded', 'family'],
  ['MaxSpotInstanceCountExceeded', 'family'],
  ['UnfulfillableCapacity', 'family'],
  ['VolumeLimitExceeded', 'account'],
  ['MaxIOPSLimitExceeded', 'account'],
  ['NetworkInterfaceLimitExceeded', 'account'],
  ['InsufficientCapacityOnHost', 'account'],
  ['InsufficientHostCapacity', 'account'],
  ['InsufficientReservedInstanceCapacity', 'account'],
  ['ReservationCapacityExceeded', 'account'],
])

/** Whether EC2 says only that there is no room now, which the image can do nothing about. */
export const isNoRoom = ({ code }: Problem): boolean => scopes.has(code)

/** How far it reaches; `undefined` where EC2 says something else. */
export const noRoomScope = ({ code }: Problem): NoRoomScope | undefined => scopes.get(code)
