/**
 * The interfaces to AWS, clock and verification. Reads and writes are separate types, so that plan and check cannot
 * write.
 */

import type { VersionChoices } from './manual-commands.ts'
import type { Alarm } from './model/alarm.ts'
import type { Group, GroupTag, Hook } from './model/group.ts'
import type { Image, InstanceType } from './model/image.ts'
import type { ImageArchive, ImageReference, ImageUse } from './model/image-archive.ts'
import type { Ec2Instance, Instance } from './model/instance.ts'
import type {
  Alias,
  Revision,
  Template,
  TemplateUse,
  UndeletedVersion,
  Version,
  VersionDraft,
} from './model/launch-template.ts'
import type { VerifyResult } from './model/observation.ts'
import type { Parameter } from './model/parameter.ts'
import type { Problem } from './model/problem.ts'
import type { Preferences, Refresh } from './model/refresh.ts'
import type { CommandOutput, InstanceCommand, Invocation, ManagedInstance } from './model/run-command.ts'
import type { LaunchHistory } from './model/scaling-activity.ts'
import type { ScheduledAction } from './model/scheduled-action.ts'
import type { StatusChecks } from './model/status-checks.ts'
import type { Target, TargetGroup } from './model/target.ts'
import type { Instant, Ms } from './model/time.ts'
import type { LaunchedTrial, TrialInstance, TrialLaunch, TriedVersion } from './model/trial.ts'

/** How long one call retries problems that may be temporary. After `stop` is aborted it is only some seconds. */
export interface RetryLimit {
  readonly limit: Ms
  /** The same for throttled calls: AWS answers, and other jobs of the account need their turn. */
  readonly throttled: Ms
  readonly stop: AbortSignal
}

