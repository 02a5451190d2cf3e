/** Machine images (AMIs), and what instance types require of them. */
import type { Instant } from './time.ts'

/** A disk that a launch template asks for, or that an image brings. `size` in GiB. */
export interface Disk {
  readonly device: string
  readonly snapshot?: string
  readonly size?: number
}

/** An AMI as EC2 describes it. A field that the answer leaves out is missing here: unknown, not "no" or "none". */
export interface Image {
  readonly id: string
  readonly name: string
  readonly state: string
  /** EC2's reason for the state. */
  readonly reason?: string
  readonly architecture: string
  /** The id of the owning account. */
  readonly owner?: string
  /** EC2's name for an owner that is AWS: `amazon`, `aws-marketplace`, `aws-backup-vault`. */
  readonly ownerAlias?: string
  /** Of AWS Marketplace: which product it is. All its vendors share one owner. */
  readonly productCodes: readonly string[]
  /** Whether Allowed AMIs, in audit mode, would let the account use it. EC2 says so only where they are set. */
  readonly allowed?: boolean
  /** EC2's value; missing where the instance type's default applies. */
  readonly bootMode?: string
  /** EC2's ImdsSupport: `v2.0` where its instances take IMDSv2 alone. */
  readonly imds?: string
  /** EC2's TpmSupport. */
  readonly tpm?: string
  /** EC2's PlatformDetails, such as `Red Hat Enterprise Linux`: what an instance is billed as. */
  readonly billedAs?: string
  readonly ena?: boolean
  readonly virtualization?: string
  readonly windows: boolean
  readonly rootDeviceType?: string
  readonly rootDevice?: string
  readonly disks: readonly Disk[]
  /** The commit that it was built from, if its tags name one. */
  readonly commit?: string
  /** The image that it was made or copied from, where EC2 says so. `region`: where it is not this one. */
  readonly source?: { readonly image: string; readonly region?: string }
  /**
   * The newest scan by Amazon Inspector; missing: EC2 names none. `severity`: the highest of its findings, missing where it
   * has none.
   */
  readonly scan?: { readonly at: Instant; readonly severity?: string }
  readonly created?: Instant
  readonly deprecated?: Instant
  /** When it was launched last, a day late (API Reference, Image). */
  readonly lastLaunched?: Instant
  readonly isPublic?: boolean
  /** By its tags, which anybody may write: the launch template and the deleted versions of it that named this image. */
  readonly retired?: { readonly template: string; readonly versions: readonly number[] }
}

/**
 * Where an image comes from, the nearest source first. `ends`: why no further one is known. `root`: the last is AWS's own, or
 * of AWS Marketplace; `unnamed`: EC2 names no source of it, which it does of images that were made or copied from another
 * alone; `elsewhere`: it is in another Region; `gone`: this account does not see it; `unread`: EC2 did not say.
 */
export interface Ancestry {
  readonly sources: readonly NonNullable<Image['source']>[]
  readonly ends: 'root' | 'unnamed' | 'elsewhere' | 'gone' | 'unread' | 'not-asked'
}

/** Whose images may be rolled out besides the account's own and those of the owner in use. */
export type AllowedOwner =
  | { readonly type: 'account'; readonly id: string }
  /** AWS itself, by the alias that only AWS can have. */
  | { readonly type: 'amazon' }
  /** One product of AWS Marketplace. */
  | { readonly type: 'marketplace'; readonly productCode: string }

/** What an instance type supports, in EC2's values. A list that the answer leaves out is unknown and allows everything. */
export interface InstanceType {
  readonly name: string
  readonly architectures?: readonly string[]
  readonly bootModes?: readonly string[]
  readonly ena?: 'unsupported' | 'supported' | 'required'
  readonly rootDeviceTypes?: readonly string[]
  readonly virtualizations?: readonly string[]
}
