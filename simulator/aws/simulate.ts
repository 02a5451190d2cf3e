/** Serves an account over HTTP: its services behind the gates, in AWS's order (credentials, throttling, IAM, validation). */
import * as autoScalingSdk from '@aws-sdk/client-auto-scaling'
import * as cloudFormationSdk from '@aws-sdk/client-cloudformation'
import * as cloudWatchSdk from '@aws-sdk/client-cloudwatch'
import * as ec2Sdk from '@aws-sdk/client-ec2'
import * as classicElbSdk from '@aws-sdk/client-elastic-load-balancing'
import * as elbSdk from '@aws-sdk/client-elastic-load-balancing-v2'
import * as ssmSdk from '@aws-sdk/client-ssm'
import * as stsSdk from '@aws-sdk/client-sts'
import type { Clock } from '../clock.ts'
import type { Call, Gate } from './call.ts'
import { constraints } from './gate/constraints.ts'
import { credentials } from './gate/credentials.ts'
import { type Fault, faults, type OnStrike } from './gate/faults.ts'
import { iam } from './gate/iam.ts'
import { type RecordsAPage, shortPages } from './gate/pages.ts'
import { permissionLookup } from './gate/permissions.ts'
import { policyOf } from './gate/policy.ts'
import { type SessionEnd, sessions } from './gate/sessions.ts'
import { type SignatureSettings, signature } from './gate/signature.ts'
import { awsBuckets, type BucketSize, throttling } from './gate/throttling.ts'
import { inventoryOf } from './inventory.ts'
import { type Endpoint, type SimulatorServer, serveAws, service } from './server.ts'
import { autoScaling } from './services/auto-scaling.ts'
import { cloudFormation } from './services/cloudformation.ts'
import { cloudWatch } from './services/cloudwatch.ts'
import { ec2 } from './services/ec2.ts'
import { elasticLoadBalancing } from './services/elastic-load-balancing.ts'
import { elasticLoadBalancingV2 } from './services/elastic-load-balancing-v2.ts'
import { systemsManager } from './services/ssm.ts'
import { sts } from './services/sts.ts'
import type { Account } from './world/account.ts'

/**
 * `clock`: the world is moved to its time before each call. `policy`: a policy document (parsed JSON) that every caller
 * is held to; all is allowed without one. `throttled`: AWS's token buckets apply, those that AWS does not publish
 * with this size. `signature`: requests must be signed at about the simulator's time. `sessionEnds`: credentials that end
 * in mid-run. `recordsAPage`: pages that are shorter than asked for. `gates`: further ones, outside AWS's own and inside
 * the faults.
 */
export interface SimulateOptions {
  readonly account: Account
  readonly clock: Clock
  readonly policy?: unknown
  readonly faults?: readonly Fault[]
  readonly throttled?: boolean | BucketSize
  readonly signature?: SignatureSettings
  readonly sessionEnds?: readonly SessionEnd[]
  readonly recordsAPage?: RecordsAPage
  readonly gates?: readonly Gate[]
  readonly port?: number
  onCall?(call: Call): void
  readonly onStrike?: OnStrike
}

/** Serves the account on the loopback interface until closed. */
export function simulateAws(options: SimulateOptions): Promise<SimulatorServer> {
  const { account, clock, port, onCall } = options
  const endpoints = endpointsOf(account)
  return serveAws({
    endpoints,
    gates: gatesOf(options, endpoints),
    now: () => clock.now(),
    ...(port !== undefined && { port }),
    ...(onCall && { onCall }),
  })
}

/** Who calls is asked before what may be done, and that before whether the request makes sense. */
function gatesOf(options: SimulateOptions, endpoints: readonly Endpoint[]): readonly Gate[] {
  const { account, clock, faults: script = [], gates = [], sessionEnds = [], recordsAPage } = options
  const models = endpoints.map(({ model }) => model)
  const catchUp: Gate = (_call, next) => {
    account.agenda.runUntil(clock.now())
    return next()
  }
  return [
    catchUp,
    faults(script, clock, options.onStrike),
    ...gates,
    ...(options.signature ? [signature(options.signature)] : []),
    ...(sessionEnds.length > 0 ? [sessions(account.credentials, sessionEnds)] : []),
    credentials(account.credentials),
    ...limitsOf(options),
    ...policiesOf(options),
    constraints(models),
    ...(recordsAPage ? [shortPages(models, recordsAPage)] : []),
  ]
}

function limitsOf({ throttled = false }: SimulateOptions): readonly Gate[] {
  if (throttled === false) return []
  return [throttling(awsBuckets(throttled === true ? undefined : throttled))]
}

function policiesOf({ account, policy }: SimulateOptions): readonly Gate[] {
  if (policy === undefined) return []
  const principalOf = ({ accessKeyId }: Call) => account.credentials.find(accessKeyId)?.arn ?? 'anonymous'
  return [iam({ policy: policyOf(policy), principalOf, permissions: permissionLookup(inventoryOf(account)) })]
}

// The clients are never used to call: they know their protocols, which the schemas do not say.
const nowhere = { region: 'us-east-1' }
const served = {
  autoScaling: service(autoScalingSdk, new autoScalingSdk.AutoScalingClient(nowhere)),
  ec2: service(ec2Sdk, new ec2Sdk.EC2Client(nowhere)),
  elbv2: service(elbSdk, new elbSdk.ElasticLoadBalancingV2Client(nowhere)),
  elb: service(classicElbSdk, new classicElbSdk.ElasticLoadBalancingClient(nowhere)),
  cloudFormation: service(cloudFormationSdk, new cloudFormationSdk.CloudFormationClient(nowhere)),
  cloudWatch: service(cloudWatchSdk, new cloudWatchSdk.CloudWatchClient(nowhere)),
  ssm: service(ssmSdk, new ssmSdk.SSMClient(nowhere)),
  sts: service(stsSdk, new stsSdk.STSClient(nowhere)),
}

/** Every service with its handlers. */
export const endpointsOf = (account: Account): readonly Endpoint[] => [
  served.autoScaling(autoScaling(account)),
  served.ec2(ec2(account)),
  served.elbv2(elasticLoadBalancingV2(account)),
  served.elb(elasticLoadBalancing(account)),
  served.cloudFormation(cloudFormation(account)),
  served.cloudWatch(cloudWatch(account)),
  served.ssm(systemsManager(account)),
  served.sts(sts(account)),
]
