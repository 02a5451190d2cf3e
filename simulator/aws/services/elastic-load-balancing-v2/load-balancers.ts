/** Operations on load balancers, their listeners and the listeners' rules: describe. */
import type {
  Listener as ListenerShape,
  LoadBalancer as LoadBalancerShape,
  ProtocolEnum,
  Rule as RuleShape,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import type { Listener, LoadBalancer } from '../../world/load-balancer.ts'
import { subnetOf } from '../../world/subnet.ts'
import { type BalancingHandlers, balancingPage, nextMarker, VPC } from './common.ts'

/** Handlers that describe load balancers. */
export const loadBalancerCalls = (account: Account) =>
  ({
    DescribeLoadBalancers: (input) => {
      const { LoadBalancerArns: arns, Names: names } = input
      for (const arn of arns ?? []) balancerOf(account, arn)
      const wanted = account.loadBalancers.all.filter(
        ({ identity: { arn, name } }) =>
          (!arns?.length || arns.includes(arn)) && (!names?.length || names.includes(name)),
      )
      if (names?.length && wanted.length === 0) throw noBalancer()
      const page = balancingPage(wanted, input, ({ identity }) => identity.arn)
      return { LoadBalancers: page.records.map(describe), ...nextMarker(page) }
    },
    DescribeListeners: (input) => {
      const { LoadBalancerArn, ListenerArns: arns } = input
      const balancers =
        LoadBalancerArn === undefined ? account.loadBalancers.all : [balancerOf(account, LoadBalancerArn)]
      const wanted = balancers
        .flatMap((balancer) => balancer.listeners.map((listener) => ({ balancer, listener })))
        .filter(({ listener }) => !arns?.length || arns.includes(listener.arn))
      if (arns?.length && wanted.length < arns.length) throw noListener()
      const page = balancingPage(wanted, input, ({ listener }) => listener.arn)
      return {
        Listeners: page.records.map(({ balancer, listener }) => describeListener(balancer, listener)),
        ...nextMarker(page),
      }
    },
    DescribeRules: (input) => {
      const all = account.loadBalancers.all.flatMap(({ listeners }) => listeners)
      const listener = all.find(({ arn }) => arn === input.ListenerArn)
      if (!listener) throw noListener()
      const page = balancingPage(rulesOf(listener), input, ({ RuleArn }) => RuleArn ?? '')
      return { Rules: [...page.records], ...nextMarker(page) }
    },
  }) satisfies BalancingHandlers

// The simulator's wording.
const noBalancer = () => new AwsError('LoadBalancerNotFoundException', 'One or more load balancers not found')
const noListener = () => new AwsError('ListenerNotFoundException', 'One or more listeners not found')

function balancerOf(account: Account, arn: string): LoadBalancer {
  const balancer = account.loadBalancers.all.find(({ identity }) => identity.arn === arn)
  if (!balancer) throw noBalancer()
  return balancer
}

const describe = ({ identity: { arn, name, type, dnsName }, zones }: LoadBalancer): LoadBalancerShape => ({
  LoadBalancerArn: arn,
  LoadBalancerName: name,
  DNSName: dnsName,
  Scheme: 'internet-facing',
  Type: type,
  State: { Code: 'active' },
  VpcId: VPC,
  AvailabilityZones: zones.map((zone) => ({ ZoneName: zone, SubnetId: subnetOf(zone), LoadBalancerAddresses: [] })),
})

const describeListener = ({ identity }: LoadBalancer, listener: Listener): ListenerShape => ({
  ListenerArn: listener.arn,
  LoadBalancerArn: identity.arn,
  Port: listener.port,
  // The SDK lists the protocols as a closed union; scenes name real ones.
  Protocol: listener.protocol as ProtocolEnum,
  DefaultActions: forwardingTo(listener),
})

const rulesOf = (listener: Listener): readonly RuleShape[] => [
  {
    RuleArn: `${listener.arn.replace(':listener/', ':listener-rule/')}/0000000000000000`,
    Priority: 'default',
    Conditions: [],
    Actions: forwardingTo(listener),
    IsDefault: true,
  },
]

const forwardingTo = ({ targetGroups }: Listener) => [
  {
    Type: 'forward' as const,
    ...(targetGroups.length === 1 && { TargetGroupArn: targetGroups[0] }),
    ForwardConfig: { TargetGroups: targetGroups.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 })) },
  },
]
