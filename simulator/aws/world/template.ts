/** Launch templates: immutable numbered versions, a default and a latest one. Members that the simulator does not read are kept. */
import { refuseTemplate } from './refusal.ts'
import type { Rules } from './rules.ts'

/** One disk of a launch template. */
export interface BlockDevice {
  readonly DeviceName?: string | undefined
  readonly VirtualName?: string | undefined
  readonly NoDevice?: string | undefined
  readonly Ebs?: Volume | undefined
}

interface Volume {
  readonly SnapshotId?: string | undefined
  readonly VolumeSize?: number | undefined
  readonly VolumeType?: string | undefined
  readonly Encrypted?: boolean | undefined
  readonly DeleteOnTermination?: boolean | undefined
}

/** The content of a version, in EC2's own words. Members that the simulated world does not read are kept all the same. */
export interface TemplateData {
  readonly ImageId?: string | undefined
  readonly InstanceType?: string | undefined
  readonly BlockDeviceMappings?: readonly BlockDevice[] | undefined
  readonly IamInstanceProfile?: { readonly Arn?: string | undefined; readonly Name?: string | undefined } | undefined
  readonly TagSpecifications?:
    | readonly {
        readonly ResourceType?: string | undefined
        readonly Tags?:
          | readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]
          | undefined
      }[]
    | undefined
  readonly UserData?: string | undefined
  readonly InstanceMarketOptions?: { readonly MarketType?: string | undefined } | undefined
  readonly [member: string]: unknown
}

/** One version. `created`: ms since epoch. */
export interface TemplateVersion {
  readonly number: number
  readonly data: TemplateData
  readonly description?: string
  readonly created: number
}

/** A request for a new version. `sourceVersion`: a number, `$Latest` or `$Default`. */
export interface VersionRequest {
  readonly data: TemplateData
  readonly sourceVersion?: string
  readonly description?: string
}

/** A launch template as an account holds it. */
export class LaunchTemplate {
  readonly id: string
  readonly name: string
  readonly created: number
  /** The service that alone may change it. */
  operator: string | undefined
  readonly #versions = new Map<number, TemplateVersion>()
  readonly #rules: Pick<Rules, 'latestAfterDeletion'>
  #latest = 0
  #default = 1

  constructor(
    { id, name, created }: Pick<LaunchTemplate, 'id' | 'name' | 'created'>,
    rules: Pick<Rules, 'latestAfterDeletion'>,
  ) {
    this.id = id
    this.name = name
    this.created = created
    this.#rules = rules
  }

  get defaultVersion(): number {
    return this.#default
  }

  /** What `$Latest` means: the highest number of those that exist, or that were ever given. */
  get latestVersion(): number {
    return this.#rules.latestAfterDeletion === 'stays' ? this.#latest : Math.max(...this.#versions.keys())
  }

  /** Newest first, as EC2 lists them. */
  get versions(): readonly TemplateVersion[] {
    return [...this.#versions.values()].sort((a, b) => b.number - a.number)
  }

  /** What a number, `$Latest` or `$Default` means now. Throws EC2's VersionNotFound. */
  version(choice: string): TemplateVersion {
    const version = this.find(choice)
    if (!version) throw refuseTemplate.noVersion(this.id, choice)
    return version
  }

  /** The same, for those who take nothing for an answer. */
  find(choice: string): TemplateVersion | undefined {
    if (choice === '$Latest') return this.#versions.get(this.latestVersion)
    if (choice === '$Default') return this.#versions.get(this.#default)
    return this.#versions.get(Number(choice))
  }

  /** Adds a version: the source's content with the given members over it. Numbers are never given twice. */
  createVersion(request: VersionRequest, now: number): TemplateVersion {
    const source = request.sourceVersion === undefined ? {} : inherited(this.version(request.sourceVersion).data)
    const version: TemplateVersion = {
      number: ++this.#latest,
      data: { ...source, ...request.data },
      ...(request.description === undefined ? {} : { description: request.description }),
      created: now,
    }
    this.#versions.set(version.number, version)
    return version
  }

  /** Makes another version the default. Groups on `$Default` launch it from now on. */
  setDefault(choice: string): void {
    this.#default = this.version(choice).number
  }

  /** Deletes a version; returns EC2's code for a version that cannot go. The default cannot. */
  deleteVersion(number: number): 'deleted' | 'launchTemplateVersionDoesNotExist' | 'unexpectedError' {
    if (!this.#versions.has(number)) return 'launchTemplateVersionDoesNotExist'
    if (number === this.#default) return 'unexpectedError'
    this.#versions.delete(number)
    return 'deleted'
  }
}

/** What a new version takes over: all but the snapshots of its disks, which EC2 drops unless they are given again. */
function inherited(data: TemplateData): TemplateData {
  if (!data.BlockDeviceMappings) return data
  return { ...data, BlockDeviceMappings: data.BlockDeviceMappings.map(withoutSnapshot) }
}

function withoutSnapshot(device: BlockDevice): BlockDevice {
  if (!device.Ebs) return device
  const { SnapshotId: _dropped, ...ebs } = device.Ebs
  return { ...device, Ebs: ebs }
}
