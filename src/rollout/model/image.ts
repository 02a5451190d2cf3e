/** Machine images and what instance types ask of them. */
import type { Instant } from './time.ts'

/** A disk that a launch template asks for, or that an image brings. `size` in GiB. */
export interface Disk {
  readonly device: string
  readonly snapshot?: string
  readonly size?: number
}

/** A machine image as EC2 describes it. What an answer leaves out is not there: unknown, which is neither "no" nor "none". */
export interface Image {
  readonly id: string
  readonly name: string
  readonly state: string
  /** Why it is in this state, in EC2's words. */
  readonly reason?: string
  readonly architecture: string
  /** The account that owns it; or `amazon` and the like, where EC2 has a word for the owner. */
  readonly owner: string
  /** EC2's words; missing where it leaves the choice to the instance type. */
  readonly bootMode?: string
  readonly ena?: boolean
  readonly virtualization?: string
  readonly windows: boolean
  readonly rootDeviceType?: string
  readonly rootDevice?: string
  readonly disks: readonly Disk[]
  /** That it was built from, if its tags say so. */
  readonly commit?: string
  readonly created?: Instant
  readonly deprecated?: Instant
}

/** What an instance type asks of an image, in EC2's words. A list that the answer leaves out is unknown: it allows everything. */
export interface InstanceType {
  readonly name: string
  readonly architectures?: readonly string[]
  readonly bootModes?: readonly string[]
  readonly ena?: 'unsupported' | 'supported' | 'required'
  readonly rootDeviceTypes?: readonly string[]
  readonly virtualizations?: readonly string[]
}
