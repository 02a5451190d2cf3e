/** Machine images and what EC2 says when one cannot be launched. */
import type { Behaviour } from './behaviour.ts'
import type { InstanceType } from './instance-type.ts'
import type { Refused } from './refusal.ts'

/** An image as EC2 describes it, and what it does when it is launched. */
export interface Image {
  readonly id: string
  readonly name: string
  readonly architecture: 'x86_64' | 'arm64'
  readonly state: 'available' | 'pending' | 'disabled' | 'deregistered' | 'failed'
  readonly bootMode?: 'legacy-bios' | 'uefi' | 'uefi-preferred'
  readonly enaSupport: boolean
  readonly virtualization: 'hvm' | 'paravirtual'
  readonly rootDeviceType: 'ebs' | 'instance-store'
  readonly rootDeviceName: string
  readonly snapshotId: string
  /** GiB. */
  readonly volumeSize: number
  /** Its root volume outlives the instance unless a launch says otherwise. */
  readonly keepsVolume?: boolean
  /** Only of Windows: EC2 leaves it out of any other. */
  readonly platform?: 'windows'
  /** Its instances take IMDSv2 alone, unless a launch says otherwise. */
  readonly imdsSupport?: 'v2.0'
  readonly tpmSupport?: 'v2.0'
  /** What its instances are billed as; by its platform unless said. */
  readonly platformDetails?: string
  readonly ownerId: string
  /** What EC2 calls the owner, if it is one of its own. */
  readonly ownerAlias?: 'amazon' | 'aws-marketplace'
  /** Of AWS Marketplace: which product it is. */
  readonly productCode?: string
  readonly public: boolean
  /** Of another account: whether it is shared with ours. Without that EC2 acts as if it did not exist. */
  readonly shared: boolean
  /** Of the account's own: the accounts and organizations that it is shared with, by id and ARN. */
  readonly sharedWith?: readonly string[]
  /** ISO 8601, as EC2 gives it: text. */
  readonly creationDate: string
  readonly deprecationTime?: string
  /** When it was launched last before the scene began. */
  readonly lastLaunched?: string
  /** Why it failed, in EC2's form: `Client.…: …`. */
  readonly stateReason?: string
  /** What it was made from. */
  readonly source?: { readonly id: string; readonly region: string }
  /** By Amazon Inspector; without a severity it found nothing. */
  readonly scan?: {
    readonly date: string
    readonly severity?: 'informational' | 'low' | 'medium' | 'high' | 'critical'
  }
  readonly tags: Readonly<Record<string, string>>
  readonly behaviour: Behaviour
}

/** EC2's complaint about an image under an instance type; nothing when it would launch. */
export function complaint(imageId: string, image: Image | undefined, type: InstanceType): Refused | undefined {
  if (!/^ami-[0-9a-z]{1,17}$/.test(imageId)) {
    return { code: 'InvalidAMIID.Malformed', message: `Invalid id: "${imageId}" (expecting "ami-...")` }
  }
  if (!image || image.state === 'deregistered') {
    return { code: 'InvalidAMIID.NotFound', message: `The image id '[${imageId}]' does not exist` }
  }
  if (image.state !== 'available') {
    return { code: 'InvalidAMIID.Unavailable', message: `The image ID: '${imageId}' is no longer available` }
  }
  return mismatch(image, type)
}

function mismatch(image: Image, type: InstanceType): Refused | undefined {
  if (!type.architectures.includes(image.architecture)) {
    return {
      code: 'InvalidParameterValue',
      message: `${architectures(image, type)} Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.`,
    }
  }
  if (image.bootMode && image.bootMode !== 'uefi-preferred' && !type.bootModes.includes(image.bootMode)) {
    // The simulator's wording.
    return {
      code: 'InvalidParameterValue',
      message: `The instance type ${type.name} does not support the boot mode '${image.bootMode}' of the specified AMI.`,
    }
  }
  if (image.virtualization !== 'hvm') {
    return {
      code: 'InvalidParameterCombination',
      message: `Virtualization type 'hvm' is required for instances of type '${type.name}'. Ensure that you are using an AMI with virtualization type 'hvm'. For more information, see http://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html.`,
    }
  }
  if (image.rootDeviceType !== 'ebs') {
    // The simulator's wording.
    return {
      code: 'InvalidParameterCombination',
      message: `The instance type '${type.name}' does not support an AMI with the root device type '${image.rootDeviceType}'.`,
    }
  }
  if (type.ena === 'required' && !image.enaSupport) {
    // The simulator's wording.
    return {
      code: 'InvalidParameterCombination',
      message: `Enhanced networking with the Elastic Network Adapter (ENA) is required for the '${type.name}' instance type. Ensure that you are using an AMI that is enabled for ENA.`,
    }
  }
  return undefined
}

const architectures = (image: Image, type: InstanceType) =>
  `The architecture '${type.architectures.join(',')}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI.`

/** The same complaint as Auto Scaling puts it into an activity's StatusMessage. */
export function launchFailure(imageId: string, image: Image | undefined, type: InstanceType): Refused | undefined {
  const refused = complaint(imageId, image, type)
  return refused && { ...refused, message: `${inActivity(imageId, image, refused)} Launching EC2 instance failed.` }
}

function inActivity(imageId: string, image: Image | undefined, refused: Refused): string {
  if (!image || image.state === 'deregistered') return `The AMI ID ${imageId} does not exist.`
  if (image.state === 'pending') return `AMI ${imageId} is pending, and cannot be run.`
  if (image.state !== 'available') return `AMI '${imageId}' is disabled, and cannot be run.`
  return refused.message
}
