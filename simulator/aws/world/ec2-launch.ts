/** RunInstances and TerminateInstances: instances that somebody launches outside of any group. */
import { AwsError } from '../error.ts'
import { type Attached, attachedTo } from './attached.ts'
import type { Cloud } from './cloud.ts'
import { diskComplaint } from './disk.ts'
import { complaint, type Image } from './image.ts'
import { Instance } from './instance.ts'
import { instanceTypes, typeName } from './instance-type.ts'
import { type LaunchParameters, type LaunchTemplateRequest, type MergedLaunch, mergedLaunch } from './launch-request.ts'
import { roomComplaint } from './room.ts'
import { launchErrorReason, type StateReason, stateReasons } from './state-reason.ts'
import { subnetOf } from './subnet.ts'
import type { TemplateData } from './template.ts'

/** A request for one instance. */
export interface Ec2LaunchRequest {
  readonly parameters: LaunchParameters
  readonly template: LaunchTemplateRequest | undefined
  readonly clientToken: string | undefined
  readonly market: 'on-demand' | 'spot' | undefined
}

/** What is launched and where, with nothing left open. */
interface Plan extends MergedLaunch {
  readonly zone: string
  readonly type: string
}

interface UsedToken {
  readonly parameters: string
  readonly instance: Instance
}

/** Seconds: from the launch until EC2 says that it runs; and ms until a terminated one is gone. */
const BOOT = 30
const SHUTDOWN = 15_000

/** EC2's side of launches without Auto Scaling. */
export class Ec2Launches {
  readonly #cloud: Cloud
  readonly #tokens = new Map<string, UsedToken>()
  readonly #attached = new Map<string, readonly Attached[]>()
  /** Volumes and network interfaces that are left of instances that have ended. */
  readonly left: (Pick<Attached, 'type' | 'device'> & { readonly instance: string })[] = []

  constructor(cloud: Cloud) {
    this.#cloud = cloud
  }

  /** A dry run: what the request itself is refused for. Whether EC2 tries more of the launch than that is not known. */
  tryOut(request: Ec2LaunchRequest): void {
    const plan = this.#plan(request)
    this.#checkFit(plan)
    if (this.#cloud.rules.dryRunTriesTheLaunch === 'tries') this.#checkLaunch(plan)
  }

  /** Launches one instance. The same token again gives the same instance. Throws EC2's refusals. */
  run(request: Ec2LaunchRequest): Instance {
    const plan = this.#plan(request)
    const token = this.#tokenOf(request, plan)
    const known = token === undefined ? undefined : this.#tokens.get(token)
    if (known) return reused(known, parametersOf(request))
    this.#checkFit(plan)
    this.#checkLaunch(plan)
    const instance = this.#launch(plan, request)
    if (token !== undefined) this.#tokens.set(token, { parameters: parametersOf(request), instance })
    return instance
  }

  /** Whether TerminateInstances is refused. */
  isProtected({ protections: { termination, stop } }: Instance): boolean {
    return termination || (stop && this.#cloud.rules.stopProtectionRefusesTermination)
  }

  /** Ends an instance outside of a group. Throws OperationNotPermitted for one that is protected. */
  terminate(instance: Instance): void {
    if (this.isProtected(instance)) throw protectedFrom(instance)
    if (instance.ec2State === 'shutting-down' || instance.ec2State === 'terminated') return
    const { agenda } = this.#cloud
    instance.ec2State = 'shutting-down'
    instance.ended = { reason: stateReasons.byUser, at: agenda.now }
    agenda.after(SHUTDOWN, () => this.#end(instance))
  }

  /** A token counts within its zone where the request names one. */
  #tokenOf({ clientToken, parameters }: Ec2LaunchRequest, { zone }: Plan): string | undefined {
    if (clientToken === undefined) return undefined
    const isZonal = parameters.SubnetId !== undefined || parameters.Placement?.AvailabilityZone !== undefined
    return isZonal && this.#cloud.rules.tokensAreZonal ? `${clientToken} ${zone}` : clientToken
  }

  #plan({ parameters, template }: Ec2LaunchRequest): Plan {
    const merged = mergedLaunch(this.#cloud, parameters, template)
    return { ...merged, zone: this.#zoneOf(merged.data), type: typeName(merged.data.InstanceType) }
  }

  #zoneOf({ SubnetId, NetworkInterfaces, Placement }: LaunchParameters): string {
    const zones = ['a', 'b', 'c'].map((letter) => `${this.#cloud.region}${letter}`)
    const subnet = SubnetId ?? NetworkInterfaces?.find(({ SubnetId: own }) => own !== undefined)?.SubnetId
    if (subnet === undefined) return Placement?.AvailabilityZone ?? `${this.#cloud.region}a`
    const zone = zones.find((one) => subnetOf(one) === subnet)
    if (!zone) throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${subnet}' does not exist`)
    return zone
  }

  #imageOf({ imageId }: Plan): Image | undefined {
    const image = this.#cloud.images.get(imageId)
    return image && this.#cloud.maySee(image) ? image : undefined
  }

  #checkFit(plan: Plan): void {
    const type = instanceTypes.get(plan.type)
    if (!type) throw new AwsError('InvalidParameterValue', `Invalid value '${plan.type}' for InstanceType.`)
    const refused = complaint(plan.imageId, this.#imageOf(plan), type)
    if (refused) throw new AwsError(refused.code, refused.message)
  }

  #checkLaunch(plan: Plan): void {
    const image = this.#imageOf(plan)
    const disk = image && diskComplaint(image, plan.data.BlockDeviceMappings)
    if (disk) throw new AwsError(disk.code, disk.message)
    // A launch that an image makes fail fails here too; the code is the simulator's.
    if (image?.behaviour.launchRefused !== undefined)
      throw new AwsError('InvalidParameterValue', image.behaviour.launchRefused)
    const noRoom = roomComplaint(this.#cloud, { type: plan.type, zone: plan.zone, zones: [] })
    if (noRoom) throw new AwsError(noRoom.code, noRoom.message, noRoom.status)
  }

  #launch({ data, imageId, template, zone, type }: Plan, { market, clientToken }: Ec2LaunchRequest): Instance {
    if (!template) throw unsupportedLaunch()
    const { agenda, ids, images, ec2Instances } = this.#cloud
    const number = ids.next('address')
    const behaviour = images.get(imageId)?.behaviour ?? {}
    const instance = new Instance({
      id: ids.resource('i'),
      group: undefined,
      type,
      zone,
      subnet: subnetOf(zone),
      address: `10.0.${Math.floor(number / 250) % 250}.${(number % 250) + 4}`,
      imageId,
      template: { id: template.id, name: template.name, version: String(template.version.number) },
      ...(clientToken !== undefined && { clientToken }),
      imageOverridden: false,
      isSpot: this.#isSpot(data, market),
      weight: 1,
      behaviour,
      tags: {
        ...tagsIn(data),
        'aws:ec2launchtemplate:id': template.id,
        'aws:ec2launchtemplate:version': String(template.version.number),
      },
      launchedAt: agenda.now,
    })
    instance.protections = {
      termination: data.DisableApiTermination === true,
      stop: data.DisableApiStop === true,
    }
    this.#attached.set(instance.id, attachedTo(data, images.get(imageId)))
    ec2Instances.set(instance.id, instance)
    this.#boot(instance)
    return instance
  }

