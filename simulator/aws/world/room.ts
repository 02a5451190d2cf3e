/** Whether there is room for one more instance: capacity and offers of a zone, free addresses, quotas, reservations. */
import type { Ceiling } from './capacity.ts'
import type { Cloud } from './cloud.ts'
import type { Instance } from './instance.ts'
import { instanceTypes } from './instance-type.ts'
import type { Refused } from './refusal.ts'
import { subnetOf } from './subnet.ts'

/** One more instance of a type, in a zone; `zones`: the others that would do as well. */
export interface RoomRequest {
  readonly type: string
  readonly zone: string
  readonly zones: readonly string[]
}

/** EC2's complaint, with the status of its error. */
export type RoomRefused = Refused & { readonly status: number }

/** What prevents one more instance, the first by scope: the zone, its subnet, the account. Nothing if there is room. */
export function roomComplaint(cloud: Cloud, request: RoomRequest): RoomRefused | undefined {
  const { capacity, agenda } = cloud
  const { type, zone, zones } = request
  const others = zones.filter((one) => hasCapacity(cloud, type, one))
  if (!capacity.isOffered(type, zone))
    return { code: 'Unsupported', status: 400, message: unsupported(type, zone, others) }
  if (capacity.isShort(type, zone, agenda.now))
    return { code: 'InsufficientInstanceCapacity', status: 500, message: insufficient(type, zone, others) }
  return capacity.ceilings.map((ceiling) => ceilingComplaint(cloud, ceiling, request)).find((found) => found)
}

function ceilingComplaint(cloud: Cloud, ceiling: Ceiling, { type, zone }: RoomRequest): RoomRefused | undefined {
  const taken = [...cloud.ec2Instances.values()].filter((instance) => takesRoom(cloud, instance))
  switch (ceiling.type) {
    case 'vcpus': {
      const used = sum(
        taken.filter(({ launchInfo }) => !launchInfo.isSpot).map(({ launchInfo }) => vcpusOf(launchInfo.type)),
      )
      return used + vcpusOf(type) > ceiling.limit ? vcpuLimit(ceiling.limit) : undefined
    }
    case 'addresses': {
      const used = taken.filter(({ launchInfo }) => launchInfo.zone === ceiling.zone).length
      return zone === ceiling.zone && used >= ceiling.limit ? noAddress(zone) : undefined
    }
    case 'reservation': {
      const used = taken.filter(({ launchInfo }) => launchInfo.type === ceiling.instanceType).length
      return type === ceiling.instanceType && used >= ceiling.limit ? reservationFull : undefined
    }
  }
}

/** An instance takes its room until it is terminated, also while it drains or shuts down. */
const takesRoom = ({ rules }: Cloud, { ec2State, isLeaving }: Instance): boolean =>
  ec2State !== 'terminated' && (rules.ceilingsFreeAtTermination || !isLeaving)

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
const vcpusOf = (type: string): number => instanceTypes.get(type)?.vcpus ?? 0

/** Whether a zone offers a type and has capacity for it, and a free address. */
export function hasCapacity(cloud: Cloud, type: string, zone: string): boolean {
  const { capacity, agenda } = cloud
  if (!capacity.isOffered(type, zone) || capacity.isShort(type, zone, agenda.now)) return false
  const ofZone = capacity.ceilings.filter((ceiling) => ceiling.type === 'addresses')
  return ofZone.every((ceiling) => !ceilingComplaint(cloud, ceiling, { type, zone, zones: [] }))
}

const choosing = (others: readonly string[]) => (others.length === 0 ? '' : ` or choosing ${others.join(', ')}`)
const unsupported = (type: string, zone: string, others: readonly string[]) =>
  `Your requested instance type (${type}) is not supported in your requested Availability Zone (${zone}). Please retry your request by not specifying an Availability Zone${choosing(others)}.`
const insufficient = (type: string, zone: string, others: readonly string[]) =>
  `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zone}). Our system will be working on provisioning additional capacity. You can currently get ${type} capacity by not specifying an Availability Zone in your request${choosing(others)}.`
const vcpuLimit = (limit: number): RoomRefused => ({
  code: 'VcpuLimitExceeded',
  status: 400,
  message: `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
})
const noAddress = (zone: string): RoomRefused => ({
  code: 'InsufficientFreeAddressesInSubnet',
  status: 400,
  message: `There are not enough free addresses in subnet '${subnetOf(zone)}' to satisfy the requested number of instances.`,
})
// The simulator's wording.
const reservationFull: RoomRefused = {
  code: 'ReservationCapacityExceeded',
  status: 400,
  message: 'The requested reservation does not have sufficient compatible and available capacity for this request.',
}
