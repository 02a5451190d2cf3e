/** The services as their SDK packages describe them, for tests of the wire. */
import * as autoScalingSdk from '@aws-sdk/client-auto-scaling'
import * as cloudWatchSdk from '@aws-sdk/client-cloudwatch'
import * as ec2Sdk from '@aws-sdk/client-ec2'
import * as classicElbSdk from '@aws-sdk/client-elastic-load-balancing'
import * as elbSdk from '@aws-sdk/client-elastic-load-balancing-v2'
import * as ssmSdk from '@aws-sdk/client-ssm'
import * as stsSdk from '@aws-sdk/client-sts'
import { modelOf, type OperationModel, type ServiceModel } from '../../aws/wire/service.ts'

export const CREDENTIALS = { accessKeyId: 'AKIASIMULATOR', secretAccessKey: 'secret', sessionToken: 'token' }
const config = { region: 'eu-west-1', credentials: CREDENTIALS }

export const clients = {
  autoScaling: new autoScalingSdk.AutoScalingClient(config),
  ec2: new ec2Sdk.EC2Client(config),
  elb: new elbSdk.ElasticLoadBalancingV2Client(config),
  sts: new stsSdk.STSClient(config),
  classicElb: new classicElbSdk.ElasticLoadBalancingClient(config),
  cloudWatch: new cloudWatchSdk.CloudWatchClient(config),
  ssm: new ssmSdk.SSMClient(config),
}

export const autoScaling = modelOf(autoScalingSdk, clients.autoScaling)
export const ec2 = modelOf(ec2Sdk, clients.ec2)
export const elb = modelOf(elbSdk, clients.elb)
export const sts = modelOf(stsSdk, clients.sts)
export const classicElb = modelOf(classicElbSdk, clients.classicElb)
export const cloudWatch = modelOf(cloudWatchSdk, clients.cloudWatch)
export const ssm = modelOf(ssmSdk, clients.ssm)

/** The operation of this name; a test that misspells it fails here. */
export function operation(model: ServiceModel, name: string): OperationModel {
  const found = model.operations.get(name)
  if (!found) throw new Error(`${model.id} has no operation ${name}`)
  return found
}
