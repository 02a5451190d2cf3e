/** One AWS account in one region: images, templates, load balancers, groups. A scene builds it, its agenda moves it, services and tests read it. */
import type { Agenda } from './agenda.ts'
import { type Alarm, Alarms } from './alarm.ts'
import { Capacity } from './capacity.ts'
import { ClassicLoadBalancer } from './classic-load-balancer.ts'
import type { Cloud } from './cloud.ts'
import { Credentials } from './credentials.ts'
import { Ec2Launches } from './ec2-launch.ts'
import { Group } from './group.ts'
import { groupOptionsOf, launchConfigurationId } from './group-options.ts'
import { Identifiers } from './identifiers.ts'
import type { Image } from './image.ts'
import type { Instance } from './instance.ts'
import { type LoadBalancer, LoadBalancers, usualBalancers } from './load-balancer.ts'
import { type Parameter, Parameters } from './parameter.ts'
import type { Recipe } from './recipe.ts'
import { likelyRules, type Rules } from './rules.ts'
import { RunCommands } from './run-command.ts'
import type {
  AccountSpec,
  AlarmSpec,
  ClassicLoadBalancerSpec,
  GroupSpec,
  ImageSpec,
  LoadBalancerSpec,
  ParameterSpec,
  ShortageSpec,
  TargetGroupSpec,
  TemplateSpec,
} from './specification.ts'
import { type StateReason, stateReasons } from './state-reason.ts'
import { zonesOf } from './subnet.ts'
import { balancerTypeOf, TargetGroup, type TargetGroupWorld } from './target-group.ts'
import type { LaunchTemplate, TemplateData } from './template.ts'
import { LaunchTemplates } from './templates.ts'
import { type Truth, truthOf } from './truth.ts'

/** The builder of scenes, the world that services serve, and the oracle of tests. */
export class Account implements Cloud {
  readonly agenda: Agenda
  readonly region: string
  readonly id: string
  readonly rules: Rules
  readonly ids = new Identifiers()
  readonly images = new Map<string, Image>()
  /**
   * Allowed AMIs; unset: disabled. Enabled, only those of these providers are discoverable and usable; in audit mode EC2
   * says of each whether it would be (EC2 API, EnableAllowedImagesSettings).
   */
  allowedImages: { readonly mode: 'enabled' | 'audit-mode'; readonly providers: readonly string[] } | undefined
  readonly parameters: Parameters
  readonly recipes: Recipe[] = []
  readonly templates = new LaunchTemplates(this)
  readonly loadBalancers = new LoadBalancers()
  readonly targetGroups: TargetGroup[] = []
  readonly classicLoadBalancers: ClassicLoadBalancer[] = []
  readonly groups = new Map<string, Group>()
  readonly ec2Instances = new Map<string, Instance>()
  readonly capacity = new Capacity()
  readonly launches: Ec2Launches
  readonly alarms: Alarms
  readonly commands: RunCommands
  readonly credentials: Credentials

  constructor({ agenda, region = 'eu-west-1', id = '123456789012', rules = {} }: AccountSpec) {
    this.agenda = agenda
    this.region = region
    this.id = id
    this.parameters = new Parameters(this)
    this.rules = { ...likelyRules, ...rules }
    this.alarms = new Alarms(() => agenda.now)
    this.credentials = new Credentials(this)
    this.launches = new Ec2Launches(this)
    this.commands = new RunCommands(this)
    this.loadBalancers.onChange(() => {
      for (const targetGroup of this.targetGroups) targetGroup.usageChanged()
    })
  }

  image(spec: ImageSpec): Image {
    const image: Image = {
      name: spec.id,
      architecture: 'x86_64',
      state: 'available',
      enaSupport: true,
      virtualization: 'hvm',
      rootDeviceType: 'ebs',
      rootDeviceName: '/dev/xvda',
      snapshotId: spec.id.replace(/^ami-/, 'snap-'),
      volumeSize: 8,
      ownerId: this.id,
      public: false,
      shared: true,
      creationDate: new Date(this.agenda.now - 24 * 3600 * 1000).toISOString(),
      tags: {},
      behaviour: {},
      ...spec,
    }
    this.images.set(image.id, image)
    return image
  }

  template({
    id = this.ids.resource('lt'),
    name,
    versions,
    default: defaultVersion = 1,
  }: TemplateSpec): LaunchTemplate {
    const created = this.agenda.now - 30 * 24 * 3600 * 1000
    const template = this.templates.make(id, name, created)
    for (const data of versions) template.createVersion({ data }, created)
    template.setDefault(String(defaultVersion))
    this.templates.add(template)
    return template
  }

