/** What the stand-in for CloudFormation furnishes for a declared resource: in the account itself where the simulator has such things, else a name. */
import type { Account } from './account.ts'
import { deleteGroup, removeTargetGroup } from './removal.ts'
import type { DeclaredResource } from './stack-template.ts'
import { mappingOf } from './stack-template.ts'
import { subnetOf } from './subnet.ts'

/** A resource that has been made. `attributes`: what `Fn::GetAtt` gives. */
export interface FurnishedResource extends Pick<DeclaredResource, 'logicalId' | 'type'> {
  readonly physicalId: string
  readonly attributes?: Readonly<Record<string, string>>
  remove(): void
}

type Properties = Readonly<Record<string, unknown>>
type Furnished = Pick<FurnishedResource, 'physicalId' | 'attributes' | 'remove'>
/** `given`: the name that CloudFormation makes up for it. */
type Furnish = (account: Account, properties: Properties, given: string) => Furnished

const text = (value: unknown): string => (value === undefined ? '' : String(value))
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])
const list = (value: unknown): readonly Properties[] => (Array.isArray(value) ? value.map(mappingOf) : [])

/** Networks, roles and the like: the simulator knows them by their names only. */
const nameOnly =
  (prefix: string): Furnish =>
  ({ ids }) => ({ physicalId: `${prefix}-0${ids.suffix(prefix)}`, remove() {} })

const zoneOfSubnet = ({ region }: Account, subnet: string): string =>
  ['a', 'b', 'c'].map((letter) => `${region}${letter}`).find((zone) => subnetOf(zone) === subnet) ?? ''

const loadBalancer: Furnish = (account, properties) => {
  const name = text(properties['Name'])
  const zones = texts(properties['Subnets']).map((subnet) => zoneOfSubnet(account, subnet))
  const { identity } = account.loadBalancer({ name, zones })
  return { physicalId: identity.arn, remove: () => account.loadBalancers.remove(identity.arn) }
}

const targetGroup: Furnish = (account, properties) => {
  const delay = list(properties['TargetGroupAttributes']).find(
    (one) => one['Key'] === 'deregistration_delay.timeout_seconds',
  )
  const { arn } = account.targetGroup({
    name: text(properties['Name']),
    port: Number(properties['Port']),
    balanced: false,
    healthCheck: {
      interval: Number(properties['HealthCheckIntervalSeconds']),
      healthyThreshold: Number(properties['HealthyThresholdCount']),
      unhealthyThreshold: Number(properties['UnhealthyThresholdCount']),
    },
    ...(delay && { deregistrationDelay: Number(delay['Value']) }),
  })
  return { physicalId: arn, remove: () => removeTargetGroup(account, arn) }
}

const listener: Furnish = (account, properties) => {
  const balancer = account.loadBalancers.all.find(({ identity }) => identity.arn === properties['LoadBalancerArn'])
  if (!balancer) throw new Error(`${text(properties['LoadBalancerArn'])} is no load balancer`)
  const port = Number(properties['Port'])
  const targetGroups = list(properties['DefaultActions']).map((action) => text(action['TargetGroupArn']))
  balancer.addListener(port, text(properties['Protocol']), targetGroups)
  return { physicalId: `${balancer.identity.arn} ${port}`, remove: () => balancer.removeListener(port) }
}

const launchTemplate: Furnish = (account, properties) => {
  const { id } = account.template({
    name: text(properties['LaunchTemplateName']),
    versions: [mappingOf(properties['LaunchTemplateData'])],
  })
  return {
    physicalId: id,
    attributes: { LatestVersionNumber: '1', DefaultVersionNumber: '1' },
    remove: () => account.templates.remove(id),
  }
}

/** Its instances are in service as it is made. */
const autoScalingGroup: Furnish = (account, properties) => {
  const { LaunchTemplateId, Version } = mappingOf(properties['LaunchTemplate'])
  const arns = texts(properties['TargetGroupARNs'])
  const { name } = account.group({
    name: text(properties['AutoScalingGroupName']),
    template: { id: text(LaunchTemplateId), version: text(Version) },
    min: Number(properties['MinSize']),
    max: Number(properties['MaxSize']),
    desired: Number(properties['DesiredCapacity']),
    defaultInstanceWarmup: Number(properties['DefaultInstanceWarmup']),
    healthCheckType: text(properties['HealthCheckType']),
    healthCheckGracePeriod: Number(properties['HealthCheckGracePeriod']),
    zones: texts(properties['VPCZoneIdentifier']).map((subnet) => zoneOfSubnet(account, subnet)),
    targetGroups: account.targetGroups.filter(({ arn }) => arns.includes(arn)).map((one) => one.name),
    tags: list(properties['Tags']).map((tag) => ({
      key: text(tag['Key']),
      value: text(tag['Value']),
      propagateAtLaunch: tag['PropagateAtLaunch'] === true,
    })),
  })
  return { physicalId: name, remove: () => deleteGroup(account, name) }
}

const parameter: Furnish = (account, properties) => {
  const name = text(properties['Name'])
  account.parameter(name, text(properties['Value']), {
    dataType: properties['DataType'] === 'aws:ec2:image' ? 'aws:ec2:image' : 'text',
  })
  return { physicalId: name, remove: () => account.parameters.remove(name) }
}

const named: Furnish = (_account, _properties, given) => ({ physicalId: given, remove() {} })

/** The instance profile is named as its role is: the simulator gives a role the name of its profile. */
const instanceProfile: Furnish = (_account, properties) => ({
  physicalId: text(texts(properties['Roles'])[0]),
  remove() {},
})

const subnet: Furnish = (_account, properties) => ({
  physicalId: subnetOf(text(properties['AvailabilityZone'])),
  remove() {},
})

const furnishers: Readonly<Record<string, Furnish>> = {
  'AWS::EC2::VPC': nameOnly('vpc'),
  'AWS::EC2::InternetGateway': nameOnly('igw'),
  'AWS::EC2::VPCGatewayAttachment': nameOnly('attachment'),
  'AWS::EC2::RouteTable': nameOnly('rtb'),
  'AWS::EC2::Route': nameOnly('route'),
  'AWS::EC2::Subnet': subnet,
  'AWS::EC2::SubnetRouteTableAssociation': nameOnly('rtbassoc'),
  'AWS::EC2::SecurityGroup': nameOnly('sg'),
  'AWS::IAM::Role': named,
  'AWS::IAM::InstanceProfile': instanceProfile,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroup,
  'AWS::ElasticLoadBalancingV2::Listener': listener,
  'AWS::EC2::LaunchTemplate': launchTemplate,
  'AWS::AutoScaling::AutoScalingGroup': autoScalingGroup,
  'AWS::SSM::Parameter': parameter,
}

/** Makes it. Throws for a type that the stand-in does not furnish. */
export function furnish(
  account: Account,
  stack: string,
  { logicalId, type, properties }: DeclaredResource,
): FurnishedResource {
  const make = furnishers[type]
  if (!make) throw new Error(`${type} is not simulated`)
  return {
    logicalId,
    type,
    ...make(account, properties, `${stack}-${logicalId}-${account.ids.suffix('name').toUpperCase()}`),
  }
}
