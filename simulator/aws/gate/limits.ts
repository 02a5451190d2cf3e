/** Ranges, lengths, patterns and closed sets of AWS's models. The SDK's schemas do not carry them. */
import { between, both, each, like, long, oneOf, type Rule } from './rule.ts'

const NAME = long(1, 255)
const DAYS_2 = 172_800

/**
 * By `Structure.Member` of the SDK's schemas, or by `*.Member` for one that means the same wherever it is; the more
 * exact key wins. [documented: the service models; the order of the sets: seen in real answers]
 */
export type Limits = Readonly<Record<string, Rule>>

/** Amazon EC2 Auto Scaling. */
const autoScaling: Limits = {
  '*.AutoScalingGroupName': NAME,
  'AutoScalingGroupNamesType.AutoScalingGroupNames': each(NAME),
  'StartInstanceRefreshType.Strategy': oneOf('Rolling', 'ReplaceRootVolume'),
  'RefreshPreferences.MinHealthyPercentage': between(0, 100),
  'RefreshPreferences.MaxHealthyPercentage': between(100, 200),
  'RefreshPreferences.InstanceWarmup': between(0),
  'RefreshPreferences.CheckpointPercentages': each(between(1, 100)),
  'RefreshPreferences.CheckpointDelay': between(0, DAYS_2),
  'RefreshPreferences.BakeTime': between(0, DAYS_2),
  'RefreshPreferences.ScaleInProtectedInstances': oneOf('Ignore', 'Wait', 'Refresh'),
  'RefreshPreferences.StandbyInstances': oneOf('Terminate', 'Ignore', 'Wait'),
  'AlarmSpecification.Alarms': both(long(0, 10), each(NAME)),
  'LaunchTemplateSpecification.LaunchTemplateId': NAME,
  'LaunchTemplateSpecification.LaunchTemplateName': both(long(3, 128), like('[a-zA-Z0-9\\(\\)\\.\\-\\/_]+')),
  'LaunchTemplateSpecification.Version': NAME,
  'LaunchTemplateOverrides.ImageId': both(long(5, 21), like('ami-[a-z0-9]{1,17}')),
  'PutLifecycleHookType.HeartbeatTimeout': between(30, 7200),
  '*.LifecycleHookName': long(1, 255),
  'Tag.Key': long(1, 128),
  'Tag.Value': long(0, 256),
}

/** Amazon EC2. Its ids are looked up, not measured. */
const ec2: Limits = {
  'CreateLaunchTemplateVersionRequest.ClientToken': long(0, 128),
  'CreateLaunchTemplateVersionRequest.VersionDescription': long(0, 255),
  'ModifyLaunchTemplateRequest.ClientToken': long(0, 128),
  'DeleteLaunchTemplateVersionsRequest.Versions': long(1, 200),
  'DescribeLaunchTemplateVersionsRequest.MaxResults': between(1, 200),
  'DescribeLaunchTemplatesRequest.MaxResults': between(1, 200),
  'DescribeInstanceTypesRequest.MaxResults': between(5, 100),
  'DescribeInstanceTypesRequest.InstanceTypes': long(0, 100),
  'DescribeImageReferencesRequest.ImageIds': long(1, 10),
  'DescribeImageReferencesRequest.MaxResults': between(5, 1000),
  '*.LaunchTemplateName': both(long(3, 128), like('[a-zA-Z0-9\\(\\)\\.\\-\\/_]+')),
}

/** AWS STS. */
const sts: Limits = {
  'AssumeRoleWithWebIdentityRequest.RoleArn': long(20, 2048),
  'AssumeRoleWithWebIdentityRequest.RoleSessionName': both(long(2, 64), like('[\\w+=,.@-]*')),
  'AssumeRoleWithWebIdentityRequest.DurationSeconds': between(900, 43_200),
  'AssumeRoleWithWebIdentityRequest.WebIdentityToken': long(4, 20_000),
}

/** Amazon CloudWatch. [documented: the service model] */
const cloudWatch: Limits = {
  'DescribeAlarmsInput.AlarmNames': both(long(0, 100), each(NAME)),
  'DescribeAlarmsInput.AlarmNamePrefix': NAME,
  'DescribeAlarmsInput.StateValue': oneOf('OK', 'ALARM', 'INSUFFICIENT_DATA'),
  'DescribeAlarmsInput.MaxRecords': between(1, 100),
}

/** AWS Systems Manager. [documented: the service model] */
const systemsManager: Limits = {
  'GetParameterRequest.Name': long(1, 2048),
  'GetParametersRequest.Names': long(1, 10),
  'DescribeInstanceInformationRequest.MaxResults': between(5, 50),
  'InstanceInformationStringFilter.Values': long(1, 100),
  'SendCommandRequest.InstanceIds': long(0, 50),
  'SendCommandRequest.Comment': long(0, 100),
  'SendCommandRequest.TimeoutSeconds': between(30, 2_592_000),
  'CancelCommandRequest.InstanceIds': long(0, 50),
  'ListCommandsRequest.MaxResults': between(1, 50),
  'ListCommandInvocationsRequest.MaxResults': between(1, 50),
  '*.CommandId': long(36, 36),
}

/** By the SDK's service id. A service that is not named has no limits here. */
export const LIMITS: Readonly<Record<string, Limits>> = {
  'Auto Scaling': autoScaling,
  CloudWatch: cloudWatch,
  EC2: ec2,
  SSM: systemsManager,
  STS: sts,
}
