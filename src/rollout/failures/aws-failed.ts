import { count, duration, list } from '../measure.ts'
import type { Difference, TemplateVersion } from '../model/launch-template.ts'
import type { Instant, Ms } from '../model/time.ts'
import { type RefusedCall, refusedCall } from './calls.ts'
import { type RefreshEnded, refreshEnded } from './refresh-ended.ts'
import { type FailureRow, none } from './row.ts'
import { activities } from './words.ts'

/** The refresh ended in a status other than Successful, AWS refused a call, or somebody changed what the rollout depends on. */
export type AwsFailed = { readonly code: 'aws-failed' } & (
  | RefreshEnded
  | RefusedCall
  | {
      readonly reason: 'not-on-version'
      readonly instances: readonly string[]
      readonly since: Instant
      readonly limitMs: Ms
    }
  /** The group was scaled to nothing meanwhile: no instance shows that the new version works. */
  | { readonly reason: 'nothing-proven'; readonly since: Instant; readonly limitMs: Ms }
  /** The new template version is not what was asked for. */
  | { readonly reason: 'altered'; readonly differences: readonly Difference[] }
  /** Somebody has changed the group's launch templates to these, or to none, so no rollback target is known for them. */
  | { readonly reason: 'moved-away'; readonly ids: readonly string[] }
  /** AWS's own rollback has ended and left these on the new version, because they are protected from scale-in. */
  | { readonly reason: 'protected-left'; readonly instances: readonly string[] }
  /** The fleet runs these versions, but somebody has deleted them. */
  | { readonly reason: 'version-gone'; readonly versions: readonly TemplateVersion[] }
)

/** The row of `aws-failed`. */
export function awsFailed(failure: AwsFailed): FailureRow {
  switch (failure.reason) {
    case 'ended':
      return refreshEnded(failure)
    case 'refused':
      return refusedCall(failure, 'Fix what AWS names, then run again.')
    case 'not-on-version':
      return {
        ...left,
        sentence: `AWS is done, but ${count(failure.instances.length, 'instance')} (${list(failure.instances)}) did not run the version and image asked for, for longer than ${duration(failure.limitMs)}.`,
        nextStep: 'See whether somebody changed the group or the instances meanwhile, then run again.',
        runAgain: true,
        commands: activities,
      }
    case 'nothing-proven':
      return {
        ...left,
        sentence:
          'AWS reports Successful, but the group has no instance in service any more: nothing shows that the new version works, and the next scale-out launches it.',
        nextStep:
          'Scale the group out and deploy again, which proves the version; or save the version before on the group, so that the next scale-out launches that.',
        commands: activities,
      }
    case 'altered':
      return {
        ...left,
        sentence: alteredWords(failure.differences),
        nextStep:
          'No instance was touched. Make the version from its source by hand to see the difference, and report it to this action.',
      }
    case 'moved-away':
      return {
        ...left,
        sentence: `Somebody has moved the group meanwhile to ${list(failure.ids) || 'no launch template'}, which this rollout did not start from: what it should launch is to be chosen by hand.`,
        nextStep: 'Choose a launch template version for the group by hand, then run again.',
      }
    case 'protected-left':
      return {
        ...left,
        sentence: `AWS's rollback has ended and left ${count(failure.instances.length, 'instance')} of the new version (${list(failure.instances)}) in service, because ${failure.instances.length === 1 ? 'it is' : 'they are'} protected from scale-in.`,
        nextStep: 'Take the protection away or replace these instances; whatever else is protected stays as it is.',
      }
    case 'version-gone':
      return {
        ...left,
        sentence: `${list(failure.versions.map(({ id, version }) => `Version ${version} of ${id}`))} ${failure.versions.length === 1 ? 'was' : 'were'} deleted meanwhile: the instances run it, but the group can launch no other from it.`,
        nextStep:
          'Set the group’s launch template back to a version that exists, such as the one before, so that it can launch again. Then deploy again.',
      }
  }
}

const left = { action: 'leave', runAgain: false, commands: none } as const

const alteredWords = (differences: readonly Difference[]): string =>
  differences.length > 0
    ? `The new template version differs from its source in more than the image: ${list(differences.map(({ path, from, to }) => `${path} (${from ?? 'nothing'} → ${to ?? 'nothing'})`))}.`
    : 'The new template version does not have the image that was asked for.'

/** Whether a failure is `aws-failed` with this reason. */
export const isAwsFailed = (
  failure: { readonly code: string; readonly reason?: string },
  reason: AwsFailed['reason'],
): boolean => failure.code === 'aws-failed' && failure.reason === reason
