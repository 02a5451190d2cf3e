/** One AWS account in one region: images, templates, load balancers, groups. A scene builds it, its agenda moves it, services and tests read it. */
import type { Agenda } from './agenda.ts'
import { type Alarm, Alarms } from './alarm.ts'
import { Capacity } from './capacity.ts'
import { ClassicLoadBalancer } from './classic-load-balancer.ts'
import type { Cloud } from './cloud.ts'
import { checkersOf } from './configuration.ts'
import { Credentials } from './credentials.ts'
import { Group } from './group.ts'
import { groupOptionsOf, launchConfigurationId } from './group-options.ts'
import { Identifiers } from './identifiers.ts'
import type { Image } from './image.ts'
import type { Instance } from './instance.ts'
import { type Parameter, Parameters } from './parameter.ts'
import { likelyRules, type Rules } from './rules.ts'
import type {
  AccountSpec,
  AlarmSpec,
  ClassicLoadBalancerSpec,
  GroupSpec,
  ImageSpec,
  ParameterSpec,
  ShortageSpec,
  TargetGroupSpec,
  TemplateSpec,
} from './specification.ts'
import { TargetGroup } from './target-group.ts'
import { LaunchTemplate, type TemplateData } from './template.ts'
import { LaunchTemplates } from './templates.ts'

/** What an instance really runs: the truth that a rollout's report is held against. */
export interface Truth {
  readonly id: string
  readonly lifecycle: Instance['lifecycle']
  readonly templateId: string
  readonly version: number
  readonly imageId: string
  /** Target groups and classic load balancers in which it is healthy, by name. */
  readonly healthyIn: readonly string[]
}

/** The builder of scenes, the world that services serve, and the oracle of tests. */
export class Account implements Cloud {
  readonly agenda: Agenda
  readonly region: string
  readonly id: string
  readonly rules: Rules
  readonly ids = new Identifiers()
  readonly images = new Map<string, Image>()
  readonly parameters: Parameters
  readonly templates = new LaunchTemplates()
  readonly targetGroups: TargetGroup[] = []
  readonly classicLoadBalancers: ClassicLoadBalancer[] = []
  readonly groups = new Map<string, Group>()
  readonly ec2Instances = new Map<string, Instance>()
  readonly capacity = new Capacity()
  readonly alarms: Alarms
  readonly credentials: Credentials

  constructor({ agenda, region = 'eu-west-1', id = '123456789012', rules = {} }: AccountSpec) {
    this.agenda = agenda
    this.region = region
    this.id = id
    this.parameters = new Parameters(this)
    this.rules = { ...likelyRules, ...rules }
    this.alarms = new Alarms(() => agenda.now)
    this.credentials = new Credentials(this)
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
    const template = new LaunchTemplate(id, name, created)
    for (const data of versions) template.createVersion({ data }, created)
    template.setDefault(String(defaultVersion))
    this.templates.add(template)
    return template
  }

  classicLoadBalancer(spec: ClassicLoadBalancerSpec): ClassicLoadBalancer {
    const balancer = new ClassicLoadBalancer(this.#targets(spec, `classic load balancer ${spec.name}`))
    this.classicLoadBalancers.push(balancer)
    return balancer
  }

  targetGroup(spec: TargetGroupSpec): TargetGroup {
    const targetGroup = this.#targets(
      spec,
      `${this.#balancing}:targetgroup/${spec.name}/${this.ids.suffix('targetgroup')}`,
    )
    this.targetGroups.push(targetGroup)
    return targetGroup
  }

  #targets(spec: TargetGroupSpec, arn: string): TargetGroup {
    const { name, port = 80, healthCheck = {}, deregistrationDelay = 300, balanced = true } = spec
    const check = { enabled: true, interval: 30, healthyThreshold: 5, unhealthyThreshold: 2, ...healthCheck }
    return new TargetGroup({ arn, name, port, healthCheck: check, deregistrationDelay, balanced }, this.agenda)
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
    const configuration = new LaunchTemplate(launchConfigurationId(name), name, this.agenda.now)
    configuration.createVersion({ data }, this.agenda.now)
    this.templates.hide(configuration)
  }

  maySee(image: Image): boolean {
    return image.ownerId === this.id || image.public || image.shared
  }

  /** Scenes move it: `alarm.become('ALARM')`. */
  alarm({ name, anyOf = [], ...first }: AlarmSpec): Alarm {
    return this.alarms.add(name, { ...first, anyOf: anyOf.map((other) => this.#alarm(other)) })
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
    const group = this.#group(groupName)
    return group.instances.map(({ id, lifecycle, launchInfo }) => ({
      id,
      lifecycle,
      templateId: launchInfo.template.id,
      version: Number(launchInfo.template.version),
      imageId: launchInfo.imageId,
      healthyIn: checkersOf(group.configuration)
        .filter((checker) => checker.health(id).state === 'healthy')
        .map(({ name }) => name),
    }))
  }

  /** The one load balancer of the scene: it sends traffic to every balanced target group. */
  get loadBalancer(): { readonly arn: string; readonly name: string; readonly dnsName: string } {
    const name = 'front'
    const arn = `${this.#balancing}:loadbalancer/app/${name}/50dc6c495c0c9188`
    return { name, arn, dnsName: `${name}-1234567890.${this.region}.elb.amazonaws.com` }
  }

  get #balancing(): string {
    return `arn:aws:elasticloadbalancing:${this.region}:${this.id}`
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
