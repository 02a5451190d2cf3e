/** A trial: one instance of a template version outside the group, before the group is touched. */
import type { KnownInstance } from './known-instance.ts'
import type { TemplateVersion } from './launch-template.ts'
import type { Problem } from './problem.ts'
import type { Instant } from './time.ts'

/** Where a trial is launched. Missing: as the template says. */
export interface TrialPlace {
  readonly subnet?: string
  readonly type?: string
}

/** Whose trial it is. All of it is part of the request's token, so that each job launches an instance of its own. */
export interface TrialOwner {
  readonly group: { readonly name: string; readonly arn: string }
  readonly run: string
  readonly attempt: number
  /** On AWS's clock: from then on any run that may write ends what is left. */
  readonly until: Instant
}

/** A request for one instance. */
export interface TrialLaunch {
  readonly owner: TrialOwner
  readonly version: TrialVersion
  readonly place: TrialPlace
}

/** A version to try, with its contents and the devices of its image: nothing of them may outlive the trial. */
export interface TrialVersion extends Pick<TemplateVersion, 'id' | 'version'> {
  readonly data: Readonly<Record<string, unknown>>
  readonly devices: readonly string[]
}

/** The instance of a trial. `isSpot`: EC2 has kept the Spot options of the template. */
export interface LaunchedTrial {
  readonly instance: string
  readonly isSpot: boolean
}

/** An instance that carries the tag of a trial, and that EC2's own tags and its token prove to be one. */
export interface TrialInstance {
  readonly instance: string
  readonly run: string
  readonly attempt: number
  readonly until: Instant
  readonly template: string
  readonly version: number
}

/** What this process has tried: the versions that passed, and the instances that it launched for that. */
export interface Tried {
  readonly passed: readonly TemplateVersion[]
  readonly instances: readonly string[]
}

export const nothingTried: Tried = { passed: [], instances: [] }

/** A trial of a version, and until when it may go on. `hasEnded`: EC2 shows its instance as terminated. */
export interface TriedVersion extends Pick<TrialInstance, 'instance' | 'version' | 'until'> {
  readonly hasEnded: boolean
}

/** What a trial has come to: a step of it. */
export type TrialProgress =
  /** Before the request is sent. `of`: the template's name, where the group has several. */
  | { readonly did: 'launching'; readonly launch: UnfinishedLaunch; readonly of?: string }
  | ({ readonly did: 'launched'; readonly launch: UnfinishedLaunch; readonly of?: string } & LaunchedTrial)
  /** EC2 has no room for it there; `isLast`: nor anywhere else that could be tried. */
  | { readonly did: 'no-room'; readonly place: TrialPlace; readonly problem: Problem; readonly isLast: boolean }
  /** EC2 has refused the launch for what it is. */
  | { readonly did: 'not-launched'; readonly place: TrialPlace; readonly problem: Problem }
  /** It is not ready: what EC2 says of it, as that changes. */
  | { readonly did: 'checking'; readonly known: KnownInstance }
  | { readonly did: 'verifying' | 'passed'; readonly instances: readonly string[] }
  /** It has taken minutes, and by now the group has other versions saved than the plan was made for. */
  | { readonly did: 'outdated'; readonly saved: readonly string[] }
  /** This run has tried these versions before, in this process. */
  | { readonly did: 'skipped'; readonly versions: readonly number[] }
  /** Before TerminateInstances is sent, and when EC2 has shown that they are gone. */
  | { readonly did: 'ending' | 'ended'; readonly instances: readonly string[] }
  /** They still run, or it was not seen that they end. `command`: how to end them by hand. */
  | {
      readonly did: 'left'
      readonly instances: readonly string[]
      readonly problem?: Problem
      readonly command: string
    }

/** A request that may have taken effect, as the job state keeps it. `instance`: once EC2 has answered. */
export interface UnfinishedLaunch {
  readonly owner: TrialOwner
  readonly template: string
  readonly version: number
  readonly place: TrialPlace
  readonly instance?: string
}

/** Whether a run may end a trial: one of its own earlier attempts at once, any other's only when its time is over. `at`: AWS's clock. */
export const isLeftTrial = (
  { run, attempt, until }: TrialInstance,
  by: { readonly run: string; readonly attempt: number; readonly at: Instant },
): boolean => (run === by.run && attempt < by.attempt) || until <= by.at