/** Reads from AWS. Each may throw an `AwsProblem`; any other exception is a bug. */
export interface Reads {
  /** The same, but every call ends at the latest when `stop` is aborted, as a problem that is `passing`. */
  within(stop: AbortSignal): Reads
  /** The same, but retries temporary problems up to this limit. */
  retrying(retryLimit: RetryLimit): Reads
  group(name: string): Promise<Group | undefined>
  /** The names of the groups of the region with this tag, without those that are being deleted. */
  groupsTagged(tag: GroupTag): Promise<readonly string[]>
  hooks(group: string): Promise<readonly Hook[]>
  /** Those that are still to come, each with its next time. */
  scheduledActions(group: string): Promise<readonly ScheduledAction[]>
  /** Active and past, the newest first. */
  refreshes(group: string): Promise<readonly Refresh[]>
  refresh(group: string, id: string): Promise<Refresh | undefined>
  /**
   * The versions of these templates that any group of the region has saved or any of its instances was launched from.
   */
  templateUses(templates: readonly string[]): Promise<readonly TemplateUse[]>
  template(id: string): Promise<Template | undefined>
  version(template: string, version: number | Alias): Promise<Version | undefined>
  /** The image that a version means now, with a parameter resolved; `undefined` where EC2 gives none. */
  imageMeant(template: string, version: number): Promise<string | undefined>
  /** Versions with a higher number than `version`. */
  versionsAfter(template: string, version: number): Promise<readonly Version[]>
  image(id: string): Promise<Image | undefined>
  /** Our own images of this name, in whatever state; `*` and `?` are wildcards. */
  imagesNamed(pattern: string): Promise<readonly Image[]>
  /** By `name`, `name:version`, `name:label` or ARN. Returns which part does not exist where there is none. */
  parameter(name: string): Promise<Parameter | 'no-parameter' | 'no-version'>
  /** Those of these images that exist. */
  images(ids: readonly string[]): Promise<readonly Image[]>
  /** The account's own images that carry the tag of a deleted version of this template, in whatever state. */
  retiredImages(template: string): Promise<readonly Image[]>
  /** The instances that have not ended, the overrides of any group and the launch configurations that name one of these. */
  imageUses(images: readonly string[]): Promise<readonly ImageUse[]>
  /** Whether somebody else may launch it. */
  isImageShared(image: string): Promise<boolean>
  /** Who names one of these images, as EC2 says: every version of every template, and no terminated instance. `known` is asked for in every call. */
  imageReferences(images: readonly string[], known: string | undefined): Promise<readonly ImageReference[]>
  /** Those of these instance types that the region has. */
  instanceTypes(names: readonly string[]): Promise<readonly InstanceType[]>
  ec2Instances(instances: readonly string[]): Promise<ReadonlyMap<string, Ec2Instance>>
  /** EC2's status checks of those of these instances that run. */
  statusChecks(instances: readonly string[]): Promise<ReadonlyMap<string, StatusChecks>>
  /** The instances of this group's trials that have not ended: those that EC2's own marks prove. */
  trialInstances(group: Pick<Group, 'name' | 'arn'>): Promise<readonly TrialInstance[]>
  /** Of a template, the versions whose trial may go on: whichever group's, also where its instance has just ended. */
  triedVersions(template: string): Promise<readonly TriedVersion[]>
  /** Those of these instances that Systems Manager manages. */
  managedInstances(instances: readonly string[]): Promise<readonly ManagedInstance[]>
  /** The id of the command with this comment, which was sent so long ago; `undefined` while Systems Manager lists none. */
  commandBy(comment: string, age: Ms): Promise<string | undefined>
  /** What has come of a command on each instance; on none while it is new. */
  invocations(command: string): Promise<readonly Invocation[]>
  /** What the command's script printed on an instance; `undefined` where Systems Manager knows nothing of it. */
  commandOutput(command: string, instance: string): Promise<CommandOutput | undefined>
  /** The instances of a group's warm pool. */
  warmPool(group: string): Promise<readonly Instance[]>
  targets(targetGroup: string): Promise<readonly Target[]>
  targetGroups(arns: readonly string[]): Promise<readonly TargetGroup[]>
  /** How long a target group, or a classic load balancer, lets a target drain. */
  deregistrationDelay(targetGroup: string): Promise<Ms | undefined>
  /**
   * Launches into the group that began at or after `since`, the newest first. Pages are read until the newest
   * `MOST_FAILED_LAUNCHES` failed ones are found.
   */
  launches(group: string, since: Instant): Promise<LaunchHistory>
  /** For each of these instances, AWS's cause of the newest scaling activity that names it, without times. */
  causes(group: string, instances: readonly string[]): Promise<readonly string[]>
  /** Of these CloudWatch alarms, those that exist, by name. */
  alarms(names: readonly string[]): Promise<ReadonlyMap<string, Alarm>>
  /** The last lines of an instance's console output, if EC2 has it. */
  console(instance: string): Promise<readonly string[]>
  /** A trial launch (RunInstances with DryRun). Returns EC2's error, or `undefined` if the launch would succeed. */
  tryLaunch(launch: {
    readonly template: string
    readonly version: number
    readonly image: string
    /** The type, where the group chooses it and not the template. */
    readonly type?: string
    readonly subnet?: string
    /** The template's network interfaces, as EC2 gave them: a subnet goes into them. */
    readonly interfaces?: readonly object[]
  }): Promise<Problem | undefined>
}