  #boot(instance: Instance): void {
    const { agenda } = this.#cloud
    const { launchCancelled, bootSeconds = BOOT, diesAfterSeconds } = instance.launchInfo.behaviour
    if (launchCancelled) {
      const reason = launchErrorReason(launchCancelled.reason)
      agenda.after(launchCancelled.afterSeconds * 1000, () => this.#end(instance, reason))
      return
    }
    agenda.after(bootSeconds * 1000, () => {
      if (instance.ec2State !== 'pending') return
      instance.ec2State = 'running'
      instance.runningAt = agenda.now
      if (diesAfterSeconds !== undefined) agenda.after(diesAfterSeconds * 1000, () => this.#end(instance))
    })
  }

  #isSpot({ InstanceMarketOptions }: LaunchParameters, market: Ec2LaunchRequest['market']): boolean {
    const isSpotTemplate = InstanceMarketOptions?.MarketType === 'spot'
    if (market !== 'on-demand') return market === 'spot' || isSpotTemplate
    return isSpotTemplate && this.#cloud.rules.onDemandOverSpotTemplate === 'keeps-spot'
  }

  #end(instance: Instance, reason: StateReason = stateReasons.byItself): void {
    if (instance.ec2State === 'terminated') return
    for (const { type, device, isDeleted } of this.#attached.get(instance.id) ?? [])
      if (!isDeleted && this.#cloud.rules.disksOutliveUnlessDeleted)
        this.left.push({ type, device, instance: instance.id })
    instance.ec2State = 'terminated'
    instance.endedAt ??= this.#cloud.agenda.now
    instance.ended ??= { reason, at: this.#cloud.agenda.now }
  }
}

/** The simulator launches from templates alone. */
const unsupportedLaunch = () =>
  new AwsError('SimulatorUnsupported', 'RunInstances without a launch template is not simulated', 501)

const parametersOf = ({ clientToken: _token, ...request }: Ec2LaunchRequest): string => JSON.stringify(request)

function reused({ parameters, instance }: UsedToken, now: string): Instance {
  // The simulator's wording; the codes are EC2's.
  if (parameters !== now)
    throw new AwsError('IdempotentParameterMismatch', 'The client token was used before with other parameters.')
  if (instance.ec2State === 'terminated')
    throw new AwsError('IdempotentInstanceTerminated', 'The instance of this client token has been terminated.')
  return instance
}

const protectedFrom = ({ id }: Instance) =>
  new AwsError(
    'OperationNotPermitted',
    `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
  )

const tagsIn = ({ TagSpecifications = [] }: TemplateData): Record<string, string> =>
  Object.fromEntries(
    TagSpecifications.filter(({ ResourceType }) => ResourceType === 'instance').flatMap(({ Tags = [] }) =>
      Tags.map(({ Key = '', Value = '' }) => [Key, Value]),
    ),
  )