  classicLoadBalancer(spec: ClassicLoadBalancerSpec): ClassicLoadBalancer {
    const targets = this.#targets(spec, `classic load balancer ${spec.name}`, {
      type: 'classic',
      usageOf: () => 'used',
    })
    const balancer = new ClassicLoadBalancer(targets)
    this.classicLoadBalancers.push(balancer)
    return balancer
  }

  /** A load balancer without listeners, enabled in the zones a, b and c unless said. */
  loadBalancer({ name, type = 'application', zones }: LoadBalancerSpec): LoadBalancer {
    const letters = { application: 'app', network: 'net', gateway: 'gwy' } as const
    const arn = `${this.#balancing}:loadbalancer/${letters[type]}/${name}/${this.ids.suffix('loadbalancer')}`
    const dnsName = `${name}-1234567890.${this.region}.elb.amazonaws.com`
    return this.loadBalancers.add({ arn, name, type, dnsName }, zones ?? zonesOf(this.region))
  }

  targetGroup(spec: TargetGroupSpec): TargetGroup {
    const { protocol = 'HTTP', loadBalancer, balanced = true } = spec
    const arn = `${this.#balancing}:targetgroup/${spec.name}/${this.ids.suffix('targetgroup')}`
    const type = balancerTypeOf(protocol)
    const targetGroup = this.#targets(spec, arn, { type, usageOf: (zone) => this.loadBalancers.usageOf(arn, zone) })
    this.targetGroups.push(targetGroup)
    if (balanced) this.#forward(loadBalancer ?? usualBalancers[type], targetGroup)
    return targetGroup
  }

  /** On the next port that is free; the load balancer is created if the scene has none of this name. */
  #forward(name: string, { arn, settings }: TargetGroup): void {
    const type = balancerTypeOf(settings.protocol)
    const balancer = this.loadBalancers.find(name) ?? this.loadBalancer({ name, type })
    const port = 80 + balancer.listeners.length
    balancer.addListener(port, settings.protocol, [arn])
  }

  #targets(spec: TargetGroupSpec, arn: string, { type, usageOf }: Pick<TargetGroupWorld, 'type' | 'usageOf'>) {
    const { name, port = 80, protocol = 'HTTP', healthCheck = {}, deregistrationDelay = 300 } = spec
    const check = { enabled: true, interval: 30, healthyThreshold: 5, unhealthyThreshold: 2, ...healthCheck }
    const world = { agenda: this.agenda, rules: this.rules, type, usageOf }
    return new TargetGroup({ arn, name, port, protocol, healthCheck: check, deregistrationDelay }, world)
  }

  /** A group that has stood there for long: its instances are in service and healthy. */
  group(spec: GroupSpec): Group {
    const group = new Group(this, groupOptionsOf(this, spec))
    this.groups.set(group.name, group)
    return group
  }

  /** Writes a Systems Manager parameter: its first version, or the next. */
  parameter(name: string, value: string, spec: ParameterSpec = {}): Parameter {
    const { labels = [], type = 'String', dataType = type === 'String' ? 'aws:ec2:image' : 'text' } = spec
    const parameter = this.parameters.open(name, { type, dataType })
    parameter.put(value, this.agenda.now, labels)
    return parameter
  }

  /** A launch configuration, for groups that have no template. */
  launchConfiguration(name: string, data: TemplateData): void {
    const configuration = this.templates.make(launchConfigurationId(name), name, this.agenda.now)
    configuration.createVersion({ data }, this.agenda.now)
    this.templates.hide(configuration)
  }

  maySee(image: Image): boolean {
    const isHidden = this.allowedImages?.mode === 'enabled' && !this.allows(image)
    return !isHidden && (image.ownerId === this.id || image.public || image.shared)
  }

  /** Allowed AMIs never restrict the account's own images. */
  allows({ ownerId, ownerAlias }: Image): boolean {
    const { providers = [ownerId] } = this.allowedImages ?? {}
    return ownerId === this.id || providers.some((provider) => provider === ownerId || provider === ownerAlias)
  }

  /** Scenes move it: `alarm.become('ALARM')`. */
  alarm({ name, anyOf = [], ...first }: AlarmSpec): Alarm {
    return this.alarms.add(name, { ...first, anyOf: anyOf.map((other) => this.#alarm(other)) })
  }

  /** EC2 takes a Spot instance back: two minutes after its notice. */
  interruptSpot(id: string, noticeSeconds = 120): void {
    this.agenda.after(noticeSeconds * 1000, () => this.end(id, stateReasons.spotInterruption))
  }

  /** EC2 recommends to replace a Spot instance that is likely to be interrupted. */
  recommendRebalance(id: string): void {
    const instance = this.ec2Instances.get(id)
    if (!instance) return
    instance.isAtRisk = true
    this.#groupOf(instance)?.scheduleTick()
  }

  /** An instance ends, whoever ended it. */
  end(id: string, reason: StateReason): void {
    const instance = this.ec2Instances.get(id)
    if (instance) this.#groupOf(instance)?.fleet.kill(instance, reason)
  }

  shortage({ seconds, ...where }: ShortageSpec = {}): void {
    this.capacity.add({ ...where, ...(seconds === undefined ? {} : { until: this.agenda.now + seconds * 1000 }) })
  }

  /** What the next scale-out of a group would launch. */
  nextLaunch(groupName: string): ReturnType<Group['nextLaunch']> {
    return this.#group(groupName).nextLaunch()
  }

  /** What the instances of a group really run, in the order of launch; the leaving ones too. */
  truth(groupName: string): readonly Truth[] {
    return truthOf(this.#group(groupName))
  }

  get #balancing(): string {
    return `arn:aws:elasticloadbalancing:${this.region}:${this.id}`
  }

  #groupOf({ launchInfo: { group } }: Instance): Group | undefined {
    return group === undefined ? undefined : this.groups.get(group)
  }

  #alarm(name: string): Alarm {
    const found = this.alarms.get(name)
    if (!found) throw new Error(`the scene has no alarm ${name}`)
    return found
  }

  #group(name: string): Group {
    const found = this.groups.get(name)
    if (!found) throw new Error(`the scene has no group ${name}`)
    return found
  }
}
