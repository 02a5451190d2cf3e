/** AWS's errors: code and message. Messages that no source gives are marked as the simulator's own. */
import { AwsError } from '../error.ts'

/** A complaint that is not an error yet: it may end in an answer, an activity or an error of another service. */
export interface Refused {
  readonly code: string
  readonly message: string
}

const validation = (message: string) => new AwsError('ValidationError', message)
/** The simulator's own words in AWS's frame. */
const invalid = (sentence: string) => validation(`The request isn't valid. ${sentence}`)

/** Auto Scaling's refusals. */
export const refuse = {
  validation,
  noGroup: (name: string) => validation(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`),
  /** The simulator's code and wording. */
  managed: (name: string, operator: string) =>
    validation(`The Auto Scaling group ${name} is managed by ${operator} and can be changed by it alone.`),
  groupInUse: () =>
    new AwsError(
      'ResourceInUse',
      'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
    ),
  refreshInProgress: () =>
    new AwsError(
      'InstanceRefreshInProgressFault',
      'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
    ),
  nothingToCancel: (group: string) =>
    new AwsError(
      'ActiveInstanceRefreshNotFoundFault',
      `No in progress or pending Instance Refresh found for Auto Scaling group ${group}.`,
    ),
  nothingToRollBack: (group: string) =>
    new AwsError(
      'ActiveInstanceRefreshNotFoundFault',
      `No in progress or baking Instance Refresh found for Auto Scaling group ${group}.`,
    ),
  irreversible: () =>
    new AwsError(
      'IrreversibleInstanceRefreshFault',
      'The request failed because a desired configuration was not found or an incompatible launch template (uses a Systems Manager parameter instead of an AMI ID) or launch template version ($Latest or $Default) is present on the Auto Scaling group.',
    ),
  autoRollbackWithoutConfiguration: () =>
    validation(
      "The request isn't valid. The AutoRollback parameter cannot be set to true when the DesiredConfiguration parameter is empty. Set AutoRollback to false or specify a desired configuration and try again.",
    ),
  /** The simulator's wording. */
  autoRollbackFromAlias: (version: string) =>
    invalid(
      `The AutoRollback parameter cannot be set to true when the Auto Scaling group uses the launch template version ${version}.`,
    ),
  /** The simulator's wording. */
  systemsManagerImage: (parameter: string) =>
    invalid(
      `The ${parameter} parameter isn't supported when the launch template uses a Systems Manager parameter instead of an AMI ID.`,
    ),
  /** The simulator's wording. */
  alarmNotOk: (name: string, state: string) =>
    invalid(
      `The alarm ${name} is in the ${state} state. All alarms must be in the OK state to start an instance refresh.`,
    ),
  /** The simulator's wording. */
  noAlarm: (name: string) => invalid(`The alarm ${name} does not exist.`),
  configurationLocked: () =>
    validation(
      'An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.',
    ),
  percentagesTooFarApart: () =>
    validation(
      'The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than or equal to 100',
    ),
  checkpointsUnsorted: () => validation('Checkpoint percentages must be sorted in ascending order with no duplicates.'),
  /** The simulator's wording. */
  maximumWithoutMinimum: () =>
    invalid('The MaxHealthyPercentage parameter requires the MinHealthyPercentage parameter.'),
  /** The simulator's wording. */
  delayWithoutCheckpoints: () => invalid('The CheckpointDelay parameter requires the CheckpointPercentages parameter.'),
  idOrName: () => validation('Valid requests must contain either launchTemplateId or LaunchTemplateName'),
  templateNotAuthorized: (id: string) =>
    new AwsError('AccessDenied', `You are not authorized to use launch template: ${id}`, 403),
  /** The simulator's wording. */
  templateAndPolicy: () => invalid('Specify either a launch template or a mixed instances policy, not both.'),
  /** The simulator's wording. */
  noInstanceType: () => invalid('No instance types satisfy the instance requirements.'),
  /** The simulator's wording. */
  selectsByAttributes: (parameter: string) =>
    invalid(
      `The ${parameter} parameter isn't supported when the Auto Scaling group uses attribute-based instance type selection.`,
    ),
  /** The simulator's wording. */
  launchConfiguration: (parameter: string) =>
    invalid(`The ${parameter} parameter isn't supported when the Auto Scaling group uses a launch configuration.`),
  badTemplate: (complaint: string) => validation(`You must use a valid fully-formed launch template. ${complaint}`),
  /** The simulator's wording. */
  capacityOutOfBounds: (desired: number, minimum: number, maximum: number) =>
    validation(
      desired > maximum
        ? `New SetDesiredCapacity value ${desired} is above max value ${maximum} for the AutoScalingGroup.`
        : `New SetDesiredCapacity value ${desired} is below min value ${minimum} for the AutoScalingGroup.`,
    ),
  /** The simulator's wording. */
  minimumAboveMaximum: () => validation('Max bound must be greater than or equal to min bound'),
  /** The simulator's wording. */
  noInstance: (id: string) => validation(`Instance Id not found - No managed instance found for instance ID ${id}`),
  noLifecycleAction: (which: string) => validation(`No active Lifecycle Action found with ${which}`),
  /** The simulator's wording. */
  notInState: (id: string, group: string, state: string) =>
    validation(`The instance ${id} in ${group} is not in ${state}.`),
} as const

/** Systems Manager's refusals. The codes are documented, the wording is the simulator's. */
export const refuseParameter = {
  exists: () =>
    new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    ),
  noType: () => new AwsError('ValidationException', 'A parameter type is required when you create a parameter.'),
  missing: (name: string) => new AwsError('ParameterNotFound', `Parameter ${name} not found.`),
  noVersion: (name: string, selector: string) =>
    new AwsError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
    ),
} as const

/** EC2's refusals of launch templates. */
export const refuseTemplate = {
  noId: (id: string) =>
    new AwsError(
      'InvalidLaunchTemplateId.NotFound',
      `The specified launch template, with template ID ${id}, does not exist.`,
    ),
  noName: (name: string) =>
    new AwsError(
      'InvalidLaunchTemplateName.NotFoundException',
      `The specified launch template, with template name ${name}, does not exist.`,
    ),
  noVersion: (id: string, version: string) =>
    new AwsError(
      'InvalidLaunchTemplateId.VersionNotFound',
      `Could not find the specified version ${version} for the launch template with ID ${id}.`,
    ),
  /** The simulator's wording. */
  tokenReused: () =>
    new AwsError('IdempotentParameterMismatch', 'The client token was used before with other request parameters.'),
  /** The simulator's wording. */
  idOrName: () =>
    new AwsError('MissingParameter', 'Specify either a launch template ID or a launch template name, not both.'),
} as const