/** Writes to AWS. Each may throw an `AwsProblem`; kind `lost` means that the write may have taken effect. */
export interface Writes {
  /**
   * The same, but every call ends at the latest when `stop` is aborted: `lost` once its request has left, else
   * `passing`.
   */
  within(stop: AbortSignal): Writes
  /**
   * The same, but retries temporary problems up to this limit. Starting, rolling back and cancelling a
   * refresh are not retried: the caller must first read whether the last request took effect.
   */
  retrying(retryLimit: RetryLimit): Writes
  /** Stores the group's aliases in its tag `ami-rollout:alias`. */
  tagAlias(group: string, aliases: string): Promise<void>
  untagAlias(group: string): Promise<void>
  /** Stores this run's rollback target in the group's tag `ami-rollout:rollback`. */
  noteRollback(group: string, note: string): Promise<void>
  /** Stores in the group's tag `ami-rollout:last` what this run rolls out without a version of its own. */
  noteRollout(group: string, note: string): Promise<void>
  forgetRollout(group: string): Promise<void>
  /** Remembers in the group's tag `ami-rollout:handed-over` which refresh a later job is to take up. */
  noteHandOver(group: string, note: string): Promise<void>
  forgetHandOver(group: string): Promise<void>
  /**
   * Saves other versions of its templates on the group, for its next launches. Changes nothing else. Returns the group with
   * them: AWS may go on showing it without for a while.
   */
  saveVersions(group: Group, choices: VersionChoices): Promise<Group>
  /** With a token that was used before: the version as it was made then, whether or not it still exists. */
  makeVersion(draft: VersionDraft): Promise<Pick<Version, 'version' | 'created'>>
  /**
   * Writes a new version of a `String` parameter that exists, whoever has written it meanwhile. AWS may validate an image
   * after it has answered.
   */
  setParameter(parameter: { readonly name: string; readonly dataType: string }, value: string): Promise<void>
  /** Launches the instance of a trial. The same launch again gives the same instance. */
  launchTrial(launch: TrialLaunch): Promise<LaunchedTrial>
  /** Ends it, whatever protects it. It may go on for a while; that EC2 does not know it proves nothing. */
  endTrial(instance: string): Promise<void>
  /**
   * Sends a script to instances and returns the command's id. It is sent once: AWS has no token for it, so a lost answer is
   * looked up by its comment.
   */
  sendCommand(command: InstanceCommand): Promise<string>
  /** Asks Systems Manager to cancel a command, which promises nothing (CancelCommand). */
  cancelCommand(command: string): Promise<void>
  setDefaultVersion(template: string, version: number): Promise<void>
  /** Tags an image with the template and the numbers of the versions that named it. */
  retireImage(image: string, of: { readonly template: string; readonly versions: readonly number[] }): Promise<void>
  /** Deprecates it in two minutes, or disables it at once. */
  archiveImage(image: string, how: ImageArchive['how']): Promise<void>
  /** Deletes at most 200 versions. Returns those that still exist, and why. */
  deleteVersions(template: string, versions: readonly number[]): Promise<readonly UndeletedVersion[]>
  /** Starts a refresh and returns its id. A mixed instances policy is sent whole, with these versions. */
  startRefresh(group: Group, to: Revision, preferences: Preferences): Promise<string>
  rollbackRefresh(group: string): Promise<void>
  /**
   * `waits`: AWS calls the refresh Cancelled only when the launches and terminations in flight are over; without it at
   * once, and they go on in the background.
   */
  cancelRefresh(group: string, cancel: { readonly waits: boolean }): Promise<void>
}

/** The clock, injected so that tests control time. Milliseconds. A sleep ends early when `stop` is aborted. */
export interface Clock {
  now(): Instant
  sleep(ms: Ms, stop?: AbortSignal): Promise<void>
}

/** An error from AWS or from the connection to it. Only the adapter makes one. */
export class AwsProblem extends Error {
  override readonly name = 'AwsProblem'
  readonly problem: Problem
  constructor(problem: Problem, cause?: unknown) {
    super(`${problem.operation}: ${problem.code}: ${problem.message}`, { cause })
    this.problem = problem
  }
}

/** The problem of a thrown `AwsProblem`. Throws anything else again, because it is a bug. */
export function problemIn(thrown: unknown): Problem {
  if (thrown instanceof AwsProblem) return thrown.problem
  throw thrown
}

/** Collects the problems of several reads instead of throwing the first, so that all of them are reported together. */
export function collectProblems() {
  const problems: Problem[] = []
  const ask = async <T>(read: Promise<T>): Promise<T | undefined> =>
    read.catch((thrown: unknown) => {
      problems.push(problemIn(thrown))
      return undefined
    })
  return { ask, problems }
}

/** The step name of the verification of a trial, outside the group. */
export const TRIAL = 'trial'

/** One run of the verification. `facts` reach it as environment variables; `limit` in milliseconds. */
export interface Verification {
  readonly step: string
  readonly limit: Ms
  /** The new instances in service, or those of the trial. */
  readonly instances: readonly string[]
  readonly facts: Readonly<Record<string, string>>
}

/** Runs the `verify` script in parallel with the watch. Each poll reads its result. */
export interface VerifyRunner {
  /** Starts a verification; one that still runs is ended first. */
  start(check: Verification): void
  result(): VerifyResult | undefined
  /** Ends the running verification with all its child processes. */
  end(): Promise<void>
}
